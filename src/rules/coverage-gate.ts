import {
  coverageByLeg,
  type LegCoverage,
  percentOf,
  reportsOfLeg,
} from '../analysis/coverage-evidence.ts';
import {
  type GateFacts,
  type JudgedThreshold,
  judgeThreshold,
} from '../analysis/judged-threshold.ts';
import { workflowsOf } from '../analysis/ran-steps.ts';
import { type CollectedTests, countedTests, sumCounts } from '../analysis/tests-evidence.ts';
import { leveled, unknown } from '../analysis/verdict-builders/finding.ts';
import { optionalNumber, optionalText } from '../analysis/verdict-builders/option.ts';
import { requireSources } from '../analysis/verdict-builders/require-sources.ts';
import { filesProof, judgeWorkflows } from '../analysis/workflow-evidence.ts';
import type { Evidence } from '../model/evidence.ts';
import type { RepositoryFiles } from '../model/evidence-file.ts';
import { defineRule, type RuleContext } from '../model/rule.ts';
import type { Finding, Level } from '../model/verdict.ts';
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
    const asked = reportsOfLeg(reports, optionalText(context, 'leg'));
    if (typeof asked === 'string') return unknown(asked);
    const legs = coverageByLeg(asked);
    const finding = judgeWorkflows(files, (workflows) => {
      const thresholds = real(thresholdsOf(workflows, files.settings));
      if (thresholds.length === 0) return withoutThreshold(files, legs);
      const facts = { runs, files, legs, testsFailed: failedTests(tests, runs) };
      const target = targetFor(context, baseFiles);
      return judgeAll(thresholds, { ...facts, target });
    });
    return requireSources('coverage', sources, finding);
  },
});

/** Zero is met by no tests at all; a threshold on the patch says nothing of the whole. */
function real(thresholds: readonly Threshold[]): readonly Threshold[] {
  return thresholds.filter(
    ({ value, metric }) => metric !== 'patch' && (value === 'unknown' || value > 0),
  );
}

function failedTests(tests: Evidence<readonly CollectedTests[]>, runs: GateFacts['runs']): boolean {
  if (tests.state !== 'present') return true;
  const source = { what: 'runs' };
  const counts = sumCounts(countedTests(tests.value, { state: 'present', value: runs, source }));
  return counts.failed + counts.errored > 0;
}

/** What a threshold must reach for a 5; undefined when there is nothing to hold it against. */
function targetFor(
  context: RuleContext,
  baseFiles: Evidence<RepositoryFiles>,
): GateFacts['target'] {
  const option = optionalNumber(context, 'target');
  if (option !== undefined) return () => option;
  if (baseFiles.state !== 'present') return () => undefined;
  const former = highestOf(
    real(thresholdsOf(workflowsOf(baseFiles.value), baseFiles.value.settings)),
  );
  return (threshold) => {
    // A threshold that is new has nothing to fall short of.
    const own = threshold.value === 'unknown' ? undefined : threshold.value;
    return former.get(measureOf(threshold)) ?? own;
  };
}

function highestOf(thresholds: readonly Threshold[]): ReadonlyMap<string, number> {
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

function withoutThreshold(files: RepositoryFiles, legs: readonly LegCoverage[]): Finding {
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
  const decided = judged.filter(
    (one): one is Extract<JudgedThreshold, { state: 'level' }> => one.state === 'level',
  );
  const open = judged.find((one) => one.state === 'unknown');
  const level = Math.min(...decided.map((one) => one.level), 5) as Level;
  if (open !== undefined && level > 0) return unknown(open.why);
  const worst = decided.filter((one) => one.level === level);
  return leveled({
    level,
    measured: [...new Set(worst.map(({ measured }) => measured))].slice(0, 2).join('; '),
    proof: decided.flatMap(({ proof }) => proof),
    flaws: decided.toSorted((a, b) => a.level - b.level).flatMap(({ flaws }) => flaws),
  });
}
