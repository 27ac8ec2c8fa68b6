import type { Forge } from '../model/forge.ts';
import type { RepositoryName } from '../model/target.ts';
import type { Environment } from './action-ports.ts';
import { readBranchRules } from './branch-rules.ts';
import { type ClientOptions, clientOf } from './client.ts';
import { compareCommits, getCommit } from './commits.ts';
import {
  blobReader,
  getBranchHead,
  getDefaultBranch,
  listTagNames,
  readForeignFile,
  readTree,
} from './contents.ts';
import { commitWriter, createBranch, createRootCommit, resetBranch } from './create-commit.ts';
import { compareDependencies } from './dependency-changes.ts';
import { foreignCommits } from './foreign-commit.ts';
import { getViewer } from './graphql.ts';
import {
  describeMilestone,
  listMilestoneItems,
  listMilestones,
  listMovedOut,
} from './milestones.ts';
import {
  closePull,
  createComment,
  getPull,
  listComments,
  listPullFiles,
  listPullsByHead,
  listPullsOfCommit,
  listReviews,
  openPull,
  updateComment,
} from './pulls.ts';
import { rateLimitsOfRun } from './rate-limits.ts';
import {
  downloadArtifact,
  getAttempt,
  getRun,
  listArtifacts,
  listJobs,
  listRuns,
  readJobLog,
} from './runs.ts';
import { findCheck, listStatuses, setStatus, writeCheck } from './statuses.ts';

/** Returns GitHub as the model's port. */
export function githubForge(options: ClientOptions): Forge {
  const client = clientOf(options);
  return {
    repository: options.repository,
    requests: client.transport.requests,

    defaultBranch: () => getDefaultBranch(client),
    runs: (headSha) => listRuns(client, headSha),
    run: (id) => getRun(client, id),
    jobs: (runId) => listJobs(client, runId),
    attempt: (runId, attempt) => getAttempt(client, runId, attempt),
    jobLog: (jobId) => readJobLog(client, jobId),
    artifacts: (runId) => listArtifacts(client, runId),
    download: (artifactId, maxBytes) => downloadArtifact(client, artifactId, maxBytes),

    pull: (number) => getPull(client, number),
    pullsOfCommit: (sha) => listPullsOfCommit(client, sha),
    pullsByHead: (owner, branch) => listPullsByHead(client, owner, branch),
    pullFiles: (pull) => listPullFiles(client, pull),
    reviews: (pull) => listReviews(client, pull),
    compare: (base, head) => compareCommits(client, base, head),
    dependencyChanges: (base, head) => compareDependencies(client, base, head),

    commit: (ref) => getCommit(client, ref),
    branchHead: (branch) => getBranchHead(client, branch),
    tree: (sha) => readTree(client, sha),
    blob: blobReader(client),
    branchRules: (branch) => readBranchRules(client, branch),
    milestones: () => listMilestones(client),
    milestoneItems: (milestone) => listMilestoneItems(client, milestone),
    movedOut: (title, since) => listMovedOut(client, title, since),
    describeMilestone: (milestone, text) => describeMilestone(client, milestone, text),
    tags: (prefix) => listTagNames(client, prefix),
    foreignCommit: foreignCommits(client),
    foreignFile: (repository, commit, path) => readForeignFile(client, repository, commit, path),

    viewer: () => getViewer(client),
    comments: (issue) => listComments(client, issue),
    createComment: (issue, body) => createComment(client, issue, body),
    updateComment: (id, body) => updateComment(client, id, body),
    setStatus: (status) => setStatus(client, status),
    statuses: (sha) => listStatuses(client, sha),
    findCheck: (sha, name, externalId) => findCheck(client, sha, name, externalId),
    writeCheck: (check) => writeCheck(client, check),
    createBranch: (branch, sha) => createBranch(client, branch, sha),
    resetBranch: (branch, sha) => resetBranch(client, branch, sha),
    createCommit: commitWriter(client),
    createRootCommit: (branch, message, additions) =>
      createRootCommit(client, branch, message, additions),
    openPull: (head, base, title, body) => openPull(client, head, base, title, body),
    closePull: (number) => closePull(client, number),
  };
}

function repositoryOf(env: Environment): RepositoryName {
  const [owner = '', name = '', ...rest] = (env['GITHUB_REPOSITORY'] ?? '').split('/');
  if (owner === '' || name === '' || rest.length > 0) {
    throw new Error('GITHUB_REPOSITORY is not set to owner/name, so there is nothing to audit');
  }
  return { owner, name };
}

/** Returns the GitHub of the runner's environment: github.com, Enterprise Server, or a test server. */
export function actionForge(env: Environment, token: string, version: string): Forge {
  const apiUrl = (env['GITHUB_API_URL'] || 'https://api.github.com').replace(/\/$/, '');
  const graphqlUrl = env['GITHUB_GRAPHQL_URL'] || 'https://api.github.com/graphql';
  if (token === '') throw new Error('the input `github-token` is empty');
  const userAgent = `milestone-audit/${version}`;
  const rateLimits = rateLimitsOfRun(Number(env['GITHUB_RUN_ID']) || 0);
  return githubForge({
    repository: repositoryOf(env),
    token,
    apiUrl,
    graphqlUrl,
    userAgent,
    rateLimits,
  });
}
