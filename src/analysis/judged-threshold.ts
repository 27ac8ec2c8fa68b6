import { wordFor } from '../model/current-attempt.ts';
import type { RepositoryFiles } from '../model/evidence-file.ts';
import type { WorkflowRun } from '../model/run.ts';
import type { Flaw, Level, Proof } from '../model/verdict.ts';
import { gatesOfStep } from '../workflow/gates/gates.ts';
import type { Threshold } from '../workflow/thresholds/threshold-commands.ts';
import { type LegCoverage, percentOf } from './coverage-evidence.ts';
import { type RanStep, ranSteps, ranStepsAt } from './ran-steps.ts';
import { runSource } from './run-source.ts';
import { severityOf } from './verdict-builders/severity-of.ts';
import { fileSource } from './workflow-evidence.ts';

export interface GateFacts {
  readonly runs: readonly WorkflowRun[];
  readonly files: RepositoryFiles;
  readonly legs: readonly LegCoverage[];
  /** Whether a test failed, or nobody can say that none did. */
  readonly testsFailed: boolean;
  /** What the threshold must reach for a 5. */
  readonly target: (threshold: Threshold) => number | undefined;
}

/** One threshold: what the steps that enforce it did in this run. */
export type JudgedThreshold =
  | {
      readonly state: 'level';
      readonly level: Level;
      readonly measured: string;
      readonly proof: readonly Proof[];
      readonly flaws: readonly Flaw[];
    }
  | { readonly state: 'unknown'; readonly why: string };

/**
 * The exit code of the step that enforces a threshold decides whether it is met, because only the
 * tool knows what it counts; the report tells by how much it was missed.
 */
export function judgeThreshold(threshold: Threshold, facts: GateFacts): JudgedThreshold {
  const steps = enforcing(threshold, facts);
  const ranked = steps
    .map((step) => ({ step, level: stepLevel(step, threshold, facts) }))
    .toSorted((a, b) => rank(a.level) - rank(b.level));
  const worst = ranked[0];
  const level = worst === undefined ? 3 : worst.level;
  if (level === 'open') {
    const name = worst?.step.step.name ?? '';
    return {
      state: 'unknown',
      why: `step ${name} failed with its tests or has not ended, and no coverage report says whether ${inWords(threshold)} is met`,
    };
  }
  return verdict(threshold, facts, level, worst?.step);
}

function rank(level: Level | 'open'): number {
  return level === 'open' ? -1 : level;
}

/** A command enforces its own threshold; one in a settings file is enforced by what measures coverage. */
function enforcing(threshold: Threshold, { files, runs }: GateFacts): readonly RanStep[] {
  const { path, job, step, tool } = threshold;
  if (job !== undefined && step !== undefined) return ranStepsAt(files, runs, { path, job, step });
  if (/^(?:codecov|sonar)/.test(tool)) return [];
  return ranSteps(files, runs, (written) =>
    gatesOfStep(written.step).some(
      ({ target, text }) =>
        (target === 'coverage' && !/codecov|coveralls/.test(text)) ||
        (target === 'test' && (tool !== 'coverage.py' || /cov/i.test(text))),
    ),
  );
}

function stepLevel(step: RanStep, threshold: Threshold, facts: GateFacts): Level | 'open' {
  if (step.outcome === 'unfinished') return 'open';
  if (step.outcome === 'idle') return 3;
  if (step.outcome === 'failed') return failedLevel(step, threshold, facts);
  if (step.mute !== '') return 3;
  const target = facts.target(threshold);
  const value = threshold.value === 'unknown' ? -1 : threshold.value;
  return target !== undefined && value >= target ? 5 : 4;
}

