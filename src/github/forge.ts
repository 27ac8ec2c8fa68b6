import type { Forge } from '../model/forge.ts';
import { downloadArtifact, listArtifacts, readJobLog } from './artifacts.ts';
import { blobReader } from './blob-batch.ts';
import { readBranchRules } from './branch-rules.ts';
import { findCheck, writeCheck } from './checks.ts';
import { type ClientOptions, clientOf } from './client.ts';
import { createComment, listComments, updateComment } from './comments.ts';
import { compareCommits } from './commits.ts';
import { commitWriter, createBranch, createRootCommit, resetBranch } from './create-commit.ts';
import { compareDependencies } from './dependency-changes.ts';
import { foreignCommits } from './foreign-commit.ts';
import { readForeignFile } from './foreign-file.ts';
import { listMilestoneItems, listMovedOut } from './milestone-contents.ts';
import { describeMilestone, listMilestones } from './milestones.ts';
import {
  closePull,
  getPull,
  listPullFiles,
  listPullsByHead,
  listPullsOfCommit,
  openPull,
} from './pulls.ts';
import {
  getBranchHead,
  getCommit,
  getDefaultBranch,
  listTags,
  readTree,
} from './repository-files.ts';
import { listReviews } from './reviews.ts';
import { getAttempt, getRun, listJobs, listRuns } from './runs.ts';
import { listStatuses, setStatus } from './statuses.ts';
import { getViewer } from './viewer.ts';

/** GitHub behind the model's port: one client, one kind of thing a file. */
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
    tags: (prefix) => listTags(client, prefix),
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
