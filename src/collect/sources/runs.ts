import { outcomeOf } from '../../model/current-attempt.ts';
import { type Evidence, missing, present, unreadable } from '../../model/evidence.ts';
import type { ListedJob, ListedRun } from '../../model/forge.ts';
import { apiErrorText } from '../../model/result.ts';
import type { Attempt, Job, RunRelation, WorkflowRun } from '../../model/run.ts';
import { type CollectJob, commitUrl } from '../base/collect-job.ts';
import { defineSource, type EarlyFacts } from '../base/source.ts';
import { evidenceRuns, type RelatedRun } from './evidence-runs.ts';
import { findOwnJob, isOwnJob, isOwnWorkflow, type OwnJob, withoutOwnJob } from './own-job.ts';

/**
 * Returns all runs of the evidence set with attempts, jobs, and steps. Jobs of an older attempt that a
 * re-run did not repeat belong to the newest attempt too: "re-run failed jobs" keeps the others
 * (GitHub docs, "Re-running workflows and jobs", read 2026-11-22).
 */
async function collectRuns(job: CollectJob): Promise<Evidence<readonly WorkflowRun[]>> {
  const { audited } = job.target.commits;
  const source = {
    what: `workflow runs of commit ${audited.slice(0, 7)}`,
    url: `${commitUrl(job, audited)}/checks`,
    commit: audited,
  };
  const list = await evidenceRuns(job);
  if (list.state === 'refused') {
    job.notice(list.why);
    return unreadable(list.why, source);
  }
  // The audit's own run is left out: it may contain nothing but the audit.
  for (const { run } of list.runs) {
    if (!isOwnWorkflow(job.world.event, run)) void job.reads.artifacts(run.id);
  }
  const own = await ownJobOf(job, list.runs);
  const runs = await Promise.all(list.runs.map((related) => readRun(job, related, own)));
  const found = runs.flatMap((run) => (run === undefined ? [] : [run]));
  // Runs of other code prove nothing, but the reader must see that they were not counted.
  return found.length > 0
    ? present(found, source)
    : missing(`there is no workflow run for commit ${audited}`);
}

/** Returns the audit's job, when one of the runs is of the audit's workflow, on whichever commit. */
async function ownJobOf(job: CollectJob, runs: readonly RelatedRun[]): Promise<OwnJob> {
  const { event } = job.world;
  const ours = event.runId !== 0 && runs.some(({ run }) => isOwnWorkflow(event, run));
  const jobs = ours ? await job.reads.jobs(event.runId) : undefined;
  // Without them, the audit itself would look like a check that failed.
  if (jobs?.ok === false && event.runId > 0) {
    const why = apiErrorText(jobs.error);
    job.unanswered(`the jobs of the audit's own run ${event.runId} could not be listed: ${why}`);
  }
  return findOwnJob(event, jobs?.ok ? jobs.value : []);
}

async function readRun(
  job: CollectJob,
  { run, relation }: RelatedRun,
  own: OwnJob,
): Promise<WorkflowRun | undefined> {
  const { event, forge } = job.world;
  // A run that was unfinished at the first poll has other jobs by now.
  const changed = run.progress.state === 'unfinished';
  const early = await job.reads.runs(run.headSha);
  const before = early.ok ? early.value.find(({ id }) => id === run.id) : undefined;
  const stable = !changed && before?.progress.state === 'ended';
  const [jobs, earlier] = await Promise.all([
    (stable || isOwnWorkflow(event, run) ? job.reads : forge).jobs(run.id),
    earlierAttempts(job, run),
  ]);
  if (!jobs.ok) {
    job.notice(`jobs of run ${run.id} could not be listed: ${apiErrorText(jobs.error)}`);
  }
  const listed = jobs.ok ? jobs.value : [];
  const newest = jobs.ok || !isOwnWorkflow(event, run) ? run : { ...run, progress: UNKNOWN };
  const attempts = [...earlier, newest].map((attempt) =>
    attemptOf(run, attempt, listed, (one) => isOwnJob(event, own, run, one)),
  );
  const read = workflowRun(run, relation, isTrusted(job, run), attempts);
  // Without its jobs, nothing says that a run of the audit's workflow contains only the audit.
  return isOwnWorkflow(event, run) && jobs.ok ? withoutOwnJob(read, own) : read;
}

/** Never counts as passed. */
const UNKNOWN = { state: 'ended', conclusion: 'unknown' } as const;

function isTrusted({ target }: CollectJob, run: ListedRun): boolean {
  const { owner, name } = target.repository;
  return run.headRepository.toLowerCase() === `${owner}/${name}`.toLowerCase();
}

/** Maximum number of attempts that are read of a run. */
const MAX_ATTEMPTS = 10;

