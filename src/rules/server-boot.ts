import { type Because, failedStep, rerunOf } from '../analysis/causes.ts';
import { BY_WORST } from '../analysis/fold.ts';
import { defineRule, severityOf } from '../analysis/runner.ts';
import { countedRuns, ignoredFailureOf } from '../analysis/runs.ts';
import { currentAttempt, outcomeOf } from '../model/current-attempt.ts';
import type { Source } from '../model/evidence.ts';
import type { ProbeResult, RepositoryFiles } from '../model/repository.ts';
import type { Item } from '../model/rule.ts';
import type { WorkflowRun } from '../model/run.ts';
import type { Flaw, Level, Open, Proof } from '../model/verdict.ts';
import { sourceStepOf } from '../workflow/test-steps.ts';

const PROBE = 'server-boot';

export const serverBoot = defineRule({
  id: 'server-boot',
  title: 'Server boot',
  needs: ['runs', 'files'],
  uses: ['probes'],
  settles: ['runs', 'files', 'probes'],
  levels: [
    'the probe step failed',
    'the probe step was skipped, or its failure is ignored',
    'a log shows readiness, and no step checks it',
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
  inapplicable: ({ config }) =>
    config.probes.every(({ name }) => name !== PROBE)
      ? 'the config declares no probe server-boot'
      : undefined,
  table: BY_WORST,
  judge({ probes, runs, files }, _, gaps) {
    const probe =
      probes.state === 'present' ? probes.value.find((one) => one.probe === PROBE) : undefined;
    if (probe === undefined) {
      const lost = probes.state === 'present' ? [] : gaps('probes');
      const open = lost.length > 0 ? lost : [nothingFound('it was not looked for')];
      return { items: open.map(anyStep), measured: 'no step or log was read' };
    }
    // The log of a job that was not listed was not searched.
    const log = probe.log.state === 'matched' ? [] : [...gaps('probes'), ...gaps('runs')];
    const lost = { files: gaps('files'), log };
    const steps = probedSteps(probe, runs, files);
    const found =
      steps.length > 0
        ? steps.flatMap((step) => stepItems(step, probe, lost))
        : withoutStep(probe, gaps('runs'));
    return {
      items: [...found, ...gaps('runs').map(anyStep)],
      measured: `${describeSteps(steps)}; ${describeLog(probe)}`,
      proof: [...steps.map(({ text, source }) => ({ text, source })), ...logProof(probe)],
    };
  },
});

type State = (typeof BY_WORST.states)[number];

interface Lost {
  readonly files: readonly Open[];
  readonly log: readonly Open[];
}

/** A step that was not listed may be the probe's, with any outcome. */
function anyStep(open: Open): Item<State> {
  return { worst: '0', best: 'none', times: 'any', open };
}

function nothingFound(why: string): Open {
  return { kind: 'probes', what: `step or log line of the probe ${PROBE}`, why };
}

function withoutStep(probe: ProbeResult, runGaps: readonly Open[]): readonly Item<State>[] {
  if (probe.log.state !== 'matched') {
    return [anyStep(nothingFound(`no step matches it, and ${describeLog(probe)}`))];
  }
  if (runGaps.length > 0) return runGaps.map((open) => ({ worst: '2', best: 'none', open }));
  const observation =
    'Only a log line shows that the server started; no step would have failed without it.';
  return [{ worst: '2', best: '2', flaw: (most) => halfFlaw(observation, most, logProof(probe)) }];
}

/** Returns the level of a step as an item, and one for each file that may ignore its failure. */
function stepItems(step: ProbedStep, probe: ProbeResult, lost: Lost): readonly Item<State>[] {
  const [worst, best] = levelsOf(step, probe, lost);
  const flaw = best === '5' ? {} : { flaw: flawOf(step, probe) };
  const known = { worst, best, ...flaw };
  switch (step.state) {
    case 'failed':
    case 'skipped':
      return [known];
    case 'ignored':
      // A step of a called workflow may be another one while a file cannot be read.
      return step.sure || lost.files.length === 0
        ? [known]
        : lost.files.map((open) => ({ worst, best: 'none', open }));
    case 'unfinished': {
      const what = `step ${step.name} of job ${step.job}`;
      const why = 'it has not ended';
      const open: Open = { kind: 'runs', what, why, source: step.source, wait: true };
      return [{ ...known, open }];
    }
    case 'passed':
    case 'retried': {
      const ignored = (step.sure ? [] : lost.files).map((open): Item<State> => {
        return { worst: '1', best: 'none', open };
      });
      return worst === best
        ? [known, ...ignored]
        : [...lost.log.map((open) => ({ ...known, open })), ...ignored];
    }
  }
  step.state satisfies never;
  throw new Error(`a probed step cannot be ${String(step.state)}`);
}

function levelsOf(
  { state }: ProbedStep,
  { log }: ProbeResult,
  lost: Lost,
): readonly [State, State] {
  switch (state) {
    case 'passed':
      if (log.state === 'matched') return ['5', '5'];
      return lost.log.length > 0 ? ['4', '5'] : ['4', '4'];
    case 'unfinished':
      return ['0', '5'];
    case 'retried':
      return ['3', '3'];
    case 'skipped':
    case 'ignored':
      return ['1', '1'];
    case 'failed':
      return ['0', '0'];
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

function flawOf(step: ProbedStep, probe: ProbeResult): (most: Level) => Flaw {
  const { name, job, state, why, source, because } = step;
  if (state === 'passed') {
    const observation = `The probe step passed, and ${describeLog(probe)}.`;
    return (most) => halfFlaw(observation, most, [{ text: '', source }]);
  }
  const words = { ignored: `cannot fail its run: ${why}`, retried: 'passed only on a retry' };
  const how = state === 'ignored' || state === 'retried' ? words[state] : OUTCOMES[state];
  return (most) => ({
    key: `${state}:${name}`,
    severity: severityOf(most),
    observation: `Probe step ${name} of job ${job} ${how}.`,
    source,
    ...because,
    ...(state === 'failed' ? {} : { effect: true }),
  });
}

const OUTCOMES = { failed: 'failed', skipped: 'did not run', unfinished: 'has not ended' } as const;

function halfFlaw(observation: string, most: Level, proof: readonly Proof[]): Flaw {
  const source = proof[0] === undefined ? {} : { source: proof[0].source };
  return { key: 'half', severity: severityOf(most), observation, ...source };
}

type Found = ProbeResult['steps'][number];

/** A step that matches a probe, in its newest attempt. `retried`: it passed after a failure. */
interface ProbedStep {
  readonly name: string;
  readonly job: string;
  readonly state: 'passed' | 'retried' | 'ignored' | 'skipped' | 'failed' | 'unfinished';
  /** Why its failure is ignored; else empty. */
  readonly why: string;
  /** Whether it belongs to its run's own workflow file, not to a called one. */
  readonly sure: boolean;
  readonly text: string;
  readonly source: Source;
  readonly because: Because;
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
  const { ignoredBy, sure } = ignoredReason(step, run, files);
  const retried =
    step.outcome === 'passed' &&
    (found.some((other) => isSameStep(step, other) && other.outcome === 'failed') ||
      failedBefore(step, run));
  // A failed step is worse than an ignored failure; a pass that ignores failures proves nothing.
  const isIgnored = ignoredBy !== '' && step.outcome !== 'failed';
  const state = isIgnored ? 'ignored' : retried ? 'retried' : step.outcome;
  return {
    name: step.step,
    job: step.job,
    state,
    why: isIgnored ? ignoredBy : '',
    sure,
    text: `step ${step.step}: ${state}`,
    source: {
      what: `step ${step.step}`,
      runId: step.runId,
      attempt: step.attempt,
      job: step.job,
      step: step.step,
      url: step.jobUrl,
    },
    because: run === undefined ? {} : becauseOf(step, state, run),
  };
}

/** A step that did not run was skipped because of the first step of its job that failed. */
function becauseOf({ job, step }: Found, state: ProbedStep['state'], run: WorkflowRun): Because {
  if (state === 'retried') return { cause: rerunOf(run) };
  if (state === 'failed') return { cause: failedStep(run.path, job, step) };
  const own = currentAttempt(run).jobs.find(({ name }) => name === job);
  const failed = own?.steps.find(({ progress }) => outcomeOf(progress) === 'failed');
  return state !== 'skipped' || failed === undefined
    ? {}
    : { cause: failedStep(run.path, job, failed.name) };
}

function failedBefore(step: Found, run: WorkflowRun | undefined): boolean {
  return (run?.attempts ?? [])
    .filter(({ number }) => number < step.attempt)
    .flatMap(({ jobs }) => jobs.filter(({ name }) => name === step.job))
    .flatMap(({ steps }) => steps.filter(({ name }) => name === step.step))
    .some(({ progress }) => outcomeOf(progress) === 'failed');
}

function ignoredReason(step: Found, run: WorkflowRun | undefined, files: RepositoryFiles) {
  const job = run?.attempts
    .find(({ number }) => number === step.attempt)
    ?.jobs.find(({ name }) => name === step.job);
  const ran = job?.steps.find(({ number }) => number === step.number);
  if (run === undefined || job === undefined || ran === undefined) {
    return { ignoredBy: '', sure: false };
  }
  const written = sourceStepOf(files, run, job, ran);
  return {
    ignoredBy: ignoredFailureOf(files, run, job, ran) ?? '',
    sure: written?.workflow.path === run.path,
  };
}
