import { latest } from '../lookup.ts';
import type { CheckRun, Comment, CommitStatus, Job, Run, World } from '../world.ts';
import { simpleCommitJson } from './commit.ts';
import { minimalRepoJson } from './repository.ts';
import { actionsAppJson, userJson } from './user.ts';
import { apiOf, htmlOf, type Json, nodeId, type View } from './view.ts';

/** Every job of Actions is a check run of the same id. */
function jobCheck(run: Run, job: Job): CheckRun {
  return {
    id: job.id,
    sha: run.headSha,
    name: job.name,
    status: job.status,
    conclusion: job.conclusion,
    startedAt: job.startedAt,
    completedAt: job.completedAt,
    externalId: null,
    detailsUrl: null,
    title: null,
    summary: null,
    text: null,
    annotations: [],
    suiteId: run.checkSuiteId,
  };
}

/** All check runs of the repository: those of jobs (newest attempt) and those that were posted. */
export function allChecks(world: World): CheckRun[] {
  const ofJobs = world.runs.flatMap((run) => latest(run).jobs.map((job) => jobCheck(run, job)));
  return [...ofJobs, ...world.checkRuns];
}

/** `check-run` */
export function checkJson(view: View, check: CheckRun): Json {
  const api = apiOf(view, view.world.repo);
  const url = `${api}/check-runs/${check.id}`;
  const html = `${htmlOf(view, view.world.repo)}/runs/${check.id}`;
  return {
    id: check.id,
    node_id: nodeId('CheckRun', check.id),
    name: check.name,
    head_sha: check.sha,
    external_id: check.externalId,
    url,
    html_url: html,
    details_url: check.detailsUrl ?? html,
    status: check.status,
    conclusion: check.conclusion,
    started_at: check.startedAt,
    completed_at: check.completedAt,
    output: {
      title: check.title,
      summary: check.summary,
      text: check.text,
      annotations_count: check.annotations.length,
      annotations_url: `${url}/annotations`,
    },
    check_suite: { id: check.suiteId },
    app: actionsAppJson(view),
    pull_requests: [],
  };
}

/** `check-suite`: each workflow run owns one */
export function suiteJson(view: View, run: Run): Json {
  const api = apiOf(view, view.world.repo);
  const attempt = latest(run);
  return {
    id: run.checkSuiteId,
    node_id: nodeId('CheckSuite', run.checkSuiteId),
    head_branch: run.headBranch,
    head_sha: run.headSha,
    status: attempt.status,
    conclusion: attempt.conclusion,
    url: `${api}/check-suites/${run.checkSuiteId}`,
    before: null,
    after: run.headSha,
    pull_requests: [],
    app: actionsAppJson(view),
    repository: minimalRepoJson(view, view.world.repo),
    created_at: run.createdAt,
    updated_at: attempt.updatedAt,
    head_commit: simpleCommitJson(run.headRepo.store.mustCommit(run.headSha)),
    latest_check_runs_count: attempt.jobs.length,
    check_runs_url: `${api}/check-suites/${run.checkSuiteId}/check-runs`,
  };
}

/** `simple-commit-status` */
export function simpleStatusJson(view: View, status: CommitStatus): Json {
  return {
    id: status.id,
    node_id: nodeId('StatusContext', status.id),
    url: `${apiOf(view, view.world.repo)}/statuses/${status.sha}`,
    avatar_url: `https://avatars.githubusercontent.com/in/15368?v=4`,
    state: status.state,
    description: status.description,
    target_url: status.targetUrl,
    context: status.context,
    created_at: status.createdAt,
    updated_at: status.createdAt,
  };
}

/** `status` */
export const statusJson = (view: View, status: CommitStatus): Json => ({
  ...simpleStatusJson(view, status),
  creator: userJson(view, status.creator),
});

export function commentHtml(view: View, { id, issue }: Comment): string {
  const { repo, pulls } = view.world;
  const kind = pulls.some(({ number }) => number === issue) ? 'pull' : 'issues';
  return `${htmlOf(view, repo)}/${kind}/${issue}#issuecomment-${id}`;
}

/** `issue-comment` */
export function commentJson(view: View, comment: Comment): Json {
  const { world } = view;
  const api = apiOf(view, world.repo);
  const bot = comment.author.endsWith('[bot]');
  return {
    id: comment.id,
    node_id: nodeId('IssueComment', comment.id),
    url: `${api}/issues/comments/${comment.id}`,
    html_url: commentHtml(view, comment),
    issue_url: `${api}/issues/${comment.issue}`,
    body: comment.body,
    user: userJson(view, comment.author),
    created_at: comment.createdAt,
    updated_at: comment.updatedAt,
    author_association: bot ? 'NONE' : 'MEMBER',
    performed_via_github_app: bot ? actionsAppJson(view) : null,
  };
}