/** Returns every earlier attempt. One that was not read exists, and its conclusion is unknown. */
async function earlierAttempts(job: CollectJob, run: ListedRun): Promise<readonly ListedRun[]> {
  const first = Math.max(1, run.attempt - MAX_ATTEMPTS + 1);
  if (first > 1)
    job.notice(`run ${run.id} has ${run.attempt} attempts; the last ${MAX_ATTEMPTS} were read`);
  const numbers = Array.from({ length: run.attempt - 1 }, (_, index) => index + 1);
  return Promise.all(
    numbers.map(async (number) => {
      // It started before the newest one, so its artifacts are not taken for the newest one's.
      const unread = { ...run, attempt: number, progress: UNKNOWN, startedAt: run.createdAt };
      if (number < first) return unread;
      const answer = await job.reads.attempt(run.id, number);
      if (answer.ok) return answer.value;
      const why = apiErrorText(answer.error);
      job.notice(`attempt ${number} of run ${run.id} could not be read: ${why}`);
      return unread;
    }),
  );
}

function workflowRun(
  run: ListedRun,
  relation: RunRelation,
  trusted: boolean,
  attempts: readonly Attempt[],
): WorkflowRun {
  const { id, workflow, path, event, headSha, headBranch, runNumber, url, createdAt } = run;
  return {
    ...{ id, workflow, path, event, headSha, headBranch, runNumber, url, createdAt },
    ...{ relation, trusted },
    attempts: attempts as [Attempt, ...Attempt[]],
  };
}

/** Returns a run of the base. Its jobs are read only when it ran again, to assign its artifacts. */
export async function baseRun(job: CollectJob, run: ListedRun): Promise<WorkflowRun> {
  const [jobs, earlier] =
    run.attempt === 1
      ? [undefined, []]
      : await Promise.all([job.reads.jobs(run.id), earlierAttempts(job, run)]);
  const listed = jobs?.ok ? jobs.value : [];
  const attempts = [...earlier, run].map((one) => attemptOf(run, one, listed, () => false));
  return workflowRun(run, 'audited', true, attempts);
}

function attemptOf(
  run: ListedRun,
  attempt: ListedRun,
  listed: readonly ListedJob[],
  isOwn: (job: ListedJob) => boolean,
): Attempt {
  const jobs = jobsUpTo(attempt.attempt, listed);
  return {
    number: attempt.attempt,
    progress: attempt.progress,
    startedAt: attempt.startedAt,
    url: attempt.attempt === run.attempt ? run.url : `${run.url}/attempts/${attempt.attempt}`,
    jobs: jobs.map((one) => jobOf(one, isOwn(one))),
  };
}

/**
 * Returns the jobs of an attempt, also those that it kept from earlier ones. Jobs can share a name: of
 * these, an attempt that lists fewer than the one before kept the others, the passed ones first.
 */
function jobsUpTo(attempt: number, listed: readonly ListedJob[]): readonly ListedJob[] {
  const byName = new Map<string, readonly ListedJob[]>();
  const numbers = new Set(listed.map((job) => job.attempt).filter((number) => number <= attempt));
  for (const number of [...numbers].sort((a, b) => a - b)) {
    const ran = listed.filter((job) => job.attempt === number);
    for (const name of new Set(ran.map((job) => job.name))) {
      const own = ran.filter((job) => job.name === name);
      const before = [...(byName.get(name) ?? [])].sort(passedFirst);
      byName.set(name, [...own, ...before.slice(0, Math.max(0, before.length - own.length))]);
    }
  }
  return [...byName.values()].flat().sort((a, b) => a.id - b.id);
}

function passedFirst(a: ListedJob, b: ListedJob): number {
  const rank = ({ progress }: ListedJob): number => (outcomeOf(progress) === 'passed' ? 0 : 1);
  return rank(a) - rank(b);
}

function jobOf(listed: ListedJob, own: boolean): Job {
  const { id, name, url, progress, startedAt, completedAt } = listed;
  return {
    id,
    name,
    url,
    progress,
    ...(startedAt === undefined ? {} : { startedAt }),
    ...(completedAt === undefined ? {} : { completedAt }),
    steps: [...listed.steps].sort((a, b) => a.number - b.number),
    own,
  };
}

/** With more runs on one commit, nothing is prefetched: the config's filter may leave most of them out. */
const MAX_PREFETCHED_RUNS = 12;

async function prefetchRuns({ event, reads, commit }: EarlyFacts): Promise<void> {
  const listed = await reads.runs(commit);
  if (!listed.ok) return;
  // Other runs of the audit's own workflow may contain nothing but audits.
  const wanted = listed.value.filter((run) => run.id === event.runId || !isOwnWorkflow(event, run));
  if (wanted.length > MAX_PREFETCHED_RUNS) return;
  const requests = wanted.flatMap(({ id, progress }): Promise<unknown>[] => {
    if (id === event.runId) return [reads.jobs(id)];
    // A run that has not ended will have other jobs and artifacts later.
    return progress.state === 'ended' ? [reads.jobs(id), reads.artifacts(id)] : [];
  });
  await Promise.all(requests);
}

export const runs = defineSource({
  kind: 'runs',
  from: 'github',
  cost: 'low',
  prefetch: prefetchRuns,
  collect: collectRuns,
});
