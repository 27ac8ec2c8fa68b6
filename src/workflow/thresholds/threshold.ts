/** A coverage threshold of a command or settings file, and where it stands. */
export interface Threshold {
  readonly path: string;
  readonly line: number;
  /** Family of tools that share it: `coverage.py`, `jest`, `vitest`, `nyc`, `codecov`, `sonar`, `jacoco`, … */
  readonly tool: string;
  /** `total` when the tool knows only one number. */
  readonly metric: 'total' | 'lines' | 'branches' | 'functions' | 'statements' | 'patch';
  /** In percent; `unknown` when only running the file or an expression could tell. */
  readonly value: number | 'unknown';
  /** What the threshold is limited to (`./src/api/`, a flag); '' for the whole. */
  readonly scope: string;
  /** Of a command in a workflow. */
  readonly job?: string;
  readonly step?: string;
  readonly text: string;
}

export type Metric = Threshold['metric'];

/** A percentage as written; unknown for anything but a plain number. */
export function percentOf(text: string): number | 'unknown' {
  const match = /^['"]?(\d+(?:\.\d+)?) ?%?['"]?$/.exec(text.trim());
  return match === null ? 'unknown' : Number(match[1]);
}
