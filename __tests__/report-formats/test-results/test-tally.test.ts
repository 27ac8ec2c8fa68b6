import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { CaseOutcome } from '../../../src/model/reports.ts';
import { caseKey, keyHex } from '../../../src/report-formats/test-results/case-identity.ts';
import {
  MergedTests,
  resultsDigest,
} from '../../../src/report-formats/test-results/merge-tests.ts';
import { MAX_BAD } from '../../../src/report-formats/test-results/tallied-report.ts';
import { type TallyCase, TestTally } from '../../../src/report-formats/test-results/test-tally.ts';
import { propertyOptions } from '../../runs.ts';
import { mergeTestReports } from '../reading.ts';

function one(name: string, outcome: CaseOutcome, more: Partial<TallyCase> = {}): TallyCase {
  return {
    group: 'a.test',
    className: '',
    name,
    outcome,
    flaky: false,
    message: '',
    durationMs: 1,
    ...more,
  };
}

function tally(cases: readonly TallyCase[]) {
  const tally = new TestTally('junit');
  for (const each of cases) {
    tally.add(each);
  }
  return tally.report();
}

it('counts cases, groups them, and names those that did not pass cleanly', () => {
  const report = tally([
    one('adds', 'passed'),
    one('divides', 'failed', { message: '\u001b[31m\n  expected 2\u001b[0m\nat line 3' }),
    one('waits', 'skipped', { group: 'b.test', className: 'Slow' }),
  ]);
  expect(report).toEqual({
    format: 'junit',
    origin: 'report',
    counts: { tests: 3, passed: 1, failed: 1, errored: 0, skipped: 1, flaky: 0 },
    groups: [
      {
        group: 'a.test',
        counts: { tests: 2, passed: 1, failed: 1, errored: 0, skipped: 0, flaky: 0 },
        durationMs: 2,
      },
      {
        group: 'b.test',
        counts: { tests: 1, passed: 0, failed: 0, errored: 0, skipped: 1, flaky: 0 },
        durationMs: 1,
      },
    ],
    cases: [
      {
        id: 'a.test › divides',
        group: 'a.test',
        name: 'divides',
        outcome: 'failed',
        flaky: false,
        message: 'expected 2',
      },
      {
        id: 'b.test › Slow › waits',
        group: 'b.test',
        name: 'waits',
        outcome: 'skipped',
        flaky: false,
        message: '',
      },
    ],
    omitted: { groups: 0, cases: 0 },
    identities: ['a.test › adds', 'a.test › divides', 'b.test › Slow › waits']
      .map((id) => keyHex(caseKey(id)))
      .sort(),
    durationMs: 3,
    notes: [],
  });
});

it('a case that failed and then passed in one report is one passed, flaky test', () => {
  const report = tally([
    one('x', 'failed', { message: 'boom' }),
    one('x', 'errored'),
    one('x', 'passed'),
  ]);
  expect(report.counts).toEqual({
    tests: 1,
    passed: 1,
    failed: 0,
    errored: 0,
    skipped: 0,
    flaky: 1,
  });
  expect(report.groups.map(({ counts }) => counts)).toEqual([report.counts]);
  expect(report.cases).toMatchObject([{ outcome: 'passed', flaky: true, message: 'boom' }]);
  expect(report.identities).toHaveLength(1);
});

it.each<[string, CaseOutcome[]]>([
  ['a failure after the pass', ['passed', 'failed']],
  ['a second pass', ['failed', 'passed', 'passed']],
  ['a skip between', ['failed', 'skipped', 'passed']],
])('one name is several tests when there is %s: the failure still counts', (_, outcomes) => {
  const report = tally(outcomes.map((outcome) => one('x', outcome)));
  expect(report.counts).toMatchObject({ tests: outcomes.length, failed: 1, flaky: 0 });
  expect(report.cases.filter(({ outcome }) => outcome === 'failed')).toHaveLength(1);
  expect(report.identities).toHaveLength(outcomes.length);
});

it('cases of one name in different scopes are two tests: a pass in one browser is not a retry of another', () => {
  const report = tally([
    one('x', 'failed', { scope: 'chromium' }),
    one('x', 'passed', { scope: 'firefox' }),
  ]);
  expect(report.counts).toMatchObject({ tests: 2, passed: 1, failed: 1, flaky: 0 });
});

