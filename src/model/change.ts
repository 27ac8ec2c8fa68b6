export interface ChangedFile {
  readonly path: string;
  readonly previousPath?: string;
  readonly status: 'added' | 'removed' | 'modified' | 'renamed';
  readonly additions: number;
  readonly deletions: number;
}

export interface Changes {
  readonly base: string;
  readonly head: string;
  /** By path, in code-unit order. */
  readonly files: readonly ChangedFile[];
  /** GitHub lists at most 3,000 files of a pull request and 300 of a comparison; true when it left some out. */
  readonly truncated: boolean;
}
