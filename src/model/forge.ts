import type { Changes, CoverageRule, DependencyChanges, Review } from './repository.ts';
import type { Result } from './result.ts';
import type { Progress } from './run.ts';
import type { PullRequest, RepositoryName } from './target.ts';

/** A run in a list, before its attempts and jobs are read. */
export interface ListedRun {
  readonly id: number;
  readonly workflow: string;
  readonly path: string;
  readonly event: string;
  readonly headSha: string;
  readonly headBranch: string;
  readonly headRepository: string;
  readonly runNumber: number;
  readonly attempt: number;
  readonly progress: Progress;
  readonly url: string;
  readonly createdAt: string;
  readonly startedAt: string;
}

export interface ListedJob {
  readonly id: number;
  readonly name: string;
  readonly url: string;
  /** 1-based. */
  readonly attempt: number;
  readonly progress: Progress;
  readonly startedAt?: string;
  readonly completedAt?: string;
  readonly runnerName: string;
  readonly steps: readonly {
    readonly number: number;
    readonly name: string;
    readonly progress: Progress;
    readonly startedAt?: string;
    readonly completedAt?: string;
  }[];
}

export interface ListedArtifact {
  readonly id: number;
  readonly name: string;
  readonly bytes: number;
  readonly expired: boolean;
  readonly digest?: string;
  readonly createdAt: string;
  readonly runId: number;
}

/** A file of a recursive tree; `mode` marks symbolic links and submodules. */
export interface TreeEntry {
  readonly path: string;
  readonly mode: string;
  readonly blob: string;
  readonly bytes: number;
}

export interface Tree {
  readonly sha: string;
  readonly entries: readonly TreeEntry[];
  /** The forge truncates lists of more than 100,000 entries or 7 MB. */
  readonly truncated: boolean;
}

export interface Commit {
  readonly sha: string;
  readonly tree: string;
  readonly parents: readonly string[];
  readonly message: string;
  readonly committedAt: string;
  /** Logins of author and committer; absent where GitHub knows an account of neither or of only one. */
  readonly madeBy?: readonly string[];
}

export interface Comment {
  readonly id: number;
  readonly body: string;
  readonly author: string;
  readonly url: string;
}

export type StatusState = 'pending' | 'success' | 'failure' | 'error';

export interface StatusWrite {
  readonly sha: string;
  readonly state: StatusState;
  readonly context: string;
  /** At most 140 code points. */
  readonly description: string;
  readonly targetUrl: string;
}

export interface CommitStatus {
  readonly state: StatusState;
  readonly context: string;
  readonly description: string;
  readonly url: string;
  /** The page that it links to. */
  readonly targetUrl?: string;
}

/** A check run as a commit lists it. */
export interface CommitCheck {
  readonly id: number;
  readonly state: StatusState;
  readonly title: string;
  readonly summary: string;
  /** The page that it links to. */
  readonly detailsUrl: string;
}

export interface CheckWrite {
  readonly id?: number;
  readonly sha: string;
  readonly name: string;
  readonly externalId: string;
  readonly detailsUrl: string;
  readonly progress: Progress;
  readonly title: string;
  readonly summary: string;
  readonly text: string;
  readonly annotations: readonly {
    readonly path: string;
    readonly line: number;
    readonly level: 'notice' | 'warning' | 'failure';
    readonly message: string;
    readonly title: string;
  }[];
}

export interface WrittenCheck {
  readonly id: number;
  readonly url: string;
  /** Why a new check run was created in place of the one to update, which stays as it is. */
  readonly insteadBecause?: string;
}

export interface FileAddition {
  readonly path: string;
  readonly content: string | Uint8Array;
}

export interface CommitWrite {
  readonly branch: string;
  /** The commit that the branch must still point at. */
  readonly expectedHead: string;
  readonly headline: string;
  readonly body: string;
  readonly additions: readonly FileAddition[];
  readonly deletions: readonly string[];
  /** Number of the pull request whose comments are read together with the commit. */
  readonly commentsOf?: number;
}

