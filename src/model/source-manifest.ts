import type { Source } from './evidence.ts';

export type SourceState =
  | 'present'
  | 'missing'
  | 'expired'
  | 'empty'
  | 'unreadable'
  /** Of an older attempt, or of a commit with another tree. */
  | 'stale';

export type SourceKind = 'tests' | 'coverage' | 'findings' | 'sbom' | 'benchmark';

/** One source the config (or, without a declaration, the evidence itself) says must exist, and how it ended. */
export interface ExpectedSource {
  /** `unknown`: a file that nobody declared broke before anything told what it was. */
  readonly kind: SourceKind | 'unknown';
  /** The declaration in words: `tests from artifact junit-* of Tests`. */
  readonly what: string;
  readonly state: SourceState;
  /** Listed in the config with `required: true` (the default of listed sources). */
  readonly required: boolean;
  readonly declared: boolean;
  readonly why: string;
  readonly source?: Source;
}

/** An artifact of a run of the evidence set, read or not. */
export interface ArtifactRecord {
  readonly id: number;
  readonly name: string;
  readonly runId: number;
  /** The attempt that made it, by its creation time; artifacts carry no attempt of their own. */
  readonly attempt: number;
  readonly bytes: number;
  readonly digest?: string;
  readonly createdAt: string;
  readonly state: 'read' | 'listed' | 'expired' | 'unreadable' | 'stale';
  readonly why: string;
}
