import type { RecordedRepository } from './recorded-repository.ts';

/** A file as a story holds it: text, bytes, or text with a mode (executable, symbolic link). */
export type FileContent =
  | string
  | Uint8Array
  | { readonly mode: '100755' | '120000'; readonly content: string };

export type Files = Record<string, FileContent>;

export interface StoryPerson {
  name: string;
  email: string;
}

/** One commit: what it writes and deletes on top of the branch (or of the branch it starts from). */
export interface StoryCommit {
  branch: string;
  /** Branch that the first commit of a new branch starts from; none makes a root commit. */
  from?: string;
  /** Name by which runs and pull requests can point at this commit instead of a branch's tip. */
  label?: string;
  message: string;
  author: string;
  at: string;
  write: Files;
  delete: string[];
}

export interface StoryReview {
  by: string;
  state: 'APPROVED' | 'CHANGES_REQUESTED' | 'COMMENTED' | 'DISMISSED';
  at: string;
  body: string;
}

export interface StoryMerge {
  method: 'squash' | 'merge';
  at: string;
  by: string;
  message: string;
  /** Files that the merge brings in beside the head's: empty when the trees are equal. */
  write: Files;
}

export interface StoryPull {
  number: number;
  title: string;
  body: string;
  author: string;
  /** Branch of this repository, or `owner:branch` of a fork. */
  head: string;
  base: string;
  created: string;
  draft: boolean;
  milestone?: number;
  /** Oldest first. */
  reviews: StoryReview[];
  merge: StoryMerge;
}

export interface StoryStep {
  name: string;
  seconds: number;
  conclusion: string;
  status: string;
}

export interface StoryJob {
  id: number;
  name: string;
  /** Start of the attempt that ran it; absent when that is its own attempt. */
  started?: string;
  labels: string[];
  status: string;
  /** Worked out from the steps when the story leaves it open. */
  conclusion?: string;
  steps: StoryStep[];
  /** Text whose sections begin with `=== step name`; lines without a time get one of that step. */
  log?: string;
}

export interface StoryAttempt {
  started: string;
  jobs: StoryJob[];
}

export interface StoryArtifact {
  id: number;
  name: string;
  created: string;
  files: Files;
  /** Bytes to serve instead of a zip of `files`: a broken or un-zipped artifact. */
  raw?: Uint8Array;
  contentType: string;
  expired: boolean;
}

export interface StoryRun {
  id: number;
  /** Path of the workflow file. */
  workflow: string;
  event: string;
  /** Branch or commit label that the run stands on. */
  on: string;
  actor: string;
  attempts: StoryAttempt[];
  artifacts: StoryArtifact[];
}

export interface StoryMilestone {
  number: number;
  title: string;
  description: string;
  state: 'open' | 'closed';
  created: string;
}

export interface StoryIssue {
  number: number;
  title: string;
  body: string;
  author: string;
  state: 'open' | 'closed';
  created: string;
  milestone?: number;
}

/** A repository of somebody's action: commit ids that exist there and the tags that point at them. */
export interface StoryActionRepository {
  tags: Record<string, string>;
  /** Tags written as tag objects, to be peeled by the reader. */
  annotated: string[];
  branches: Record<string, string>;
  /** Commits of the default branch that have no tag. */
  commits: string[];
  /** Commits that only a fork has: GitHub finds them in the repository all the same. */
  forkCommits: string[];
  /** What lies in every one of its commits, beside an `action.yml`. */
  files?: Record<string, string>;
  /** Another's token does not see it: every answer is 404. */
  private?: boolean;
}

/** What GitHub's dependency graph tells of any comparison in the story. */
export interface StoryDependency {
  change: 'added' | 'removed';
  manifest: string;
  ecosystem: string;
  name: string;
  version: string;
  vulnerabilities: { id: string; severity: string; summary: string }[];
}

export interface StoryRule {
  branch: string;
  type: string;
  parameters?: Record<string, unknown>;
}

export interface StoryToken {
  login: string;
  /** Keys as in a workflow's `permissions:` block; a missing key means none. */
  permissions: Record<string, 'read' | 'write' | 'none'>;
}

/** Everything a sandbox is started from: plain data, free to be changed before the start. */
export interface Story {
  repository: { owner: string; name: string; private: boolean; description: string };
  defaultBranch: string;
  /** The moment at which the story is told; writes move it on. */
  now: string;
  people: Record<string, StoryPerson>;
  tokens: Record<string, StoryToken>;
  /** Requests an hour for each token (GITHUB_TOKEN: 1,000 an hour and repository). */
  rateLimit: number;
  /** A real repository that the story's own commits, if any, are made on top of. */
  recorded?: RecordedRepository;
  /** Why the world lacks what needs GitHub data; that is refused instead of being made up. */
  withoutGitHub?: string;
  commits: StoryCommit[];
  pulls: StoryPull[];
  milestones: StoryMilestone[];
  issues: StoryIssue[];
  runs: StoryRun[];
  dependencies: StoryDependency[];
  actions: Record<string, StoryActionRepository>;
  rules: StoryRule[];
  audit: {
    /** Workflow file in which the action itself runs, its job and the step. */
    workflow: string;
    job: string;
    /** Run id of its first run; later ones count up. */
    firstRun: number;
    actor: string;
    /** Inputs of the step; what is left out has its default. */
    inputs: Record<string, string>;
  };
  /** May GitHub Actions open pull requests (a repository setting)? */
  actionsMayOpenPulls: boolean;
}