export interface WrittenCommit {
  readonly sha: string;
  readonly url: string;
  /** Whether GitHub verified the signature, read back. */
  readonly verified: boolean;
  /** Written with the Git data API, because the server lacks `createCommitOnBranch`. */
  readonly byRest?: true;
  /** All comments of the pull request right after the commit, oldest first; absent when they are not known. */
  readonly comments?: readonly Comment[] | undefined;
}

/** Sigstore bundles as JSON, and why others could not be read. */
export interface Attestations {
  readonly bundles: readonly string[];
  readonly unread: readonly string[];
}

/** A workflow of the default branch; `state` is GitHub's word: `active`, `disabled_manually`, … */
export interface ListedWorkflow {
  readonly path: string;
  readonly state: string;
}

export interface BranchRules {
  /** Names of the checks and statuses that must pass. */
  readonly requiredChecks: readonly string[];
  /** What the rulesets require of code coverage; absent when none restricts it. */
  readonly coverage?: CoverageRule | { readonly unread: string };
  /** Whether the rules forbid a direct push by this token, and which rule does. */
  readonly forbidsPush:
    | { readonly forbidden: false }
    | { readonly forbidden: true; readonly why: string };
}

/** Bytes by offset, in memory or in a file. Close them after use. */
export interface StoredBytes {
  readonly size: number;
  /** Returns exactly `length` bytes from `offset`; the caller stays inside `size`. */
  read(offset: number, length: number, into?: Uint8Array): Uint8Array;
  close(): void;
}

/**
 * All calls to GitHub. A list is complete (every page was read) or an error. No response of GitHub
 * makes a method throw; a throw is a bug.
 */
export interface Forge extends ForeignRepositories {
  readonly repository: RepositoryName;
  /** Requests sent so far, redirects and retries included. */
  readonly requests: () => number;

  defaultBranch(): Promise<Result<string>>;
  runs(headSha: string): Promise<Result<readonly ListedRun[]>>;
  workflows(): Promise<Result<readonly ListedWorkflow[]>>;
  run(id: number): Promise<Result<ListedRun>>;
  /** Jobs of all attempts of a run. */
  jobs(runId: number): Promise<Result<readonly ListedJob[]>>;
  /** Returns one attempt of a run; called only for runs with more than one. */
  attempt(runId: number, attempt: number): Promise<Result<ListedRun>>;
  jobLog(jobId: number): Promise<Result<string>>;
  artifacts(runId: number): Promise<Result<readonly ListedArtifact[]>>;
  /** Returns at most `maxBytes` bytes: the archive, or the file of an artifact that is not zipped. */
  download(artifactId: number, maxBytes: number): Promise<Result<StoredBytes>>;

  pull(number: number): Promise<Result<PullRequest>>;
  /** Pull requests a commit belongs to; empty for heads in forks. */
  pullsOfCommit(sha: string): Promise<Result<readonly PullRequest[]>>;
  /** Pull requests of any state whose head is `owner:branch`. */
  pullsByHead(owner: string, branch: string): Promise<Result<readonly PullRequest[]>>;
  pullFiles(pull: PullRequest): Promise<Result<Changes>>;
  /** Returns the last review of each reviewer, without those of the author and of bots. */
  reviews(pull: Pick<PullRequest, 'number' | 'author'>): Promise<Result<readonly Review[]>>;
  compare(
    base: string,
    head: string,
  ): Promise<Result<Changes & { readonly mergeBase: string; readonly commits: readonly Commit[] }>>;

  /** Returns what a change adds and removes according to the dependency graph; `missing` without a graph. */
  dependencyChanges(base: string, head: string): Promise<Result<DependencyChanges>>;

  /** Returns the attestations of a digest (`sha256:…`) that have a predicate type. */
  attestations(digest: string, predicateType: string): Promise<Result<Attestations>>;

