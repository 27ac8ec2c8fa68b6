import type { JobCoverage } from '../analysis/coverage-reports.ts';
import type { BY_WORST } from '../analysis/fold.ts';
import type { NotRun } from '../analysis/not-run.ts';
import { severityOf } from '../analysis/runner.ts';
import {
  countedRuns,
  missingRun,
  missingSteps,
  type RanStep,
  runSource,
} from '../analysis/runs.ts';
import { fileSource } from '../analysis/workflow-files.ts';
import { progressText } from '../model/current-attempt.ts';
import type { RepositoryFiles } from '../model/repository.ts';
import type { Item } from '../model/rule.ts';
import type { WorkflowRun } from '../model/run.ts';
import type { Flaw, Level, Open, Proof } from '../model/verdict.ts';
import type { Threshold } from '../workflow/thresholds/threshold-commands.ts';
import { enforcingSteps, isOfService } from './enforcing-steps.ts';
import { type Measured, measuredFor } from './measured-values.ts';

export type CoverageLevel = (typeof BY_WORST)['states'][number];

/** The percentage that a threshold must have for a 5; `undefined`: there is nothing to compare with. */
export interface Target {
  readonly percent: number | undefined;
  /** What is missing of the base: its threshold may be a higher one. */
  readonly open?: Open;
}

export interface ThresholdFacts {
  readonly runs: readonly WorkflowRun[];
  readonly files: RepositoryFiles;
  readonly reports: readonly JobCoverage[];
  /** Whether the config names the matrix job whose reports these are. */
  readonly chosen: boolean;
  readonly target: (threshold: Threshold) => Target;
  /** Coverage that may be missing, and workflow files that cannot be read. */
  readonly missingCoverage: readonly Open[];
  readonly missingFiles: readonly Open[];
  /** Workflows that had to run and did not: any of them may enforce a threshold. */
  readonly missingRuns: readonly Open[];
  /** Returns why a step, or the job of the threshold, failed or did not run. */
  readonly notRun: (threshold: Threshold, step: RanStep | undefined) => NotRun;
}

/** One threshold: what the steps that enforce it did in these runs. */
export interface CheckedThreshold {
  readonly items: readonly Item<CoverageLevel>[];
  /** The worst known level, or of what is open the best. */
  readonly level: Level;
  readonly measured: string;
  readonly proof: readonly Proof[];
  readonly notRun: readonly string[];
}

const MISSED = 'Write tests for the uncovered lines until the threshold is met; do not lower it.';

/** What a step did with its threshold. */
interface StepLevel {
  readonly step: RanStep | undefined;
  readonly worst: Level;
  readonly best: Level;
  readonly open?: Open;
}

/**
 * Checks one threshold. The exit code of the step that enforces it decides whether it is met, because
 * only the tool knows what it counts. The report shows by how much it was missed.
 */
export function checkThreshold(threshold: Threshold, facts: ThresholdFacts): CheckedThreshold {
  const steps = enforcingSteps(threshold, facts.files, facts.runs).map((step) =>
    levelOfStep(step, threshold, facts),
  );
  const gaps = missingFor(threshold, facts);
  const [known] =
    steps.length > 0 ? steps.toSorted(worstFirst) : [notEnforced(threshold, facts, gaps)];
  if (known === undefined) throw new Error('a threshold is enforced by a step, or by none');
  const others = steps.filter((one) => one !== known && one.open !== undefined);
  const outcome = describeOutcome(known, threshold, facts);
  const { path, line } = threshold;
  const written = { text: threshold.text, source: fileSource(facts.files, path, line) };
  const ran = known.step && {
    text: `step ${known.step.step.name}: ${progressText(known.step.step.progress)}`,
    source: runSource(known.step.run, known.step.attempt, known.step.job, known.step.step),
  };
  const { because, explained } = notRunOf(known, threshold, facts);
  const flaw = {
    flaw: (most: Level): Flaw => ({
      key: `threshold:${path}:${threshold.tool}:${threshold.metric}`,
      severity: severityOf(most),
      observation: `${path}:${line} ${outcome}.`,
      source: (ran ?? written).source,
      ...because,
      // A missed threshold is a cause; one that nothing checked is an effect.
      ...(known.best < 3 ? { advice: MISSED } : { effect: true }),
    }),
  };
  return {
    items: [
      { ...itemOf(known), ...(known.best < 5 ? flaw : {}) },
      ...others.map(itemOf),
      ...(steps.length > 0 ? gaps : []).map(
        (open): Item<CoverageLevel> => ({ worst: '1', best: 'none', open }),
      ),
    ],
    level: known.best,
    measured: outcome,
    proof: [
      written,
      ...(ran ? [ran] : []),
      ...shownValues(known, threshold, facts).map(({ percent, what, of }) => ({
        text: `${percent}% ${what}`,
        source: of.source,
      })),
    ],
    notRun: explained ? (because.deferrals ?? []) : [],
  };
}