function failedLevel(step: RanStep, threshold: Threshold, facts: GateFacts): Level | 'open' {
  const mixed = gatesOfStep(step.written.step).some(({ target }) => target === 'test');
  const measured = lowestOf(threshold, facts.legs);
  if (measured === undefined || threshold.value === 'unknown') {
    return mixed && facts.testsFailed ? 'open' : 1;
  }
  // The tool failed for another reason, so that the threshold decided nothing.
  if (measured >= threshold.value) return 3;
  return threshold.value - measured <= 2 ? 2 : 1;
}

function lowestOf(threshold: Threshold, legs: readonly LegCoverage[]): number | undefined {
  return percentsOf(threshold, legs)[0]?.percent;
}

/** Percent of each leg by the threshold's own measure, lowest first. */
function percentsOf({ metric }: Threshold, legs: readonly LegCoverage[]) {
  return legs
    .flatMap(({ leg, lines, branches }) => {
      const count = metric === 'branches' ? branches : lines;
      return count === null ? [] : [{ leg, percent: percentOf(count) }];
    })
    .toSorted((a, b) => a.percent - b.percent);
}

/**
 * What was measured beside a threshold that is met. Which leg it is about only its tool knows, so
 * that of several each is named: a lower leg of another tool must not read as this one's number.
 */
function measuredInWords(threshold: Threshold, legs: readonly LegCoverage[]): string {
  const percents = percentsOf(threshold, legs);
  const [only] = percents;
  if (only === undefined) return '';
  if (percents.length === 1) return `, ${only.percent} % measured`;
  return `; measured ${percents.map(({ leg, percent }) => `${percent} % in ${leg}`).join(', ')}`;
}

function verdict(
  threshold: Threshold,
  facts: GateFacts,
  level: Level,
  ran: RanStep | undefined,
): JudgedThreshold {
  const { path, line } = threshold;
  const what = inWords(threshold);
  const measured = lowestOf(threshold, facts.legs);
  const now =
    level >= 4
      ? measuredInWords(threshold, facts.legs)
      : measured === undefined
        ? ''
        : `, ${measured} % measured`;
  const outcome = outcomeInWords(level, what, ran, now, facts.target(threshold));
  const written = fileSource(facts.files, path, line);
  const step = ran && runSource(ran.run, ran.attempt, ran.job, ran.step);
  const source = step ?? written;
  return {
    state: 'level',
    level,
    measured: outcome,
    proof: [
      { text: threshold.text, source: written },
      ...(ran && step
        ? [{ text: `step ${ran.step.name}: ${wordFor(ran.step.progress)}`, source: step }]
        : []),
      ...facts.legs.map((leg) => ({
        text: `${percentOf(leg.lines)} % of lines`,
        source: leg.source,
      })),
    ],
    flaws:
      level === 5
        ? []
        : [
            {
              key: `threshold:${path}:${threshold.tool}:${threshold.metric}`,
              severity: severityOf(level),
              observation: `${path}:${line} ${outcome}.`,
              source,
            },
          ],
  };
}

function outcomeInWords(
  level: Level,
  what: string,
  ran: RanStep | undefined,
  now: string,
  target: number | undefined,
): string {
  if (level === 5) return `${what} enforced and met${now}`;
  if (level === 4) {
    const goal =
      target === undefined ? 'no target to hold it against' : `the target is ${target} %`;
    return `${what} enforced and met${now}, ${goal}`;
  }
  if (level < 3) return `${what} missed${now}`;
  if (ran === undefined) return `${what} present, and no step of this run enforces it${now}`;
  if (ran.mute !== '' && ran.outcome !== 'idle')
    return `${what} present, muted by ${ran.mute}${now}`;
  const word = ran.outcome === 'idle' ? 'did not run' : 'failed for another reason';
  return `${what} present, not enforced: step ${ran.step.name} ${word}${now}`;
}

function inWords({ value, metric, scope }: Threshold): string {
  const number = value === 'unknown' ? 'of unknown value' : `${value} %`;
  const of = metric === 'total' ? '' : ` of ${metric}`;
  return `threshold ${number}${of}${scope === '' ? '' : ` in ${scope}`}`;
}
