import { createHash } from 'node:crypto';
import { latest } from '../lookup.ts';
import type { Artifact, Attempt, Job, Run, Workflow } from '../world.ts';
import { simpleCommitJson } from './commit.ts';
import { minimalRepoJson } from './repository.ts';
import { userJson } from './user.ts';
import { apiOf, htmlOf, type Json, nodeId, type View } from './view.ts';

/** `pull-request-minimal`, empty for forks as on GitHub (actions/runner#3444). */
function pullsJson(view: View, run: Run): Json[] {
  const pull = view.world.pulls.find((one) => one.number === run.pull);
  if (!pull || run.headRepo !== view.world.repo || pull.state === 'closed') return [];
  const repo = view.world.repo;
  const where = { id: repo.id, url: apiOf(view, repo), name: repo.name };
  return [
    {
      url: `${apiOf(view, repo)}/pulls/${pull.number}`,
      id: pull.number + 500_000,
      number: pull.number,
      head: { ref: pull.headRef, sha: pull.headSha, repo: where },
      base: { ref: pull.baseRef, sha: pull.baseSha, repo: where },
    },
  ];
}

/** `workflow-run`, as one of its attempts */
export function runJson(view: View, run: Run, attempt: Attempt = latest(run)): Json {
  const { world } = view;
  const api = `${apiOf(view, world.repo)}/actions`;
  const url = `${api}/runs/${run.id}`;
  const previous = attempt.number > 1 ? `${url}/attempts/${attempt.number - 1}` : null;
  return {
    id: run.id,
    name: run.workflow.name,
    node_id: nodeId('WorkflowRun', run.id),
    head_branch: run.headBranch,
    head_sha: run.headSha,
    path: run.workflow.path,
    display_title: run.title,
    run_number: run.number,
    run_attempt: attempt.number,
    previous_attempt_url: previous,
    referenced_workflows: [],
    event: run.event,
    status: attempt.status,
    conclusion: attempt.conclusion,
    workflow_id: run.workflow.id,
    check_suite_id: run.checkSuiteId,
    check_suite_node_id: nodeId('CheckSuite', run.checkSuiteId),
    url,
    html_url: `${htmlOf(view, world.repo)}/actions/runs/${run.id}`,
    pull_requests: pullsJson(view, run),
    created_at: run.createdAt,
    updated_at: attempt.updatedAt,
    run_started_at: attempt.startedAt,
    actor: userJson(view, run.actor),
    triggering_actor: userJson(view, run.actor),
    jobs_url: `${url}/jobs`,
    logs_url: `${url}/logs`,
    check_suite_url: `${apiOf(view, world.repo)}/check-suites/${run.checkSuiteId}`,
    artifacts_url: `${url}/artifacts`,
    cancel_url: `${url}/cancel`,
    rerun_url: `${url}/rerun`,
    workflow_url: `${api}/workflows/${run.workflow.id}`,
    head_commit: simpleCommitJson(run.headRepo.store.mustCommit(run.headSha)),
    repository: minimalRepoJson(view, world.repo),
    head_repository: minimalRepoJson(view, run.headRepo),
  };
}

/** `job` */
export function jobJson(view: View, run: Run, attempt: Attempt, job: Job): Json {
  const api = apiOf(view, view.world.repo);
  const started = job.status !== 'queued';
  return {
    id: job.id,
    run_id: run.id,
    run_url: `${api}/actions/runs/${run.id}`,
    run_attempt: attempt.number,
    node_id: nodeId('Job', job.id),
    head_sha: run.headSha,
    head_branch: run.headBranch,
    workflow_name: run.workflow.name,
    url: `${api}/actions/jobs/${job.id}`,
    html_url: `${htmlOf(view, view.world.repo)}/actions/runs/${run.id}/job/${job.id}`,
    status: job.status,
    conclusion: job.conclusion,
    created_at: job.createdAt,
    started_at: job.startedAt,
    completed_at: job.completedAt,
    name: job.name,
    steps: job.steps.map((step) => ({
      name: step.name,
      status: step.status,
      conclusion: step.conclusion,
      number: step.number,
      started_at: step.startedAt,
      completed_at: step.completedAt,
    })),
    check_run_url: `${api}/check-runs/${job.id}`,
    labels: job.labels,
    runner_id: started ? 21 : null,
    runner_name: started ? 'GitHub Actions 21' : null,
    runner_group_id: started ? 2 : null,
    runner_group_name: started ? 'GitHub Actions' : null,
  };
}

const digestOf = (bytes: Uint8Array): string =>
  `sha256:${createHash('sha256').update(bytes).digest('hex')}`;

/** `artifact`; it has no attempt (platform: attribute it by `created_at`). */
export function artifactJson(view: View, artifact: Artifact): Json {
  const url = `${apiOf(view, view.world.repo)}/actions/artifacts/${artifact.id}`;
  const run = view.world.runs.find((one) => one.id === artifact.runId);
  return {
    id: artifact.id,
    node_id: nodeId('Artifact', artifact.id),
    name: artifact.name,
    size_in_bytes: artifact.bytes.length,
    url,
    archive_download_url: `${url}/zip`,
    expired: artifact.expired,
    created_at: artifact.createdAt,
    updated_at: artifact.createdAt,
    expires_at: artifact.expiresAt,
    ...(view.world.enterprise ? {} : { digest: digestOf(artifact.bytes) }),
    workflow_run: run && {
      id: run.id,
      repository_id: view.world.repo.id,
      head_repository_id: run.headRepo.id,
      head_branch: run.headBranch,
      head_sha: run.headSha,
    },
  };
}

/** `workflow` */
export function workflowJson(view: View, workflow: Workflow): Json {
  const repo = view.world.repo;
  const html = htmlOf(view, repo);
  return {
    id: workflow.id,
    node_id: nodeId('Workflow', workflow.id),
    name: workflow.name,
    path: workflow.path,
    state: 'active',
    created_at: workflow.createdAt,
    updated_at: workflow.createdAt,
    url: `${apiOf(view, repo)}/actions/workflows/${workflow.id}`,
    html_url: `${html}/blob/${repo.defaultBranch}/${workflow.path}`,
    badge_url: `${html}/workflows/${encodeURIComponent(workflow.name)}/badge.svg`,
  };
}
