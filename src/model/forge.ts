import type { Changes, DependencyChanges, Review } from './repository.ts';
import type { Result } from './result.ts';
import type { Conclusion, Progress } from './run.ts';
import type { PullRequest, RepositoryName } from './target.ts';

/** A run as the forge lists it, before its attempts and jobs are read. */
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

/** One entry of a recursive tree: only files; symbolic links and submodules are told apart by `mode`. */
export interface TreeEntry {
  readonly path: string;
  readonly mode: string;
  readonly blob: string;
  readonly bytes: number;
}

export interface Tree {
  readonly sha: string;
  readonly entries: readonly TreeEntry[];
  /** Over 100,000 entries or 7 MB the forge cuts the list short. */
  readonly truncated: boolean;
}

export interface Commit {
  readonly sha: string;
  readonly tree: string;
  readonly parents: readonly string[];
  readonly message: string;
  readonly committedAt: string;
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
  /** What a click on it opens. */
  readonly targetUrl?: string;
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

export interface FileAddition {
  readonly path: string;
  readonly text: string;
}

export interface CommitWrite {
  readonly branch: string;
  /** The commit the branch must still point at. */
  readonly expectedHead: string;
  readonly headline: string;
  readonly body: string;
  readonly additions: readonly FileAddition[];
  readonly deletions: readonly string[];
}

export interface WrittenCommit {
  readonly sha: string;
  readonly url: string;
  /** GitHub's own word on the signature, read back. */
  readonly verified: boolean;
  /** Written by the Git data API, because the server has no `createCommitOnBranch`. */
  readonly byRest?: true;
}

export interface BranchRules {
  /** Names of the checks and statuses that must pass. */
  readonly requiredChecks: readonly string[];
  /** Whether a direct push by this token can be expected to be refused, and by which rule. */
  readonly forbidsPush:
    | { readonly forbidden: false }
    | { readonly forbidden: true; readonly why: string };
}

/**
 * Everything the audit asks of GitHub, in our words. All lists are complete (every page was read) or
 * refused. Nothing here throws for what GitHub answers; a throw means a broken promise of our own.
 */
export interface Forge extends ForeignRepositories {
  readonly repository: RepositoryName;
  /** Requests sent so far, redirects and retries included. */
  readonly requests: () => number;

  defaultBranch(): Promise<Result<string>>;
  runs(headSha: string): Promise<Result<readonly ListedRun[]>>;
  run(id: number): Promise<Result<ListedRun>>;
  /** Jobs of all attempts of a run. */
  jobs(runId: number): Promise<Result<readonly ListedJob[]>>;
  /** When each attempt started; only asked for runs with more than one. */
  attempt(runId: number, attempt: number): Promise<Result<ListedRun>>;
  jobLog(jobId: number): Promise<Result<string>>;
  artifacts(runId: number): Promise<Result<readonly ListedArtifact[]>>;
  /** The archive's bytes, or of an un-zipped artifact the file's. At most `maxBytes`. */
  download(artifactId: number, maxBytes: number): Promise<Result<Uint8Array>>;

  pull(number: number): Promise<Result<PullRequest>>;
  /** Pull requests a commit belongs to; empty for heads in forks. */
  pullsOfCommit(sha: string): Promise<Result<readonly PullRequest[]>>;
  /** Pull requests of any state whose head is `owner:branch`. */
  pullsByHead(owner: string, branch: string): Promise<Result<readonly PullRequest[]>>;
  pullFiles(pull: PullRequest): Promise<Result<Changes>>;
  /** The last review of each reviewer, without the author's own and bots'. */
  reviews(pull: Pick<PullRequest, 'number' | 'author'>): Promise<Result<readonly Review[]>>;
  compare(
    base: string,
    head: string,
  ): Promise<Result<Changes & { readonly mergeBase: string; readonly commits: readonly Commit[] }>>;

  /** What the dependency graph says a change adds and removes; `missing` where the repository has none. */
  dependencyChanges(base: string, head: string): Promise<Result<DependencyChanges>>;

  /** A commit by SHA, branch or tag name. */
  commit(ref: string): Promise<Result<Commit>>;
  branchHead(branch: string): Promise<Result<string>>;
  tree(sha: string): Promise<Result<Tree>>;
  blob(sha: string): Promise<Result<Uint8Array>>;
  branchRules(branch: string): Promise<Result<BranchRules>>;
  milestones(): Promise<Result<readonly Milestone[]>>;
  /** Issues and pull requests of a milestone, open and closed, by number. */
  milestoneItems(milestone: number): Promise<Result<readonly MilestoneItem[]>>;
  /** Issues taken out of the milestone of that title since a moment; refused when so much happened that they cannot be told. */
  movedOut(title: string, since: string): Promise<Result<readonly MovedOut[]>>;
  describeMilestone(milestone: number, description: string): Promise<Result<Milestone>>;
  tags(prefix: string): Promise<Result<readonly string[]>>;

  viewer(): Promise<Result<string>>;
  comments(issue: number): Promise<Result<readonly Comment[]>>;
  createComment(issue: number, body: string): Promise<Result<Comment>>;
  updateComment(id: number, body: string): Promise<Result<Comment>>;
  setStatus(status: StatusWrite): Promise<Result<CommitStatus>>;
  /** Newest first: the first of a context is in force. */
  statuses(sha: string): Promise<Result<readonly CommitStatus[]>>;
  findCheck(sha: string, name: string, externalId: string): Promise<Result<number | undefined>>;
  writeCheck(check: CheckWrite): Promise<Result<{ readonly id: number; readonly url: string }>>;
  createBranch(branch: string, sha: string): Promise<Result<void>>;
  /** Points a branch of the audit's own at a commit, whatever it held. */
  resetBranch(branch: string, sha: string): Promise<Result<void>>;
  createCommit(commit: CommitWrite): Promise<Result<WrittenCommit>>;
  /** A new branch without history whose first commit holds just these files. */
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

export type { Conclusion };

/** A commit of another repository, and the tags that point at it. */
interface ForeignCommit {
  /** `fork-only`: GitHub serves it through the repository's address, though only a fork has it. */
  readonly state: 'exists' | 'missing' | 'fork-only';
  readonly tags: readonly string[];
}

/** What the audit asks of repositories that it does not audit: those of actions and of shared configs. */
interface ForeignRepositories {
  foreignCommit(repository: RepositoryName, sha: string): Promise<Result<ForeignCommit>>;
  foreignFile(
    repository: RepositoryName,
    commit: string,
    path: string,
  ): Promise<Result<Uint8Array>>;
}

/** A milestone as the forge keeps it, told apart by its title. */
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

/** An issue that was taken out of a milestone. */
export interface MovedOut {
  readonly number: number;
  readonly title: string;
  readonly url: string;
  /** ISO 8601. */
  readonly at: string;
}
