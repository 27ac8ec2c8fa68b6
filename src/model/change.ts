/** First and last line, 1-based. */
export type LineRange = readonly [from: number, to: number];

export interface ChangedFile {
  readonly path: string;
  readonly previousPath?: string;
  readonly status: 'added' | 'removed' | 'modified' | 'renamed';
  readonly additions: number;
  readonly deletions: number;
  /** Lines of the new file that the change adds; absent where the diff does not tell, and in saved evidence. */
  readonly added?: readonly LineRange[];
}

export interface Changes {
  readonly base: string;
  readonly head: string;
  /** By path, in code-unit order. */
  readonly files: readonly ChangedFile[];
  /** GitHub lists at most 3,000 files of a pull request and 300 of a comparison; true when it left some out. */
  readonly truncated: boolean;
}