function notRunOf({ step }: StepLevel, threshold: Threshold, facts: ThresholdFacts): NotRun {
  const ran = step?.outcome === 'passed' || step?.outcome === 'unfinished';
  return ran ? { because: {}, explained: false } : facts.notRun(threshold, step);
}

function itemOf({ worst, best, open }: StepLevel): Item<CoverageLevel> {
  const states = { worst: String(worst), best: String(best) } as {
    readonly worst: CoverageLevel;
    readonly best: CoverageLevel;
  };
  return open === undefined ? states : { ...states, open };
}

/** The step that limits the highest level, then the lowest. */
function worstFirst(a: StepLevel, b: StepLevel): number {
  return a.best - b.best || a.worst - b.worst;
}

/** Returns what is missing that may have a step that enforces a threshold. */
function missingFor(threshold: Threshold, facts: ThresholdFacts): readonly Open[] {
  const { runs, missingFiles, missingRuns } = facts;
  const { path, job } = threshold;
  if (job === undefined && isOfService(threshold)) return [];
  const { counted } = countedRuns(runs);
  // A called workflow has no run of its own: its steps are in the run of any caller.
  const own = counted.filter((run) => run.path === path);
  const relevant = job === undefined || own.length === 0 ? counted : own;
  return [
    ...relevant.flatMap(missingSteps),
    ...missingRuns,
    ...missingRun(runs),
    ...(job === undefined ? missingFiles : []),
  ];
}

function notEnforced(
  threshold: Threshold,
  facts: ThresholdFacts,
  [open]: readonly Open[],
): StepLevel {
  if (open === undefined) return { step: undefined, worst: 3, best: 3 };
  return { step: undefined, worst: 1, best: metLevel(threshold, facts).best, open };
}

function levelOfStep(step: RanStep, threshold: Threshold, facts: ThresholdFacts): StepLevel {
  if (step.outcome === 'unfinished') {
    const what = `step ${step.step.name}`;
    const source = runSource(step.run, step.attempt, step.job, step.step);
    const open: Open = { kind: 'runs', what, why: 'it has not ended', source, wait: true };
    return { step, worst: 1, best: metLevel(threshold, facts).best, open };
  }
  if (step.outcome === 'idle') return { step, worst: 3, best: 3 };
  if (step.outcome === 'failed') return { step, ...failedLevel(step, threshold, facts) };
  if (step.ignoredBy !== '') return { step, worst: 3, best: 3 };
  return { step, ...metLevel(threshold, facts) };
}

type Levels = Omit<StepLevel, 'step'>;

function metLevel(threshold: Threshold, facts: ThresholdFacts): Levels {
  const { percent, open } = facts.target(threshold);
  if (threshold.value === 'unknown') {
    const what = `value of the threshold at ${threshold.path}:${threshold.line}`;
    const why = 'only running the file shows it';
    return { worst: 4, best: 5, open: { kind: 'files', what, why } };
  }
  if (percent !== undefined && threshold.value < percent) return { worst: 4, best: 4 };
  if (open !== undefined) return { worst: 4, best: 5, open };
  return percent === undefined ? { worst: 4, best: 4 } : { worst: 5, best: 5 };
}

