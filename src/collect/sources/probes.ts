import { nameMatcher } from '../../lib/glob.ts';
import { linearPattern } from '../../lib/linear-pattern.ts';
import type { ProbeConfig } from '../../model/config.ts';
import { type Evidence, none, present } from '../../model/evidence.ts';
import type { ProbeResult } from '../../model/repository.ts';
import { apiErrorText } from '../../model/result.ts';
import type { Job, Progress, WorkflowRun } from '../../model/run.ts';
import { cut, stripEscapes } from '../../report-formats/base/report-text.ts';
import type { CollectJob } from '../base/collect-job.ts';
import { type Dependencies, defineSource } from '../base/source.ts';

/** Maximum length of a line that is searched. Tools print readiness at the beginning of a line. */
const MAX_LINE = 2_000;
const MAX_EXCERPT = 200;

type LogSearch =
  /** `line` is 1-based. */
  | { readonly state: 'matched'; readonly line: number; readonly excerpt: string }
  | { readonly state: 'unmatched' };

/**
 * Returns the first line of a job's log that a regular expression matches, without timestamps and
 * colors. The log is untrusted text; the time is linear in it.
 */
export function searchLog(log: string, pattern: string): LogSearch {
  const expression = linearPattern(pattern);
  const lines = log.split('\n').map(plainLine);
  const index = lines.findIndex((line) => expression.test(line));
  if (index < 0) return { state: 'unmatched' };
  const excerpt = cut((lines[index] ?? '').trim(), MAX_EXCERPT);
  return { state: 'matched', line: index + 1, excerpt };
}

/** GitHub starts every line with a timestamp of seven decimals (platform facts, read 2026-11-22). */
function plainLine(line: string): string {
  const bounded = line.slice(0, MAX_LINE).replace(/^\uFEFF?\d{4}-\d\d-\d\dT[\d:.]+Z /, '');
  return stripEscapes(bounded).replace(/\r$/, '');
}

/** Maximum number of logs read for one probe; a matrix rarely has more jobs. */
const MAX_LOGS = 20;

interface RunJob {
  readonly run: WorkflowRun;
  readonly attempt: number;
  readonly job: Job;
}

/** Returns what the config's probes find in the newest attempt of the evidence runs. */
async function collectProbes(
  job: CollectJob,
  dependencies: Dependencies<'runs'>,
): Promise<Evidence<readonly ProbeResult[]>> {
  const { probes } = job.config;
  if (probes.length === 0) return none('the config declares no probe', { what: 'config' });
  const runs = await dependencies.runs;
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
  // The log of a running job does not exist yet.
  const ended = jobs.filter((one) => one.job.progress.state === 'ended');
  const read = await Promise.all(
    ended
      .slice(0, MAX_LOGS)
      .map(async (one) => ({ one, answer: await job.reads.jobLog(one.job.id) })),
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
    searched.push(name);
  }
  if (ended.length > MAX_LOGS) {
    broken ??= `the probe searches ${ended.length} logs, and at most ${MAX_LOGS} are read; name the steps of one job as its \`step\``;
  }
  if (broken === undefined) return { state: 'unmatched', searched };
  job.notice(broken);
  return { state: 'unreadable', why: broken };
}

export const probes = defineSource({
  kind: 'probes',
  from: 'github',
  after: ['runs'],
  cost: 'low',
  collect: collectProbes,
});