it('keeps a limited number of failures in any order, and counts the rest', () => {
  const cases = Array.from({ length: 5000 }, (_, n) => one(`t${n}`, 'failed'));
  const report = tally(cases);
  expect(report.cases).toHaveLength(MAX_BAD);
  expect(report.omitted.cases).toBe(5000 - MAX_BAD);
  expect(tally(cases.reverse())).toEqual(report);
});

it('keeps a limited number of groups in any order, and counts the rest', () => {
  const cases = Array.from({ length: 9000 }, (_, n) =>
    one('t', 'passed', { group: `g${n % 6000}` }),
  );
  const report = tally(cases);
  expect(report.groups).toHaveLength(2000);
  expect(report.omitted.groups).toBe(4000);
  expect(tally(cases.reverse())).toEqual(report);
});

it('two files of one matrix job: a retry is one flaky test, a repeated case is counted once', () => {
  const first = tally([one('x', 'failed'), one('y', 'passed'), one('z', 'skipped')]);
  const second = tally([one('x', 'passed'), one('y', 'passed'), one('new', 'failed')]);
  const leg = new MergedTests();
  leg.add(first);
  leg.add(second);
  const merged = leg.report();
  expect(leg.overlap).toBe(2);
  expect(merged.counts).toEqual({
    tests: 4,
    passed: 2,
    failed: 1,
    errored: 0,
    skipped: 1,
    flaky: 1,
  });
  expect(merged.groups.map(({ counts }) => counts)).toEqual([merged.counts]);
  expect(merged.cases.map(({ id, outcome, flaky }) => [id, outcome, flaky])).toEqual([
    ['a.test › new', 'failed', false],
    ['a.test › x', 'passed', true],
    ['a.test › z', 'skipped', false],
  ]);
  expect(mergeTestReports([second, first])).toEqual(merged);
});

it('the same cases with the same results have one digest, any other result another', () => {
  const cases = [one('x', 'failed'), one('y', 'passed')];
  const digest = resultsDigest(tally(cases));
  expect(resultsDigest(tally([...cases].reverse()))).toBe(digest);
  expect(resultsDigest(tally([one('x', 'passed'), one('y', 'passed')]))).not.toBe(digest);
});

const outcome = fc.constantFrom<CaseOutcome>('passed', 'failed', 'errored', 'skipped');
const anyCase = fc.record({
  group: fc.string({ maxLength: 2 }),
  className: fc.string({ maxLength: 2 }),
  name: fc.string({ maxLength: 2 }),
  outcome,
  flaky: fc.boolean(),
  message: fc.string(),
  durationMs: fc.oneof(fc.double(), fc.nat(5000)),
});

it('tests are always the sum of their outcomes, never negative, in total and by group', () => {
  fc.assert(
    fc.property(fc.array(anyCase), (cases) => {
      const report = tally(cases);
      const sum = report.groups.reduce((tests, { counts }) => tests + counts.tests, 0);
      expect(sum).toBe(report.counts.tests);
      for (const counts of [report.counts, ...report.groups.map((group) => group.counts)]) {
        const { tests, passed, failed, errored, skipped, flaky } = counts;
        expect(tests).toBe(passed + failed + errored + skipped);
        expect(Math.min(passed - flaky, failed, errored, skipped, flaky)).toBeGreaterThanOrEqual(0);
      }
      expect(report.identities).toHaveLength(report.counts.tests);
    }),
    propertyOptions(100, 2000),
  );
});

it('a report split in two gives the same totals when no name spans the parts', () => {
  fc.assert(
    fc.property(fc.array(anyCase), (cases) => {
      const left = cases.filter(({ name }) => name < 'a');
      const right = cases.filter(({ name }) => name >= 'a');
      const whole = tally(cases);
      for (const parts of [
        [left, right],
        [right, left],
      ]) {
        const merged = mergeTestReports(parts.map(tally));
        expect({ ...merged, durationMs: 0 }).toEqual({ ...whole, durationMs: 0 });
      }
    }),
    propertyOptions(100, 2000),
  );
});