/** A step may fail for another reason than its threshold; only a report shows by how much it was missed. */
function failedLevel(step: RanStep, threshold: Threshold, facts: ThresholdFacts): Levels {
  const { own, unclear } = measuredFor(threshold, step, facts.reports, facts.chosen);
  const measured = own[0]?.percent;
  const [missing] = facts.missingCoverage;
  if (missing !== undefined || measured === undefined || threshold.value === 'unknown') {
    const what = `by how much step ${step.step.name} missed ${describe(threshold)}`;
    const shown = unclear.length > 0 ? 'is known to be of its job' : 'shows it';
    const why = missing?.why ?? `no coverage report ${shown}`;
    return { worst: 1, best: 3, open: { kind: 'coverage', what, why } };
  }
  // The tool failed for another reason, so the threshold decided nothing.
  if (measured >= threshold.value) return { worst: 3, best: 3 };
  const level = threshold.value - measured <= 2 ? 2 : 1;
  return { worst: level, best: level };
}

/**
 * Returns the values to show next to a threshold: those of its job. Without one, those that may be of
 * it, unless one contradicts a met threshold: a lower value cannot be what the tool compared.
 */
function shownValues(
  { step }: StepLevel,
  threshold: Threshold,
  { reports, chosen }: ThresholdFacts,
): readonly Measured[] {
  const { own, unclear } = measuredFor(threshold, step, reports, chosen);
  if (own.length > 0) return own;
  if (step === undefined || step.outcome === 'idle') return unclear;
  if (step.outcome !== 'passed') return [];
  return unclear.every(({ percent }) => percent >= Number(threshold.value)) ? unclear : [];
}

/** Returns what was measured next to a met threshold. The tool may round, or count a part only. */
function describeMeasured(threshold: Threshold, values: readonly Measured[]): string {
  const [only, ...more] = values;
  if (only === undefined) return '';
  const isBelow = only.percent < Number(threshold.value);
  if (more.length === 0) {
    return isBelow ? `; the report of its job has ${only.percent}%` : `, ${only.percent}% measured`;
  }
  const named = values.map(({ percent, of }) => `${percent}% in ${of.leg || of.format}`).join(', ');
  return isBelow ? `; the reports of its job have ${named}` : `; measured ${named}`;
}

function describeOutcome(known: StepLevel, threshold: Threshold, facts: ThresholdFacts): string {
  const { step, worst, best } = known;
  const what = describe(threshold);
  const values = shownValues(known, threshold, facts);
  const now = values[0] === undefined ? '' : `, ${values[0].percent}% measured`;
  const isOpen = worst < best;
  if (step === undefined) {
    return `${what} present${isOpen ? '' : `, and no step of this run enforces it${now}`}`;
  }
  const { name } = step.step;
  switch (step.outcome) {
    case 'unfinished':
      return `${what} present, step ${name} has not ended`;
    case 'idle':
      return `${what} present, not enforced: step ${name} did not run${now}`;
    case 'failed':
      return `${what} ${isOpen ? `present, step ${name} failed` : describeFailed(name, best)}${now}`;
    case 'passed':
      return best === 3
        ? `${what} present, its failure is ignored by ${step.ignoredBy}${now}`
        : describeMet(threshold, facts, best, values);
  }
  step.outcome satisfies never;
  throw new Error(`a step cannot be ${String(step.outcome)}`);
}

function describeFailed(step: string, best: Level): string {
  return best < 3 ? 'missed' : `present, not enforced: step ${step} failed for another reason`;
}

function describeMet(
  threshold: Threshold,
  facts: ThresholdFacts,
  best: Level,
  values: readonly Measured[],
): string {
  const met = `${describe(threshold)} enforced and met${describeMeasured(threshold, values)}`;
  if (best === 5) return met;
  const { percent } = facts.target(threshold);
  return percent === undefined
    ? `${met}, without a base to compare it with`
    : `${met}, the target is ${percent}%`;
}

function describe({ value, metric, scope }: Threshold): string {
  const number = value === 'unknown' ? 'of unknown value' : `${value}%`;
  const of = metric === 'total' ? '' : ` of ${metric}`;
  return `threshold ${number}${of}${scope === '' ? '' : ` in ${scope}`}`;
}
