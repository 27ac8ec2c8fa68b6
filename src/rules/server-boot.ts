import { leveled, notApplicable } from '../analysis/fold.ts';
import { defineRule, severityOf } from '../analysis/runner.ts';
import { countedRuns, ignoredFailureOf } from '../analysis/runs.ts';
import { unknown } from '../analysis/unconverted.ts';
import { outcomeOf } from '../model/current-attempt.ts';
import type { Source } from '../model/evidence.ts';
import type { ProbeResult, RepositoryFiles } from '../model/repository.ts';
import type { WorkflowRun } from '../model/run.ts';
import type { Finding, Flaw, Level, Proof } from '../model/verdict.ts';

export const serverBoot = defineRule({
  id: 'server-boot',
  title: 'Server boot',
  needs: ['runs', 'files'],
  uses: ['probes'],
  levels: [
    'the probe step failed',
    'the probe step was skipped or muted',
    'a log shows readiness, and no step says so',
    'the probe step passed on a retry',
    'the probe step passed',
    'the probe step passed and the log shows readiness',
  ],
  remediation: {
    recommendation:
      'Start the server in a step of its own that fails unless the port answers, and let it log one line when it is ready.',
    minutes: 45,
    guardrail: 'Declare the step and the log line under `probes` in the config.',
    rollback: 'Remove the probe from the config.',
    area: 'CI',
  },
  judge({ probes, runs, files }, context) {
    if (context.config.probes.every(({ name }) => name !== 'server-boot')) {
      return notApplicable('the config declares no probe server-boot');
    }
    if (probes.state !== 'present') return unknown(probes.why);
    const probe = probes.value.find((one) => one.probe === 'server-boot');
    return probe === undefined
      ? unknown('the probe server-boot is declared, and nothing was looked for')
      : judgeProbe(probe, probedSteps(probe, runs, files));
  },
});

function judgeProbe(probe: ProbeResult, steps: readonly ProbedStep[]): Finding {
  const ready = probe.log.state === 'matched';
  if (steps.length === 0 && !ready) {
    return unknown(`no step matches the probe, and ${describeLog(probe)}`);
  }
  const levels = steps.map((step) => levelOf(step, ready));
  const level = (steps.length === 0 ? 2 : Math.min(...levels)) as Level;
  const unfinished = steps.find(({ state }) => state === 'unfinished');
  if (unfinished !== undefined && level > 0) {
    return unknown(`step ${unfinished.name} of job ${unfinished.job} is unfinished`);
  }
  return leveled({
    level,
    measured: `${describeSteps(steps)}; ${describeLog(probe)}`,
    proof: [...steps.map(({ text, source }) => ({ text, source })), ...logProof(probe)],
    flaws: level === 5 ? [] : flawsOf(level, probe, steps),
  });
}

function levelOf({ state }: ProbedStep, ready: boolean): Level {
  switch (state) {
    case 'passed':
      return ready ? 5 : 4;
    case 'unfinished':
      return 4;
    case 'retried':
      return 3;
    case 'skipped':
    case 'muted':
      return 1;
    case 'failed':
      return 0;
  }
  state satisfies never;
  throw new Error(`a probed step cannot be ${String(state)}`);
}

function describeSteps(steps: readonly ProbedStep[]): string {
  if (steps.length === 0) return 'no step';
  const names = [...new Set(steps.map(({ name, state }) => `${name} ${state}`))];
  return names.length <= 2 ? names.join(', ') : `${names.slice(0, 2).join(', ')}, …`;
}

function describeLog({ log }: ProbeResult): string {
  switch (log.state) {
    case 'matched':
      return `log: ${log.excerpt}`;
    case 'unmatched':
      return 'no log line shows readiness';
    case 'unreadable':
      return `the log could not be read (${log.why})`;
  }
  log satisfies never;
  throw new Error('a log is matched, unmatched or unreadable');
}

function logProof({ log }: ProbeResult): readonly Proof[] {
  if (log.state !== 'matched') return [];
  const source = { what: `log of job ${log.job}`, job: log.job, url: log.url, line: log.line };
  return [{ text: log.excerpt, source }];
}

