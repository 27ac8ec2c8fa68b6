import { type DeferralCover, deferralCover } from '../analysis/deferrals.ts';
import { leveled } from '../analysis/fold.ts';
import { defineRule, severityOf } from '../analysis/runner.ts';
import {
  type CollectedTests,
  type CoveredFailures,
  comparePassRates,
  countedTests,
  coveredFailures,
  formatCounts,
  sumCounts,
  type WorseFirst,
  whyNotCountable,
} from '../analysis/test-reports.ts';
import { requireSources, unknown } from '../analysis/unconverted.ts';
import { plural } from '../lib/format.ts';
import type { TestCounts } from '../model/reports.ts';
import type { Flaw, Level, Proof } from '../model/verdict.ts';
import { type Contradiction, contradictionsOf } from './test-contradictions.ts';

export const testResults = defineRule({
  id: 'test-results',
  title: 'Test results',
  needs: ['tests'],
  uses: ['runs', 'registry', 'sources', 'testJobs'],
  levels: [
    'fewer than half of the tests that no deferral covers passed, or none passed',
    'at least 50 % of the tests that no deferral covers passed',
    'at least 80 % of the tests that no deferral covers passed',
    'at least 95 % of the tests that no deferral covers passed, or the log of its job has failures where a report has none',
    'every failure is covered by a live deferral, or no failure by a log alone, or by a report whose job says otherwise or cannot be heard',
    'no test failed, by a report that its job’s steps and log do not contradict',
  ],
  remediation: {
    recommendation:
      'Fix the failing tests named here, or enter each in the deferral registry with an owner, an exit criterion and the milestone it is due in.',
    minutes: 90,
    guardrail: 'Make the job that runs the tests a required check.',
    rollback: 'Revert the change that made them fail.',
    area: 'TEST',
  },
  judge({ tests, runs, registry, sources, testJobs }, context) {
    const why = whyNotCountable(tests, runs);
    if (why !== '') return unknown(why);
    const cover = deferralCover(registry, context.milestone);
    const counted = countedTests(tests, runs, worseFirst(cover));
    const counts = sumCounts(counted);
    const covered = coveredFailures(counted, cover);
    const fromLog = counted.some(({ report }) => report.origin === 'log');
    const own = levelOf(counts, covered.uncovered, covered.covered > 0 || fromLog);
    const against = contradictionsOf(counted, testJobs.state === 'present' ? testJobs.value : []);
    const finding = leveled({
      level: atMost(own, against),
      measured: [formatCounts(counts, covered.covered), ...briefly(against)].join('; '),
      proof: withContradictions(
        proofOf(counted, sources.state === 'present' ? sources.value.length : 0),
        against,
      ),
      flaws: [
        ...(own === 5 ? [] : flawsOf(own, counts, covered, counted)),
        ...against.map(({ flaw }) => flaw),
      ],
      deferrals: covered.deferrals,
      undeferred: atMost(levelOf(counts, covered.failures, fromLog), against),
    });
    return requireSources('tests', sources, finding);
  },
});

/** One uncovered failure is worse than any number of deferred ones. */
function worseFirst(cover: DeferralCover): WorseFirst {
  return (a, b) => {
    const [left, right] = [coveredFailures(a, cover), coveredFailures(b, cover)];
    const [passed, otherPassed] = [sumCounts(a).passed, sumCounts(b).passed];
    return (
      comparePassRates(passed, left.uncovered, otherPassed, right.uncovered) ||
      right.covered - left.covered
    );
  };
}

/** Returns the level by the pass rate. Skipped tests and deferred failures are left out of it. */
function levelOf(counts: TestCounts, uncovered: number, capped: boolean): Level {
  const { passed } = counts;
  if (uncovered === 0 && passed > 0) return capped ? 4 : 5;
  const judged = passed + uncovered;
  if (passed * 100 >= judged * 95 && passed > 0) return 3;
  if (passed * 100 >= judged * 80 && passed > 0) return 2;
  return passed * 2 >= judged && passed > 0 ? 1 : 0;
}

function atMost(level: Level, against: readonly Contradiction[]): Level {
  return against.reduce<Level>((least, { most }) => (most < least ? most : least), level);
}

/** Returns the first contradiction in a few words, to show next to the counts. */
function briefly(against: readonly Contradiction[]): readonly string[] {
  const [first] = against;
  if (first === undefined) return [];
  return [against.length === 1 ? first.brief : `${first.brief} (and ${against.length - 1} more)`];
}

/** Keeps few proofs of many jobs, so that the contradictions are shown. */
function withContradictions(
  proof: readonly Proof[],
  against: readonly Contradiction[],
): readonly Proof[] {
  if (against.length === 0) return proof;
  return [...proof.slice(0, 10), ...against.map((one) => one.proof)];
}

function proofOf(counted: readonly CollectedTests[], expected: number): readonly Proof[] {
  if (counted.length === 0) {
    const what = expected === 0 ? 'test reports' : `the ${expected} expected sources`;
    return [{ text: 'no report of the audited code names a test', source: { what } }];
  }
  return counted.map(({ source, leg, report }) => ({
    text: `${leg === '' ? source.what : leg}: ${formatCounts(report.counts, 0)} (${report.format})`,
    source,
  }));
}

function flawsOf(
  level: Level,
  counts: TestCounts,
  covered: CoveredFailures,
  counted: readonly CollectedTests[],
): readonly Flaw[] {
  const severity = severityOf(level);
  const source = counted[0]?.source;
  const at = source === undefined ? {} : { source };
  if (counts.passed === 0 && covered.failures === 0) {
    return [{ key: 'none-passed', severity, observation: 'No test passed.', ...at }];
  }
  if (covered.uncovered > 0) return [failedFlaw(severity, covered, at)];
  if (covered.covered > 0) {
    const ids = covered.deferrals.join(', ');
    const observation = `${plural(covered.covered, 'test')} failed, covered by ${ids}.`;
    return [{ key: 'deferred', severity, observation, ...at }];
  }
  const observation = 'The results were read from a log, which names no tests.';
  return [{ key: 'log-only', severity, observation, ...at }];
}

function failedFlaw(
  severity: Flaw['severity'],
  { uncovered, named }: CoveredFailures,
  at: Pick<Flaw, 'source'>,
): Flaw {
  const first = named[0];
  const message = first?.test.message ?? '';
  const example = first === undefined ? '' : `, first ${first.test.id}`;
  return {
    key: 'failed',
    severity,
    observation: `${plural(uncovered, 'test')} failed without a live deferral${example}${message === '' ? '' : `: ${message}`}`,
    ...(first === undefined ? at : { source: first.in.source }),
  };
}
