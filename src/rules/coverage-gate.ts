import {
  coverageByJob,
  type JobCoverage,
  percentOf,
  reportsOfJob,
} from '../analysis/coverage-reports.ts';
import { leveled } from '../analysis/fold.ts';
import { defineRule, severityOf } from '../analysis/runner.ts';
import { type RanStep, ranSteps, ranStepsAt, runSource } from '../analysis/runs.ts';
import {
  type CollectedTests,
  countedTests,
  failureCount,
  sumCounts,
} from '../analysis/test-reports.ts';
import { requireSources, unknown } from '../analysis/unconverted.ts';
import {
  fileSource,
  filesProof,
  judgeWorkflows,
  readableWorkflows,
} from '../analysis/workflow-files.ts';
import { progressText } from '../model/current-attempt.ts';
import { type Evidence, present } from '../model/evidence.ts';
import type { RepositoryFiles } from '../model/repository.ts';
import { optionalNumber, optionalText, type RuleContext } from '../model/rule.ts';
import type { WorkflowRun } from '../model/run.ts';
import type { Finding, Flaw, Level, Proof } from '../model/verdict.ts';
import { gatesOfStep } from '../workflow/gates/gates.ts';
import type { Threshold } from '../workflow/thresholds/threshold-commands.ts';
import { thresholdsOf } from '../workflow/thresholds/thresholds.ts';

export const coverageGate = defineRule({
  id: 'coverage-gate',
  title: 'Coverage gate',
  needs: ['runs', 'files'],
  uses: ['coverage', 'baseFiles', 'tests', 'sources'],
  levels: [
    'nothing measured',
    'a threshold is missed by more than 2 points',
    'measured without a threshold, or a threshold is missed by at most 2 points',
    'a threshold is there, and nothing enforced it in this run',
    'enforced and met, at a lower baseline than the target',
    'enforced and met, at the target',
  ],
  remediation: {
    recommendation:
      'Let the step that checks the threshold run in every required job, after the tests and without a mute.',
    minutes: 45,
    guardrail: 'Declare the target as an option of this rule, and keep the rule in a gate.',
    rollback: 'Lower the threshold under a deferral with a date.',
    area: 'COV',
  },
  options: [
    {
      name: 'target',
      type: 'number',
      fallback: 'the threshold at the base, so that lowering it costs a level',
      meaning: 'percentage a threshold must have for a 5',
    },
    {
      name: 'leg',
      type: 'text',
      fallback: 'the lowest leg speaks',
      meaning: 'matrix leg, or artifact, whose coverage is meant',
    },
  ],
  judge({ runs, files, coverage, baseFiles, tests, sources }, context) {
    const reports = coverage.state === 'present' ? coverage.value : [];
    const selected = reportsOfJob(reports, optionalText(context, 'leg'));
    if (typeof selected === 'string') return unknown(selected);
    const legs = coverageByJob(selected);
    const finding = judgeWorkflows(files, (workflows) => {
      const thresholds = enforceable(thresholdsOf(workflows, files.settings));
      if (thresholds.length === 0) return withoutThreshold(files, legs);
      const facts = { runs, files, legs, testsFailed: failedTests(tests, runs) };
      const target = targetFor(context, baseFiles);
      return judgeAll(thresholds, { ...facts, target });
    });
    return requireSources('coverage', sources, finding);
  },
});

/** Leaves out thresholds of zero, which need no test, and those of the patch alone. */
function enforceable(thresholds: readonly Threshold[]): readonly Threshold[] {
  return thresholds.filter(
    ({ value, metric }) => metric !== 'patch' && (value === 'unknown' || value > 0),
  );
}

function failedTests(tests: Evidence<readonly CollectedTests[]>, runs: GateFacts['runs']): boolean {
  if (tests.state !== 'present') return true;
  const counted = countedTests(tests.value, present(runs, { what: 'runs' }));
  return failureCount(sumCounts(counted)) > 0;
}

/** Returns the target of each threshold; `undefined` when there is nothing to compare with. */
function targetFor(
  context: RuleContext,
  baseFiles: Evidence<RepositoryFiles>,
): GateFacts['target'] {
  const option = optionalNumber(context, 'target');
  if (option !== undefined) return () => option;
  if (baseFiles.state !== 'present') return () => undefined;
  const baseThresholds = highestThresholds(
    enforceable(thresholdsOf(readableWorkflows(baseFiles.value), baseFiles.value.settings)),
  );
  return (threshold) => {
    // A new threshold is its own target.
    const own = threshold.value === 'unknown' ? undefined : threshold.value;
    return baseThresholds.get(measureOf(threshold)) ?? own;
  };
}

function highestThresholds(thresholds: readonly Threshold[]): ReadonlyMap<string, number> {
  const highest = new Map<string, number>();
  for (const threshold of thresholds) {
    if (threshold.value === 'unknown') continue;
    const key = measureOf(threshold);
    highest.set(key, Math.max(highest.get(key) ?? 0, threshold.value));
  }
  return highest;
}

function measureOf({ tool, metric, scope }: Threshold): string {
  return JSON.stringify([tool, metric, scope]);
}

function withoutThreshold(files: RepositoryFiles, legs: readonly JobCoverage[]): Finding {
  const first = legs[0];
  if (first === undefined) {
    const observation = 'No threshold is declared, and no coverage was measured.';
    return leveled({
      level: 0,
      measured: 'nothing measured',
      proof: filesProof(files, 'no coverage threshold'),
      flaws: [{ key: 'nothing', severity: 'high', observation }],
    });
  }
  const measured = legs.map(({ lines }) => `${percentOf(lines)} %`).join(', ');
  const observation = `Coverage is ${measured}, and no threshold holds it.`;
  return leveled({
    level: 2,
    measured: `${measured} of lines, no threshold`,
    proof: legs.map(({ lines, source }) => ({ text: `${percentOf(lines)} % of lines`, source })),
    flaws: [{ key: 'no-threshold', severity: 'medium', observation, source: first.source }],
  });
}

