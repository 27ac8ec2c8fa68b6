import { type Call, notFound, numberParam, ok, param, type Route, redirect } from '../http.ts';
import { latest } from '../lookup.ts';
import { paged } from '../paging.ts';
import { jobJson, runJson, workflowJson } from '../views/run.ts';
import type { Attempt, Run, Workflow } from '../world.ts';
import { zipOf } from '../zip.ts';

const runs = '/repos/{owner}/{repo}/actions/runs';
const READ = 'actions=read';

/** The run that the path names. */
export function runOf(call: Call): Run {
  const run = call.world.runs.find((one) => one.id === numberParam(call, 'run_id'));
  if (!run) throw notFound();
  return run;
}

function attemptOf(call: Call, run: Run): Attempt {
  const number = numberParam(call, 'attempt_number');
  const attempt = run.attempts.find((one) => one.number === number);
  if (!attempt) throw notFound();
  return attempt;
}

/** `status` filters by status or by conclusion; the other filters by equality. */
function matches(call: Call, run: Run): boolean {
  const wanted = (key: string, value: string | number): boolean =>
    !call.query.has(key) || call.query.get(key) === String(value);
  const { status, conclusion } = latest(run);
  const state = call.query.get('status');
  return (
    wanted('head_sha', run.headSha) &&
    wanted('event', run.event) &&
    wanted('branch', run.headBranch) &&
    wanted('actor', run.actor) &&
    wanted('check_suite_id', run.checkSuiteId) &&
    (state === null || state === status || state === conclusion)
  );
}

function listRuns(call: Call, workflow?: Workflow) {
  const found = call.world.runs
    .filter((run) => matches(call, run) && (!workflow || run.workflow === workflow))
    .sort((a, b) => b.id - a.id)
    .slice(0, 1000);
  return paged(
    call,
    found,
    (run) => runJson(call.view, run),
    (workflow_runs, total_count) => ({ total_count, workflow_runs }),
  );
}

function listJobs(call: Call, run: Run, attempts: readonly Attempt[]) {
  const jobs = attempts.flatMap((attempt) => attempt.jobs.map((job) => ({ attempt, job })));
  return paged(
    call,
    jobs,
    ({ attempt, job }) => jobJson(call.view, run, attempt, job),
    (page, total_count) => ({ total_count, jobs: page }),
  );
}

function workflowOf(call: Call): Workflow {
  const wanted = param(call, 'workflow_id');
  const found = call.world.workflows.find(
    (one) => String(one.id) === wanted || one.path.endsWith(`/${wanted}`),
  );
  if (!found) throw notFound();
  return found;
}

const jobWith = (call: Call) => {
  const id = numberParam(call, 'job_id');
  for (const run of call.world.runs) {
    for (const attempt of run.attempts) {
      const job = attempt.jobs.find((one) => one.id === id);
      if (job) return { run, attempt, job };
    }
  }
  throw notFound();
};

function jobLog(call: Call) {
  const { job } = jobWith(call);
  if (job.log === null) throw notFound();
  return redirect(call.store(Buffer.from(job.log), 'text/plain; charset=utf-8', 'job-logs.txt'));
}

/** `<job>/<number>_<step>.txt` and one file a job, as the runner's log archive has them. */
function attemptLogs(call: Call) {
  const run = runOf(call);
  const files = new Map<string, Uint8Array>();
  attemptOf(call, run).jobs.forEach((job, at) => {
    if (job.log === null) return;
    const name = job.name.replace(/[/:]/g, '').slice(0, 90).trim();
    files.set(`${at}_${name}.txt`, Buffer.from(job.log));
    files.set(`${name}/1_${job.steps[0]?.name ?? 'Set up job'}.txt`, Buffer.from(job.log));
  });
  if (files.size === 0) throw notFound();
  return redirect(call.store(zipOf(files), 'application/zip', `logs_${run.id}.zip`));
}

export const actionRoutes: readonly Route[] = [
  {
    operation: 'actions/list-workflow-runs-for-repo',
    method: 'GET',
    path: runs,
    needs: READ,
    handle: (call) => listRuns(call),
  },
  {
    operation: 'actions/get-workflow-run',
    method: 'GET',
    path: `${runs}/{run_id}`,
    needs: READ,
    handle: (call) => ok(runJson(call.view, runOf(call))),
  },
  {
    operation: 'actions/get-workflow-run-attempt',
    method: 'GET',
    path: `${runs}/{run_id}/attempts/{attempt_number}`,
    needs: READ,
    handle: (call) => {
      const run = runOf(call);
      return ok(runJson(call.view, run, attemptOf(call, run)));
    },
  },
  {
    operation: 'actions/list-jobs-for-workflow-run',
    method: 'GET',
    path: `${runs}/{run_id}/jobs`,
    needs: READ,
    handle: (call) => {
      const run = runOf(call);
      const all = call.query.get('filter') === 'all';
      return listJobs(call, run, all ? run.attempts : [latest(run)]);
    },
  },
  {
    operation: 'actions/list-jobs-for-workflow-run-attempt',
    method: 'GET',
    path: `${runs}/{run_id}/attempts/{attempt_number}/jobs`,
    needs: READ,
    handle: (call) => {
      const run = runOf(call);
      return listJobs(call, run, [attemptOf(call, run)]);
    },
  },
  {
    operation: 'actions/download-workflow-run-attempt-logs',
    method: 'GET',
    path: `${runs}/{run_id}/attempts/{attempt_number}/logs`,
    needs: READ,
    handle: attemptLogs,
  },
  {
    operation: 'actions/get-job-for-workflow-run',
    method: 'GET',
    path: '/repos/{owner}/{repo}/actions/jobs/{job_id}',
    needs: READ,
    handle: (call) => {
      const { run, attempt, job } = jobWith(call);
      return ok(jobJson(call.view, run, attempt, job));
    },
  },
  {
    operation: 'actions/download-job-logs-for-workflow-run',
    method: 'GET',
    path: '/repos/{owner}/{repo}/actions/jobs/{job_id}/logs',
    needs: READ,
    handle: jobLog,
  },
  {
    operation: 'actions/list-repo-workflows',
    method: 'GET',
    path: '/repos/{owner}/{repo}/actions/workflows',
    needs: READ,
    handle: (call) =>
      paged(
        call,
        call.world.workflows,
        (workflow) => workflowJson(call.view, workflow),
        (workflows, total_count) => ({ total_count, workflows }),
      ),
  },
  {
    operation: 'actions/get-workflow',
    method: 'GET',
    path: '/repos/{owner}/{repo}/actions/workflows/{workflow_id}',
    needs: READ,
    handle: (call) => ok(workflowJson(call.view, workflowOf(call))),
  },
  {
    operation: 'actions/list-workflow-runs',
    method: 'GET',
    path: '/repos/{owner}/{repo}/actions/workflows/{workflow_id}/runs',
    needs: READ,
    handle: (call) => listRuns(call, workflowOf(call)),
  },
];
