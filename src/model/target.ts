export interface RepositoryName {
  readonly owner: string;
  readonly name: string;
}

export interface PullRequest {
  readonly number: number;
  readonly title: string;
  readonly url: string;
  readonly state: 'open' | 'closed' | 'merged';
  readonly draft: boolean;
  readonly headSha: string;
  readonly headRef: string;
  /** True when the head lies in another repository than the base. */
  readonly fork: boolean;
  readonly baseRef: string;
  readonly baseSha: string;
  /** The commit the merge made; absent while open. */
  readonly mergeSha?: string;
  /** Login of the author; `dependabot[bot]` is never trusted. */
  readonly author: string;
  /** Title of the GitHub milestone it belongs to. */
  readonly milestone?: string;
  /** Number of changed files, so that pages can be asked for side by side; lists do not tell it. */
  readonly changedFiles?: number;
}

/** Which moment asked for the audit; `document` tells where it may go (design: after the merge or not). */
export type Occasion =
  | { readonly kind: 'pull-request' }
  | { readonly kind: 'merged' }
  | { readonly kind: 'merge-group' }
  | { readonly kind: 'local' };

/**
 * What is audited. `audited` is the commit whose code is judged; commits above it that touch only
 * files the audit generates are in `generated` and get the status too.
 */
export interface Target {
  readonly repository: RepositoryName;
  readonly occasion: Occasion;
  /** The event's name as the runner gives it, or `local`. */
  readonly event: string;
  readonly milestone: { readonly id: string; readonly from: string };
  readonly branch: string;
  readonly pull?: PullRequest;
  /** Why nobody can say whether it came through a pull request; absent where that is known. */
  readonly pullUnknown?: string;
  /** False for forks and Dependabot: plan and registry are then read at the policy ref. */
  readonly trusted: boolean;
  readonly commits: {
    readonly audited: string;
    /** Newest commit of the branch: `audited`, or a generated commit above it. */
    readonly head: string;
    /** Further commits whose tree is the audited one's: their runs are evidence too. */
    readonly sameTree: readonly string[];
    /** Commits whose runs are shown as stale: a merged head with another tree. */
    readonly stale: readonly string[];
    readonly generated: readonly string[];
    readonly base?: string;
    readonly merge?: string;
    /** Head of the base (or default) branch: the config and previous audits are read here. */
    readonly policy: string;
  };
  readonly defaultBranch: string;
  /** Web address of the forge for permalinks, `https://github.com` when absent. */
  readonly serverUrl?: string;
}
