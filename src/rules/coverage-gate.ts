import {
  coverageByFormat,
  coverageByJob,
  type JobCoverage,
  percentOf,
  reportsOfJob,
} from '../analysis/coverage-reports.ts';
import { deferralCover } from '../analysis/deferrals.ts';
import type { RunEvidence } from '../analysis/explained-run.ts';
import { BY_WORST } from '../analysis/fold.ts';
import { isExpectedRun } from '../analysis/gaps.ts';
import { missingReports } from '../analysis/missing-reports.ts';
import { reasonOfJob, reasonOfStep } from '../analysis/not-run.ts';
import { defineRule } from '../analysis/runner.ts';
import { missingRun } from '../analysis/runs.ts';
import { countedTests } from '../analysis/test-reports.ts';
import { filesProof, unreadSettings } from '../analysis/workflow-files.ts';
import { type Evidence, present } from '../model/evidence.ts';
import type { RepositoryFiles } from '../model/repository.ts';
import {
  type Gaps,
  type Item,
  type Judged,
  optionalNumber,
  optionalText,
  type RuleContext,
} from '../model/rule.ts';
import type { Flaw, Open } from '../model/verdict.ts';
import { readableWorkflows } from '../workflow/scripts/follow-scripts.ts';
import { testStepFinder } from '../workflow/test-steps.ts';
import type { Threshold } from '../workflow/thresholds/threshold-commands.ts';
import { thresholdsOf } from '../workflow/thresholds/thresholds.ts';
import { commandInUse } from '../workflow/tool-commands.ts';
import { judgeRule } from './coverage-rule.ts';
import {
  type CheckedThreshold,
  type CoverageLevel,
  checkThreshold,
  type ThresholdFacts,
} from './threshold-check.ts';

export const coverageGate = defineRule({
  id: 'coverage-gate',
  title: 'Coverage gate',
  needs: ['runs', 'files'],
  uses: ['coverage', 'baseFiles', 'tests', 'registry', 'sources', 'coverageRule'],
  settles: ['runs', 'files', 'coverage', 'baseFiles', 'tests', 'sources', 'coverageRule'],
  levels: [
    'no threshold, and no coverage was measured',
    'a threshold is missed by more than 2 points',
    'coverage is measured without a threshold, or a threshold is missed by at most 2 points',
    'a threshold exists, and nothing enforced it in this run',
    'enforced and met, below the target, or without a base to compare it with',
    'enforced and met, at the target',
  ],
  remediation: {
    recommendation:
      'Let the step that checks the threshold run in every required job, after the tests, and let its failure fail the job.',
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
      fallback: 'the lowest matrix job decides',
      meaning: 'matrix job, or artifact, whose coverage is meant',
    },
  ],
  table: BY_WORST,
  judge({ runs, files, coverage, baseFiles, tests, registry, coverageRule }, context, gaps) {
    if (files.workflows.length === 0) {
      const none = `there is no workflow file at ${files.commit.slice(0, 12)}`;
      return { items: [], measured: '', none };
    }
    const reports = coverage.state === 'present' ? coverage.value : [];
    const leg = optionalText(context, 'leg');
    const selected = reportsOfJob(reports, leg);
    const measured = typeof selected === 'string' ? [] : selected;
    const missingCoverage: readonly Open[] = [
      ...gaps('coverage'),
      ...missingRun(runs),
      ...(typeof selected === 'string'
        ? [{ kind: 'coverage', what: `coverage of ${leg}`, why: selected } as const]
        : []),
    ];
    // A settings file that was not read may declare a threshold.
    const missingFiles = [...gaps('files'), ...unreadSettings('files', files)];
    const thresholds = enforceable(thresholdsOf(readableWorkflows(files), files.settings));
    if (thresholds.length === 0) {
      // Where no file has a threshold, the rule of the branch is the threshold.
      const legs = coverageByJob(measured);
      const ruled =
        coverageRule?.state === 'present' && missingFiles.length === 0
          ? judgeRule(coverageRule, legs, noReport(legs, missingCoverage))
          : undefined;
      const unread = [...missingFiles, ...gaps('coverageRule')];
      return ruled ?? withoutThreshold(files, legs, { missingCoverage, missingFiles: unread });
    }
    const known = {
      runs: present(runs, { what: 'runs' }),
      files: present(files, { what: 'workflow files' }),
    };
    const isTestStep = testStepFinder(known.files, []);
    const collected = tests.state === 'present' ? tests.value : [];
    const traces = { ...known, tests: collected, isTestStep, sources: gaps('tests') };
    const complete = missingReports(traces).length === 0;
    const explained: RunEvidence = {
      runs,
      tests: countedTests(collected, known.runs),
      cover: deferralCover(registry, context.milestone),
      isTestStep,
    };
    return judgeAll(thresholds, {
      runs,
      files,
      reports: coverageByFormat(measured),
      chosen: leg !== undefined,
      missingCoverage,
      missingFiles,
      missingRuns: gaps('runs').filter(isExpectedRun),
      target: targetFor(context, baseFiles, gaps),
      notRun: (threshold, step) => {
        const reason = step
          ? reasonOfStep(step, files, explained)
          : reasonOfJob(threshold, files, explained);
        return { ...reason, explained: complete && reason.explained };
      },
    });
  },
});

