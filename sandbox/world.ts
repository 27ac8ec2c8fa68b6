import type { Clock } from './clock.ts';
import type { FlatTree, ObjectStore } from './git-objects.ts';
import type { Story, StoryDependency, StoryReview } from './story.ts';

/** A repository: its refs, and the object store it shares with its forks. */
export interface Repo {
  readonly id: number;
  readonly owner: string;
  readonly name: string;
  readonly private: boolean;
  readonly description: string;
  readonly fork: boolean;
  readonly createdAt: string;
  defaultBranch: string;
  readonly store: ObjectStore;
  /** Full ref name (`refs/heads/main`) to object id. */
  readonly refs: Map<string, string>;
}

export interface User {
  readonly login: string;
  readonly id: number;
  readonly type: 'User' | 'Bot' | 'Organization';
  readonly name: string;
  readonly email: string;
}

export interface Workflow {
  readonly id: number;
  readonly name: string;
  readonly path: string;
  readonly createdAt: string;
}

export interface Step {
  name: string;
  number: number;
  status: string;
  conclusion: string | null;
  startedAt: string | null;
  completedAt: string | null;
}

export interface Job {
  id: number;
  name: string;
  labels: string[];
  status: string;
  conclusion: string | null;
  createdAt: string;
  startedAt: string;
  completedAt: string | null;
  steps: Step[];
  log: string | null;
}

export interface Attempt {
  number: number;
  startedAt: string;
  updatedAt: string;
  status: string;
  conclusion: string | null;
  jobs: Job[];
}

export interface Artifact {
  id: number;
  name: string;
  runId: number;
  bytes: Buffer;
  contentType: string;
  createdAt: string;
  expiresAt: string;
  expired: boolean;
}

export interface Run {
  id: number;
  number: number;
  workflow: Workflow;
  event: string;
  headBranch: string;
  headSha: string;
  headRepo: Repo;
  actor: string;
  checkSuiteId: number;
  pull: number | null;
  title: string;
  createdAt: string;
  attempts: Attempt[];
}

export interface Merge {
  readonly method: 'squash' | 'merge';
  readonly at: string;
  readonly by: string;
  readonly message: string;
  readonly write: FlatTree;
}

export interface Pull {
  number: number;
  title: string;
  body: string | null;
  author: string;
  state: 'open' | 'closed';
  draft: boolean;
  headRepo: Repo;
  headRef: string;
  headSha: string;
  baseRef: string;
  baseSha: string;
  createdAt: string;
  updatedAt: string;
  closedAt: string | null;
  mergedAt: string | null;
  mergedBy: string | null;
  /** The test merge commit while open, the real one after. */
  mergeCommitSha: string | null;
  milestone: number | null;
  reviews: StoryReview[];
  merge: Merge | null;
}

export interface Comment {
  id: number;
  issue: number;
  body: string;
  author: string;
  createdAt: string;
  updatedAt: string;
}

export interface CommitStatus {
  id: number;
  sha: string;
  state: string;
  context: string;
  description: string | null;
  targetUrl: string | null;
  creator: string;
  createdAt: string;
}

export interface Annotation {
  path: string;
  start_line: number;
  end_line: number;
  start_column: number | null;
  end_column: number | null;
  annotation_level: string;
  title: string | null;
  message: string;
  raw_details: string | null;
}

export interface CheckRun {
  id: number;
  sha: string;
  name: string;
  status: string;
  conclusion: string | null;
  startedAt: string | null;
  completedAt: string | null;
  externalId: string | null;
  detailsUrl: string | null;
  title: string | null;
  summary: string | null;
  text: string | null;
  annotations: Annotation[];
  suiteId: number;
}

export interface Milestone {
  number: number;
  title: string;
  description: string | null;
  state: 'open' | 'closed';
  createdAt: string;
  updatedAt: string;
  closedAt: string | null;
}

export interface Issue {
  number: number;
  title: string;
  body: string | null;
  author: string;
  state: 'open' | 'closed';
  createdAt: string;
  closedAt: string | null;
  milestone: number | null;
  labels?: readonly string[];
}

/** Something that happened to an issue, as far as the audit asks for it. */
export interface IssueEvent {
  id: number;
  issue: number;
  event: 'milestoned' | 'demilestoned';
  actor: string;
  at: string;
  /** Title of the milestone it was put into or taken out of. */
  milestone: string;
}

export interface Rule {
  readonly branch: string;
  readonly type: string;
  readonly parameters?: Record<string, unknown>;
}

export interface Token {
  readonly login: string;
  /** Keys with underscores, as in X-Accepted-GitHub-Permissions. */
  readonly permissions: Map<string, 'read' | 'write'>;
  used: number;
}

/** A signed statement about a file, by the digest of the file. */
export interface Attestation {
  /** `sha256:…`. */
  readonly digest: string;
  readonly predicateType: string;
  /** Sigstore bundle as JSON. */
  readonly bundle: string;
}

/** The state behind every answer: one repository, its forks, and the action repositories it uses. */
export interface World {
  readonly clock: Clock;
  readonly serverUrl: string;
  /** An Enterprise Server: no GraphQL commits, no artifact digests, nobody who signs. */
  readonly enterprise: boolean;
  readonly repo: Repo;
  readonly repos: Map<string, Repo>;
  /** Custom properties of repositories, by full name. */
  readonly properties: Map<string, Readonly<Record<string, string>>>;
  readonly users: Map<string, User>;
  readonly tokens: Map<string, Token>;
  /** Who sends no token. */
  readonly anonymous: Token;
  rateLimit: number;
  readonly workflows: Workflow[];
  readonly runs: Run[];
  readonly artifacts: Artifact[];
  readonly pulls: Pull[];
  readonly issues: Issue[];
  /** In the order in which they happened. */
  readonly issueEvents: IssueEvent[];
  readonly comments: Comment[];
  readonly statuses: CommitStatus[];
  readonly checkRuns: CheckRun[];
  readonly milestones: Milestone[];
  readonly rules: Rule[];
  readonly dependencies: StoryDependency[];
  readonly attestations: Attestation[];
  readonly audit: Story['audit'];
  /** Why the world refuses what needs GitHub data. */
  readonly withoutGitHub?: string;
  actionsMayOpenPulls: boolean;
  /** The next number for things that GitHub numbers itself; never random. */
  readonly nextId: () => number;
}
