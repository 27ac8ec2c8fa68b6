import type { Forge } from './forge.ts';

/** What the action's inputs or the command line's options say, as text; empty means not given. */
export type Inputs = Readonly<Record<string, string>>;

/** The event that started the run, as the runner describes it. */
export interface EventFacts {
  /** `pull_request`, `push`, `workflow_run`, `local`, … */
  readonly name: string;
  readonly payload: Readonly<Record<string, unknown>>;
  /** GITHUB_SHA. */
  readonly sha: string;
  /** GITHUB_REF. */
  readonly ref: string;
  /** Of the run the audit stands in; 0 outside of Actions. */
  readonly runId: number;
  readonly runAttempt: number;
  readonly runNumber: number;
  /** GITHUB_JOB: the job's id in the workflow file, not its display name. */
  readonly job: string;
  readonly runnerName: string;
  readonly workflow: string;
  readonly serverUrl: string;
  readonly actor: string;
}

/** Files of this machine: the workspace's reports, and the places results are written to. */
export interface Files {
  /** Paths matching the globs, relative to the workspace, in code-unit order. */
  glob(patterns: readonly string[]): Promise<readonly string[]>;
  /** Bytes in pieces, in order. Throws when the file cannot be read. */
  read(path: string): AsyncIterable<Uint8Array>;
  /** Writes under the results folder (RUNNER_TEMP) and returns the absolute path. */
  write(name: string, text: string): Promise<string>;
}

export interface Clock {
  /** Milliseconds since the epoch. */
  now(): number;
  sleep(milliseconds: number): Promise<void>;
}

export interface Log {
  info(message: string): void;
  warning(message: string): void;
  error(message: string): void;
  /** Said beside a line of a file, where whoever reads shows it there; absent where nobody does. */
  notice?(
    message: string,
    at: { readonly path: string; readonly line: number; readonly title: string },
  ): void;
  group<T>(title: string, body: () => Promise<T>): Promise<T>;
}

/** Outputs of the step and its summary; the command line prints them instead. */
export interface Results {
  output(name: string, value: string): void;
  summary(markdown: string): Promise<void>;
  /** Kept for what runs after this process, however it ends; absent where nothing does. */
  keep?(name: string, value: string): void;
}

/** Everything from outside, brought by the door the audit came through. */
export interface World {
  readonly inputs: Inputs;
  readonly event: EventFacts;
  readonly forge: Forge;
  readonly files: Files;
  readonly clock: Clock;
  readonly log: Log;
  readonly results: Results;
  readonly tool: { readonly version: string };
  /** Aborted, with an Error as its reason, when the run is cancelled; absent where nobody cancels. */
  readonly stop?: AbortSignal;
}

/** How one publisher ended. `skipped` may write nothing and says why; `failed` should have worked. */
export type Receipt =
  | {
      readonly publisher: string;
      readonly state: 'published';
      readonly url: string;
      readonly sha?: string;
      readonly note?: string;
    }
  | {
      readonly publisher: string;
      readonly state: 'unchanged';
      readonly url: string;
      readonly note?: string;
    }
  | {
      readonly publisher: string;
      readonly state: 'skipped';
      readonly why: string;
      readonly permission?: string;
      /** A newer audit of the same commit was there before. */
      readonly newer?: true;
    }
  | { readonly publisher: string; readonly state: 'failed'; readonly why: string };