function judgeAll(thresholds: readonly Threshold[], facts: GateFacts): Finding {
  const judged = thresholds.map((threshold) => judgeThreshold(threshold, facts));
  const decided = judged.filter((one) => typeof one !== 'string');
  const open = judged.find((one) => typeof one === 'string');
  const level = Math.min(...decided.map((one) => one.level), 5) as Level;
  if (open !== undefined && level > 0) return unknown(open);
  const worst = decided.filter((one) => one.level === level);
  return leveled({
    level,
    measured: [...new Set(worst.map(({ measured }) => measured))].slice(0, 2).join('; '),
    proof: decided.flatMap(({ proof }) => proof),
    flaws: decided.toSorted((a, b) => a.level - b.level).flatMap(({ flaws }) => flaws),
  });
}

interface GateFacts {
  readonly runs: readonly WorkflowRun[];
  readonly files: RepositoryFiles;
  readonly legs: readonly JobCoverage[];
  /** Whether a test failed or may have failed. */
  readonly testsFailed: boolean;
  /** The percentage that the threshold must have for a 5. */
  readonly target: (threshold: Threshold) => number | undefined;
}

/** One threshold: what the steps that enforce it did in these runs. */
interface ThresholdResult {
  readonly level: Level;
  readonly measured: string;
  readonly proof: readonly Proof[];
  readonly flaws: readonly Flaw[];
}

/**
 * Judges one threshold. The exit code of the step that enforces it decides whether it is met,
 * because only the tool knows what it counts. The report shows by how much it was missed. A text says why it is not known.
 */
function judgeThreshold(threshold: Threshold, facts: GateFacts): ThresholdResult | string {
  const steps = enforcing(threshold, facts);
  const ranked = steps
    .map((step) => ({ step, level: stepLevel(step, threshold, facts) }))
    .toSorted((a, b) => rank(a.level) - rank(b.level));
  const worst = ranked[0];
  const level = worst === undefined ? 3 : worst.level;
  if (level === 'open') {
    const name = worst?.step.step.name ?? '';
    return `step ${name} failed with its tests or has not ended, and no coverage report says whether ${describe(threshold)} is met`;
  }
  return resultOf(threshold, facts, level, worst?.step);
}

function rank(level: Level | 'open'): number {
  return level === 'open' ? -1 : level;
}

/** Returns the steps that enforce a threshold: its own command, or steps that measure coverage. */
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
  if (step.ignoredBy !== '') return 3;
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
  // The tool failed for another reason, so the threshold decided nothing.
  if (measured >= threshold.value) return 3;
  return threshold.value - measured <= 2 ? 2 : 1;
}

function lowestOf(threshold: Threshold, legs: readonly JobCoverage[]): number | undefined {
  return percentsOf(threshold, legs)[0]?.percent;
}

/** Returns the percentage of each matrix job by the metric of the threshold, lowest first. */
function percentsOf({ metric }: Threshold, legs: readonly JobCoverage[]) {
  return legs
    .flatMap(({ leg, lines, branches }) => {
      const count = metric === 'branches' ? branches : lines;
      return count === null ? [] : [{ leg, percent: percentOf(count) }];
    })
    .toSorted((a, b) => a.percent - b.percent);
}

/**
 * Returns what was measured next to a met threshold. Only the tool knows which matrix job its
 * threshold is for, so each of several jobs is named.
 */
function describeMeasured(threshold: Threshold, legs: readonly JobCoverage[]): string {
  const percents = percentsOf(threshold, legs);
  const [only] = percents;
  if (only === undefined) return '';
  if (percents.length === 1) return `, ${only.percent} % measured`;
  return `; measured ${percents.map(({ leg, percent }) => `${percent} % in ${leg}`).join(', ')}`;
}

function resultOf(
  threshold: Threshold,
  facts: GateFacts,
  level: Level,
  ran: RanStep | undefined,
): ThresholdResult {
  const { path, line } = threshold;
  const what = describe(threshold);
  const measured = lowestOf(threshold, facts.legs);
  const now =
    level >= 4
      ? describeMeasured(threshold, facts.legs)
      : measured === undefined
        ? ''
        : `, ${measured} % measured`;
  const outcome = describeOutcome(level, what, ran, now, facts.target(threshold));
  const written = { text: threshold.text, source: fileSource(facts.files, path, line) };
  const step = ran && {
    text: `step ${ran.step.name}: ${progressText(ran.step.progress)}`,
    source: runSource(ran.run, ran.attempt, ran.job, ran.step),
  };
  return {
    level,
    measured: outcome,
    proof: [
      written,
      ...(step ? [step] : []),
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
              source: (step ?? written).source,
            },
          ],
  };
}

function describeOutcome(
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
  if (ran.ignoredBy !== '' && ran.outcome !== 'idle')
    return `${what} present, muted by ${ran.ignoredBy}${now}`;
  const word = ran.outcome === 'idle' ? 'did not run' : 'failed for another reason';
  return `${what} present, not enforced: step ${ran.step.name} ${word}${now}`;
}

function describe({ value, metric, scope }: Threshold): string {
  const number = value === 'unknown' ? 'of unknown value' : `${value} %`;
  const of = metric === 'total' ? '' : ` of ${metric}`;
  return `threshold ${number}${of}${scope === '' ? '' : ` in ${scope}`}`;
}
