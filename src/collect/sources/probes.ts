import { nameMatcher } from '../../lib/glob.ts';
import type { ProbeConfig } from '../../model/config.ts';
import { absent, type Evidence, present } from '../../model/evidence.ts';
import type { ProbeResult } from '../../model/repository.ts';
import { apiErrorText } from '../../model/result.ts';
import type { Job, Progress, WorkflowRun } from '../../model/run.ts';
import type { CollectJob } from '../collect-job.ts';
import { searchLog } from './log-search.ts';

/** Logs read for one probe; a matrix rarely has more legs. */
const MAX_LOGS = 20;

interface RunJob {
  readonly run: WorkflowRun;
  readonly attempt: number;
  readonly job: Job;
}

/** What the config's probes find in the newest attempt of the evidence runs. */
export async function collectProbes(
  job: CollectJob,
  runs: Evidence<readonly WorkflowRun[]>,
): Promise<Evidence<readonly ProbeResult[]>> {
  const { probes } = job.config;
  if (probes.length === 0) return absent('the config declares no probe');
  if (runs.state !== 'present') return runs;
  const jobs = runs.value.filter(({ relation }) => relation !== 'stale').flatMap(newestJobs);
  const results = await Promise.all(probes.map((probe) => probeJobs(job, probe, jobs)));
  return present(results, { ...runs.source, what: 'steps and logs that probes name' });
}

function newestJobs(run: WorkflowRun): readonly RunJob[] {
  const newest = run.attempts.at(-1) ?? run.attempts[0];
  return newest.jobs.map((job) => ({ run, attempt: newest.number, job }));
}

async function probeJobs(
  job: CollectJob,
  probe: ProbeConfig,
  jobs: readonly RunJob[],
): Promise<ProbeResult> {
  const glob = probe.step;
  const matching = glob === undefined ? jobs : jobs.filter((one) => stepsOf(one, glob).length > 0);
  const steps = glob === undefined ? [] : matching.flatMap((one) => stepsOf(one, glob));
  return { probe: probe.name, steps, log: await logOf(job, probe, matching) };
}

function stepsOf({ run, attempt, job }: RunJob, glob: string): ProbeResult['steps'] {
  const matches = nameMatcher([glob]);
  return job.steps
    .filter(({ name }) => matches(name))
    .map(({ name, number, progress }) => ({
      runId: run.id,
      attempt,
      job: job.name,
      jobUrl: job.url,
      step: name,
      number,
      outcome: outcomeOf(progress),
    }));
}

function outcomeOf(progress: Progress): ProbeResult['steps'][number]['outcome'] {
  if (progress.state === 'unfinished') return 'unfinished';
  if (progress.conclusion === 'success') return 'passed';
  return ['skipped', 'neutral'].includes(progress.conclusion) ? 'skipped' : 'failed';
}

async function logOf(
  job: CollectJob,
  probe: ProbeConfig,
  jobs: readonly RunJob[],
): Promise<ProbeResult['log']> {
  const { log } = probe;
  if (log === undefined) return { state: 'unmatched', searched: [] };
  // The log of a job that still runs is not there yet.
  const ended = jobs.filter((one) => one.job.progress.state === 'ended').slice(0, MAX_LOGS);
  const read = await Promise.all(
    ended.map(async (one) => ({ one, answer: await job.reads.jobLog(one.job.id) })),
  );
  let broken: string | undefined;
  const searched: string[] = [];
  for (const { one, answer } of read) {
    const { name, url } = one.job;
    if (!answer.ok) {
      broken ??= `the log of job ${name} could not be read: ${apiErrorText(answer.error)}`;
      continue;
    }
    const found = searchLog(answer.value, log);
    if (found.state === 'matched') return { ...found, job: name, url };
    if (found.state === 'unreadable') broken ??= found.why;
    else searched.push(name);
  }
  if (broken === undefined) return { state: 'unmatched', searched };
  job.notice(broken);
  return { state: 'unreadable', why: broken };
}