  /** A commit by SHA, branch or tag name. */
  commit(ref: string): Promise<Result<Commit>>;
  branchHead(branch: string): Promise<Result<string>>;
  tree(sha: string): Promise<Result<Tree>>;
  blob(sha: string): Promise<Result<Uint8Array>>;
  branchRules(branch: string): Promise<Result<BranchRules>>;
  milestones(): Promise<Result<readonly Milestone[]>>;
  /** Issues and pull requests of a milestone, open and closed, by number. */
  milestoneItems(milestone: number): Promise<Result<readonly MilestoneItem[]>>;
  /** Returns the issues removed from a milestone since a time; an error when there are too many events to read. */
  movedOut(title: string, since: string): Promise<Result<readonly MovedOut[]>>;
  describeMilestone(milestone: number, description: string): Promise<Result<Milestone>>;
  tags(prefix: string): Promise<Result<readonly string[]>>;

  viewer(): Promise<Result<string>>;
  comments(issue: number): Promise<Result<readonly Comment[]>>;
  /** `sent` is called with each attempt, once it is sent. */
  createComment(issue: number, body: string, sent?: () => void): Promise<Result<Comment>>;
  updateComment(id: number, body: string, sent?: () => void): Promise<Result<Comment>>;
  setStatus(status: StatusWrite): Promise<Result<CommitStatus>>;
  /** Newest first: the first of a context is in force. */
  statuses(sha: string): Promise<Result<readonly CommitStatus[]>>;
  findCheck(sha: string, name: string, externalId: string): Promise<Result<number | undefined>>;
  /** Check runs of our external id, newest first: anyone can use their name. */
  checks(sha: string, name: string, externalId: string): Promise<Result<readonly CommitCheck[]>>;
  writeCheck(check: CheckWrite): Promise<Result<WrittenCheck>>;
  createBranch(branch: string, sha: string): Promise<Result<void>>;
  /** Points a branch that the audit owns at a commit, wherever it pointed. */
  resetBranch(branch: string, sha: string): Promise<Result<void>>;
  createCommit(commit: CommitWrite): Promise<Result<WrittenCommit>>;
  /** Creates a branch without history whose first commit has only these files. */
  createRootCommit(
    branch: string,
    message: string,
    additions: readonly FileAddition[],
  ): Promise<Result<WrittenCommit>>;
  /** Opens a pull request, or returns the open one of the same head. */
  openPull(
    head: string,
    base: string,
    title: string,
    body: string,
  ): Promise<Result<{ readonly number: number; readonly url: string }>>;
  closePull(number: number): Promise<Result<void>>;
}

/** A commit of another repository, and the tags that point at it. */
interface ForeignCommit {
  /** `fork-only`: GitHub serves it at the repository's address, but only a fork has it. */
  readonly state: 'exists' | 'missing' | 'fork-only';
  readonly tags: readonly string[];
}

/** Calls about repositories that are not audited: those of actions and of shared configs. */
interface ForeignRepositories {
  foreignCommit(repository: RepositoryName, sha: string): Promise<Result<ForeignCommit>>;
  foreignFile(
    repository: RepositoryName,
    commit: string,
    path: string,
  ): Promise<Result<Uint8Array>>;
}

/** A milestone of the forge, identified by its title. */
export interface Milestone {
  readonly number: number;
  readonly title: string;
  readonly state: 'open' | 'closed';
  readonly description: string;
  readonly openIssues: number;
  readonly closedIssues: number;
  readonly dueOn?: string;
}

/** An issue or pull request that belongs to a milestone. */
export interface MilestoneItem {
  readonly kind: 'issue' | 'pull';
  readonly number: number;
  readonly title: string;
  readonly url: string;
  readonly state: 'open' | 'closed' | 'merged';
  readonly author: string;
}

/** An issue that was removed from a milestone. */
export interface MovedOut {
  readonly number: number;
  readonly title: string;
  readonly url: string;
  /** ISO 8601. */
  readonly at: string;
}