/** Returns what is missing to compare coverage with a limit. */
function noReport(legs: readonly JobCoverage[], missing: readonly Open[]): readonly Open[] {
  const why = 'no coverage report was found';
  const none = { kind: 'coverage', what: 'coverage of the branch', why } as const;
  return legs.length === 0 && missing.length === 0 ? [none] : missing;
}

/** Leaves out thresholds of zero, which need no test, and those of the patch alone. */
function enforceable(thresholds: readonly Threshold[]): readonly Threshold[] {
  return thresholds.filter(
    ({ value, metric }) => metric !== 'patch' && (value === 'unknown' || value > 0),
  );
}

/** Returns the target of a threshold: the option, else what the base has for the same measure. */
function targetFor(
  context: RuleContext,
  baseFiles: Evidence<RepositoryFiles>,
  gaps: Gaps<'baseFiles'>,
): ThresholdFacts['target'] {
  const option = optionalNumber(context, 'target');
  if (option !== undefined) return () => ({ percent: option });
  const unread = baseFiles.state === 'present' ? unreadSettings('baseFiles', baseFiles.value) : [];
  const [gap] = [...gaps('baseFiles'), ...unread];
  const open = gap === undefined ? {} : { open: gap };
  if (baseFiles.state !== 'present') return () => ({ percent: undefined, ...open });
  const baseThresholds = highestThresholds(
    enforceable(thresholdsOf(readableWorkflows(baseFiles.value), baseFiles.value.settings)),
  );
  return (threshold) => {
    // A new threshold is its own target.
    const own = threshold.value === 'unknown' ? undefined : threshold.value;
    return { percent: baseThresholds.get(measureOf(threshold)) ?? own, ...open };
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

/** What is missing where no threshold was found. */
type Missing = Pick<ThresholdFacts, 'missingCoverage' | 'missingFiles'>;

function withoutThreshold(
  files: RepositoryFiles,
  legs: readonly JobCoverage[],
  missing: Missing,
): Judged<CoverageLevel> {
  const proof = filesProof(files, 'no coverage threshold');
  if (legs.length === 0) {
    return {
      items: unmeasured(files, missing),
      measured: 'no threshold, no coverage report',
      proof,
    };
  }
  const percents = [...new Set(legs.map(({ lines }) => `${percentOf(lines)}%`))].join(', ');
  const source = legs[0]?.source;
  const observation = `Coverage is ${percents}, and no threshold is declared.`;
  const flaw = (): Flaw => ({
    key: 'no-threshold',
    severity: 'medium',
    observation,
    ...lackingThreshold(files),
    ...(source === undefined ? {} : { source }),
  });
  return {
    // A file that cannot be read may declare a threshold, met or not.
    items:
      missing.missingFiles.length === 0
        ? [{ worst: '2', best: '2', flaw }]
        : missing.missingFiles.map((open) => ({ worst: '1', best: '5', open })),
    measured: `${percents} of lines, no threshold`,
    proof: [
      ...legs.map((leg) => ({ text: `${percentOf(leg.lines)}% of lines`, source: leg.source })),
      ...(missing.missingFiles.length === 0 ? [] : proof),
    ],
  };
}

/** What a config may declare to be right, and how to change it with the tool in use. */
function lackingThreshold(files: RepositoryFiles): Pick<Flaw, 'lacking' | 'advice'> {
  const example = commandInUse(readableWorkflows(files), 'threshold');
  const such = example === undefined ? '' : `, such as \`${example}\``;
  const advice = `Enforce a coverage threshold in a step that fails the job${such}; upload the report.`;
  return { lacking: true, advice };
}

function unmeasured(
  files: RepositoryFiles,
  { missingCoverage, missingFiles }: Missing,
): readonly Item<CoverageLevel>[] {
  if (missingFiles.length > 0) {
    return [...missingFiles, ...missingCoverage].map((open) => ({ worst: '0', best: '5', open }));
  }
  const flaw = (observation: string): { readonly flaw: () => Flaw } => ({
    flaw: () => ({ key: 'nothing', severity: 'high', observation, ...lackingThreshold(files) }),
  });
  if (missingCoverage.length === 0) {
    const observation = 'No threshold is declared, and no coverage was measured.';
    return [{ worst: '0', best: '0', ...flaw(observation) }];
  }
  return missingCoverage.map((open) => ({
    worst: '0',
    best: '2',
    open,
    ...flaw('No coverage threshold is declared.'),
  }));
}

function judgeAll(thresholds: readonly Threshold[], facts: ThresholdFacts): Judged<CoverageLevel> {
  const checked = thresholds
    .map((threshold) => checkThreshold(threshold, facts))
    .toSorted((a, b) => a.level - b.level);
  const worst = checked.filter((one) => one.level === checked[0]?.level);
  return {
    items: [
      ...checked.flatMap(({ items }) => items),
      ...facts.missingFiles.map(
        (open): Item<CoverageLevel> => ({ worst: '1', best: 'none', open }),
      ),
    ],
    measured: [...new Set(worst.map(({ measured }) => measured))].slice(0, 2).join('; '),
    proof: checked.flatMap(({ proof }) => proof),
    notRun: notRunBecause(checked),
  };
}

/** Returns the deferrals because of which no threshold was enforced, if that is the only reason. */
function notRunBecause(checked: readonly CheckedThreshold[]): readonly string[] {
  const notEnforced = checked.filter(({ level }) => level === 3);
  if (notEnforced.some(({ notRun }) => notRun.length === 0)) return [];
  return [...new Set(notEnforced.flatMap(({ notRun }) => notRun))].sort();
}
