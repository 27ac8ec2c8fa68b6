import type { Forge, StatusState } from './forge.ts';
import type { VerdictColor } from './history.ts';

/** The action's inputs or the command line's options as text; empty means not given. */
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
  /** Of the audit's own run; 0 outside of Actions. */
  readonly runId: number;
  readonly runAttempt: number;
  readonly runNumber: number;
  /** GITHUB_JOB: the job's id in the workflow file, not its display name. */
  readonly job: string;
  readonly runnerName: string;
  readonly workflow: string;
  /** Path of the workflow file, from GITHUB_WORKFLOW_REF; absent where the server does not state it. */
  readonly workflowPath?: string;
  readonly serverUrl: string;
  readonly actor: string;
}

/** Files of this machine: reports in the workspace, and the results. */
export interface Files {
  /** Returns the paths that match the globs, relative to the workspace, in code-unit order. */
  glob(patterns: readonly string[]): Promise<readonly string[]>;
  /** Yields the bytes in chunks. Throws when the file cannot be read. */
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
  /** Logs a message for a line of a file; absent where no line can be annotated. */
  notice?(
    message: string,
    at: { readonly path: string; readonly line: number; readonly title: string },
  ): void;
  group<T>(title: string, body: () => Promise<T>): Promise<T>;
}

/** Outputs and summary of the step; the command line prints them. */
export interface Results {
  output(name: string, value: string): void;
  summary(markdown: string): Promise<void>;
  /** Saves a value for the post step, which runs however this process ends; absent without one. */
  keep?(name: string, value: string): void;
}

/** Everything outside of the program; the entry point provides it. */
export interface World {
  readonly inputs: Inputs;
  readonly event: EventFacts;
  readonly forge: Forge;
  readonly files: Files;
  readonly clock: Clock;
  readonly log: Log;
  readonly results: Results;
  readonly tool: { readonly version: string };
  /** Aborts with an Error as its reason when the run is canceled; absent where that cannot happen. */
  readonly stop?: AbortSignal;
}

/** Result of one publisher. `skipped`: it must not write, and says why. `failed`: it should have worked. */
export type Receipt =
  | {
      readonly publisher: string;
      readonly state: 'published';
      readonly url: string;
      readonly sha?: string;
      readonly note?: string;
      /** State of another audit that was posted again. */
      readonly restored?: StatusState;
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
      /** A newer or better audit of the same commit has been published. */
      readonly newer?: true;
      /** Verdict of that audit when it is not newer, and stays because it rests on more evidence. */
      readonly better?: VerdictColor | null;
      /** Final state of the status of that audit. */
      readonly restored?: StatusState;
    }
  | { readonly publisher: string; readonly state: 'failed'; readonly why: string };