function flawsOf(level: Level, probe: ProbeResult, steps: readonly ProbedStep[]): readonly Flaw[] {
  const severity = severityOf(level);
  const low = steps.filter(({ state }) => state !== 'passed' && state !== 'unfinished');
  if (low.length > 0) {
    return low.map(({ name, job, state, why, source }) => ({
      key: `${state}:${name}`,
      severity,
      observation: `Probe step ${name} of job ${job} ${state === 'muted' ? `is muted: ${why}` : `was ${state}`}.`,
      source,
    }));
  }
  const source = steps[0]?.source ?? logProof(probe)[0]?.source;
  const observation =
    level === 2
      ? 'Only a log line shows that the server started; no step would have failed without it.'
      : `The probe step passed, and ${describeLog(probe)}.`;
  return [{ key: 'half', severity, observation, ...(source === undefined ? {} : { source }) }];
}

type Found = ProbeResult['steps'][number];

/** A step that matches a probe, in its newest attempt. `retried`: it passed after a failure. */
interface ProbedStep {
  readonly name: string;
  readonly job: string;
  readonly state: 'passed' | 'retried' | 'muted' | 'skipped' | 'failed' | 'unfinished';
  /** Why its failure is ignored; else empty. */
  readonly why: string;
  readonly text: string;
  readonly source: Source;
}

/** Returns the probe's steps in the counted runs; each matrix job has its own step. */
function probedSteps(
  probe: ProbeResult,
  runs: readonly WorkflowRun[],
  files: RepositoryFiles,
): readonly ProbedStep[] {
  const counted = new Set(countedRuns(runs).counted.map(({ id }) => id));
  const found = probe.steps.filter(({ runId }) => counted.has(runId));
  const newest = found.filter(
    (step) => !found.some((other) => isSameStep(step, other) && other.attempt > step.attempt),
  );
  return newest.map((step) => probed(step, found, runs, files));
}

function isSameStep(a: Found, b: Found): boolean {
  return a.runId === b.runId && a.job === b.job && a.step === b.step && a.number === b.number;
}

function probed(
  step: Found,
  found: readonly Found[],
  runs: readonly WorkflowRun[],
  files: RepositoryFiles,
): ProbedStep {
  const run = runs.find(({ id }) => id === step.runId);
  const ignoredBy = ignoredReason(step, run, files);
  const retried =
    step.outcome === 'passed' &&
    (found.some((other) => isSameStep(step, other) && other.outcome === 'failed') ||
      failedBefore(step, run));
  // A failed step is worse than an ignored failure; a pass that ignores failures proves nothing.
  const isIgnored = ignoredBy !== '' && step.outcome !== 'failed';
  const state = isIgnored ? 'muted' : retried ? 'retried' : step.outcome;
  return {
    name: step.step,
    job: step.job,
    state,
    why: isIgnored ? ignoredBy : '',
    text: `step ${step.step}: ${state}`,
    source: {
      what: `step ${step.step}`,
      runId: step.runId,
      attempt: step.attempt,
      job: step.job,
      step: step.step,
      url: step.jobUrl,
    },
  };
}

function failedBefore(step: Found, run: WorkflowRun | undefined): boolean {
  return (run?.attempts ?? [])
    .filter(({ number }) => number < step.attempt)
    .flatMap(({ jobs }) => jobs.filter(({ name }) => name === step.job))
    .flatMap(({ steps }) => steps.filter(({ name }) => name === step.step))
    .some(({ progress }) => outcomeOf(progress) === 'failed');
}

function ignoredReason(step: Found, run: WorkflowRun | undefined, files: RepositoryFiles): string {
  if (run === undefined) return '';
  const job = run.attempts
    .find(({ number }) => number === step.attempt)
    ?.jobs.find(({ name }) => name === step.job);
  const ran = job?.steps.find(({ number }) => number === step.number);
  if (job === undefined || ran === undefined) return '';
  return ignoredFailureOf(files.workflows, run, job, ran) ?? '';
}
