/** A fact and the 1-based line of the file it stands on. */
export interface At<T> {
  readonly value: T;
  readonly line: number;
}

/** `sha` is 40 hex digits, `digest` a container image by `sha256:`, `local` a path of this repository, `none` a `uses` without any ref. */
export type Pin = 'sha' | 'tag' | 'branch' | 'digest' | 'local' | 'none';

/** A `uses:` of a job or step, of a container or service image (`docker://` or `image:`). */
export interface Use {
  readonly line: number;
  /** As written: `actions/checkout@v4`. */
  readonly uses: string;
  readonly pin: Pin;
  /** The version in the comment behind it (`# v4.2.2`), empty when there is none. */
  readonly comment: string;
  readonly kind: 'action' | 'reusable-workflow' | 'image';
  /** Whether an image is what the job runs in or a service beside it; absent for every other use. */
  readonly role?: 'container' | 'service';
}

/** Shell text of a step. `line` is the line of the file on which the script's first line stands. */
export interface Script {
  readonly text: string;
  readonly line: number;
  /**
   * `bash`, `sh`, `pwsh`, … as declared for the step, job or workflow; empty for the default, which is `bash -e`
   * without `pipefail`; `pwsh` where nothing is declared and the job runs on Windows only.
   */
  readonly shell: string;
  /** Where folding or quoting moved text: from `offset` on it stands on `line`; absent when text line n is file line n. */
  readonly marks?: readonly { readonly offset: number; readonly line: number }[];
  /** `working-directory` of the step, job or workflow, as written; absent for the repository's root. */
  readonly directory?: string;
}

export interface WorkflowStep {
  readonly line: number;
  /** 0-based position in the job. */
  readonly index: number;
  /** Name as GitHub shows it: `name`, else `Run …`. */
  readonly name: string;
  readonly id: string;
  readonly if?: At<string>;
  readonly continueOnError?: At<boolean | string>;
  readonly timeoutMinutes?: At<number | string>;
  readonly uses?: Use;
  readonly with: readonly (At<string> & { readonly key: string })[];
  readonly env: readonly (At<string> & { readonly key: string })[];
  readonly run?: Script;
}

/** `all` stands for `read-all` / `write-all` and for `{}` with access `none`. */
export interface Permission {
  readonly line: number;
  readonly scope: string;
  readonly access: 'read' | 'write' | 'none';
}

export type Permissions =
  | { readonly state: 'declared'; readonly line: number; readonly grants: readonly Permission[] }
  | { readonly state: 'undeclared' };

export interface Matrix {
  readonly line: number;
  /** Expanded legs as `key=value, key=value` in declaration order; `dynamic` when an expression makes it unknowable. */
  readonly legs: readonly string[] | 'dynamic';
  /** Every value as written, with its own line, excluded ones too; absent when the matrix is one expression. */
  readonly values?: readonly (At<string> & { readonly key: string })[];
}

export interface WorkflowJob {
  readonly line: number;
  readonly id: string;
  /** As GitHub shows it, without the matrix suffix. */
  readonly name: string;
  readonly if?: At<string>;
  readonly continueOnError?: At<boolean | string>;
  readonly timeoutMinutes?: At<number | string>;
  readonly needs: readonly At<string>[];
  readonly permissions: Permissions;
  readonly matrix?: Matrix;
  readonly runsOn: string;
  readonly env?: readonly (At<string> & { readonly key: string })[];
  /** A job that calls a reusable workflow. */
  readonly uses?: Use;
  /** Container and service images. */
  readonly images: readonly Use[];
  readonly steps: readonly WorkflowStep[];
}

export interface Trigger {
  readonly line: number;
  readonly event: string;
  /** `branches`, `paths-ignore`, `types`, … with their values as written. */
  readonly filters: readonly {
    readonly key: string;
    readonly line: number;
    readonly values: readonly string[];
  }[];
}

/** A workflow, or a composite action of the repository (then it has one job named `action` and no triggers). */
export interface Workflow {
  readonly kind: 'workflow' | 'action';
  readonly path: string;
  readonly name: string;
  readonly triggers: readonly Trigger[];
  readonly permissions: Permissions;
  readonly concurrency?: At<string>;
  readonly env: readonly (At<string> & { readonly key: string })[];
  readonly jobs: readonly WorkflowJob[];
}

/** A workflow file as read: a broken one is a finding, and never hides the others. */
export type WorkflowFile =
  | {
      readonly state: 'present';
      readonly path: string;
      readonly blob: string;
      readonly workflow: Workflow;
    }
  | {
      readonly state: 'unreadable';
      readonly path: string;
      readonly blob: string;
      readonly line: number;
      readonly why: string;
    };

/** A small settings file kept as text, because thresholds, versions and options are read from it later. */
export interface SettingsFile {
  readonly path: string;
  readonly blob: string;
  readonly text: string;
}

/** What a lockfile or requirements file pins. Counts are of entries; `lines` are 1-based examples. */
export interface Lockfile {
  readonly path: string;
  readonly blob: string;
  /** `pip`, `npm`, `yarn`, `pnpm`, `uv`, `poetry`, `pipenv`, `go`, `cargo`, `bundler`, `composer`, `nuget`, `gradle`, … */
  readonly tool: string;
  readonly entries: number;
  readonly hashed: number;
  /** Exact version without a hash. */
  readonly exact: number;
  /** A range or a floor (`>=2.31`). */
  readonly floors: number;
  readonly unversioned: number;
  /** From a moving branch or a bare URL. */
  readonly moving: number;
  /** First line of each kind worth citing, as `line: text`. */
  readonly examples: readonly string[];
  /** Paths of the files it takes in (`-r base.txt`), resolved from the repository's root; absent when none. */
  readonly includes?: readonly string[];
}
