/** Where a value was read: enough for a reader to open the very place. Absent keys were not applicable. */
export interface Source {
  /** What was read, in words: `artifact junit-results`, `job test`, `docs/milestones/M01/M01_plan.md`. */
  readonly what: string;
  readonly url?: string;
  readonly runId?: number;
  /** 1-based attempt of the run. */
  readonly attempt?: number;
  readonly job?: string;
  readonly step?: string;
  readonly artifactId?: number;
  /** `sha256:…` of the artifact's archive as GitHub states it. */
  readonly digest?: string;
  /** Path in the repository, or inside the archive. */
  readonly path?: string;
  /** 1-based line in `path`. */
  readonly line?: number;
  /** Commit the path was read at. */
  readonly commit?: string;
  /** Git blob id of the file that was read. */
  readonly blob?: string;
}

export interface Present<T> {
  readonly state: 'present';
  readonly value: T;
  readonly source: Source;
}

/** Looked for, and not there. `why` is a sentence that a reader can act on. */
export interface Absent {
  readonly state: 'absent';
  readonly why: string;
}

/** There, but it could not be read: a broken file, a refused request, a cap that was hit. */
export interface Unreadable {
  readonly state: 'unreadable';
  readonly why: string;
  readonly source: Source;
}

/** One piece of evidence. Absent and unreadable evidence can lower a score and never raise it. */
export type Evidence<T> = Present<T> | Absent | Unreadable;

export function present<T>(value: T, source: Source): Present<T> {
  return { state: 'present', value, source };
}

export function absent(why: string): Absent {
  return { state: 'absent', why };
}

export function unreadable(why: string, source: Source): Unreadable {
  return { state: 'unreadable', why, source };
}
