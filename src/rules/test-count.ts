import { leveled } from '../analysis/fold.ts';
import { defineRule, severityOf } from '../analysis/runner.ts';
import {
  type CollectedTests,
  countedTests,
  formatCounts,
  sumCounts,
  type WorseFirst,
  whyNotCountable,
} from '../analysis/test-reports.ts';
import { requireSources, unknown } from '../analysis/unconverted.ts';
import { plural } from '../lib/format.ts';
import type { TestCounts } from '../model/reports.ts';
import type { Flaw, Level } from '../model/verdict.ts';
import { caseKey, keyHex } from '../report-formats/test-results/case-identity.ts';

export const testCount = defineRule({
  id: 'test-count',
  title: 'Test count',
  needs: ['tests', 'baseTests'],
  uses: ['runs', 'sources'],
  levels: [
    'fewer than half as many tests ran as at the base, or none',
    'fewer tests than at the base',
    'more than two tests are newly skipped',
    'fewer tests, or more skips, under a live deferral of this rule',
    'one or two tests are newly skipped',
    'no fewer tests and no more skips than at the base',
  ],
  remediation: {
    recommendation: 'Bring back the tests that went missing, or let the skipped ones run.',
    minutes: 60,
    guardrail: 'Review deleted tests like deleted code.',
    rollback: 'Revert the commit that removed them.',
    area: 'TEST',
  },
  deferralCap: 3,
  judge({ tests, baseTests, runs, sources }) {
    const why = whyNotCountable(tests, runs);
    if (why !== '') return unknown(why);
    const counted = countedTests(tests, runs, fewestFirst);
    const head = sumCounts(counted);
    const base = sumCounts(baseTests);
    const newSkips = newlySkipped(counted, baseTests);
    const level = levelOf(head, base, newSkips.length);
    const missing = missingCount(counted, baseTests);
    const finding = leveled({
      level,
      measured: `${head.tests} tests (base ${base.tests}), ${head.skipped} skipped (base ${base.skipped})${missing > 0 ? `, ${missing} of the base’s gone` : ''}`,
      proof: [...counted.map(proofOf('head')), ...baseTests.map(proofOf('base'))].concat(
        counted.length + baseTests.length === 0
          ? [{ text: 'no report names a test', source: { what: 'test reports' } }]
          : [],
      ),
      flaws: level === 5 ? [] : [flawOf(level, head, base, counted, newSkips)],
    });
    return requireSources('tests', sources, finding);
  },
});

const fewestFirst: WorseFirst = (a, b) => {
  const [left, right] = [sumCounts(a), sumCounts(b)];
  return left.tests - right.tests || right.skipped - left.skipped;
};

function levelOf(head: TestCounts, base: TestCounts, newSkips: number): Level {
  const ran = head.tests - head.skipped;
  const ranBefore = base.tests - base.skipped;
  if (ran * 2 < ranBefore || head.tests === 0) return 0;
  if (head.tests < base.tests) return 1;
  const skips = Math.max(head.skipped - base.skipped, newSkips);
  if (skips > 2) return 2;
  return skips > 0 ? 4 : 5;
}

/**
 * Returns tests that ran at the base and are skipped at the head, by identity: skipping one test in
 * place of another does not change the totals. Empty when the base does not name all its skipped
 * tests.
 */
function newlySkipped(
  head: readonly CollectedTests[],
  base: readonly CollectedTests[],
): readonly string[] {
  if (base.some(({ report }) => report.omitted.cases > 0)) return [];
  const baseIds = new Set(base.flatMap(skippedIn));
  const candidates = [...new Set(head.flatMap(skippedIn))].filter((id) => !baseIds.has(id));
  if (candidates.length === 0) return [];
  const known = new Set(base.flatMap(({ report }) => report.identities ?? []));
  return candidates.filter((id) => known.has(keyHex(caseKey(id))));
}

function skippedIn({ report }: CollectedTests): readonly string[] {
  return report.cases.filter(({ outcome }) => outcome === 'skipped').map(({ id }) => id);
}

/** Returns how many tests of the base no report of the head has; a renamed test counts. */
function missingCount(head: readonly CollectedTests[], base: readonly CollectedTests[]): number {
  const known = head.map(({ report }) => report.identities);
  const baseIds = base.map(({ report }) => report.identities);
  if (known.includes(undefined) || baseIds.includes(undefined)) return 0;
  const [now, before] = [sortedUnion(known), sortedUnion(baseIds)];
  let [missing, at] = [0, 0];
  for (const [index, id] of before.entries()) {
    if (id === before[index - 1]) continue;
    while ((now[at] ?? id) < id) at += 1;
    if (now[at] !== id) missing += 1;
  }
  return missing;
}

/** The identities of each report are sorted already. */
function sortedUnion(all: readonly (readonly string[] | undefined)[]): readonly string[] {
  const [only, ...more] = all;
  return more.length === 0 ? (only ?? []) : all.flatMap((one) => one ?? []).sort();
}

function proofOf(when: string) {
  return ({ report, source }: CollectedTests) => ({
    text: `${when}: ${formatCounts(report.counts, 0)}`,
    source,
  });
}

function flawOf(
  level: Level,
  head: TestCounts,
  base: TestCounts,
  counted: readonly CollectedTests[],
  newSkips: readonly string[],
): Flaw {
  const severity = severityOf(level);
  const source = counted[0]?.source;
  const at = source === undefined ? {} : { source };
  if (level < 2) {
    const observation = `${head.tests - head.skipped} tests ran, at the base ${base.tests - base.skipped}.`;
    return { key: 'fewer', severity, observation, ...at };
  }
  const names = (newSkips.length > 0 ? newSkips : counted.flatMap(skippedIn)).slice(0, 3);
  const list = names.length === 0 ? '' : `; skipped are ${names.join(', ')}`;
  const more = head.skipped - base.skipped;
  const observation =
    more > 0
      ? `${plural(more, 'test')} more skipped than at the base${list}.`
      : `${plural(newSkips.length, 'test')} that ran at the base ${newSkips.length === 1 ? 'is' : 'are'} skipped${list}.`;
  return { key: 'skips', severity, observation, ...at };
}
