import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { TestCounts } from '../../src/model/reports.ts';
import { totalsAgree } from '../../src/rules/test-contradictions.ts';
import { propertyOptions } from '../runs.ts';

function counts(passed: number, failed = 0, skipped = 0, flaky = 0): TestCounts {
  return { tests: passed + failed + skipped, passed, failed, errored: 0, skipped, flaky };
}

const log = (...all: readonly TestCounts[]) =>
  all.map((one, at) => ({ format: 'log:pytest', line: at + 1, counts: one }));

it('equal totals agree, and so does a report of some of the runs in the log', () => {
  expect([
    totalsAgree(log(counts(12)), counts(12)),
    totalsAgree(log(counts(12), counts(30, 2)), counts(12)),
    totalsAgree(log(counts(12), counts(30, 2)), counts(42, 2), { files: 2 }),
    totalsAgree(log(counts(1), counts(2), counts(4)), counts(5)),
  ]).toEqual(['agree', 'agree', 'agree', 'agree']);
});

it('a failure that only one of the two has is a contradiction', () => {
  expect([
    totalsAgree(log(counts(11, 1)), counts(12)),
    totalsAgree(log(counts(12)), counts(11, 1)),
    totalsAgree(log(counts(11, 1), counts(3, 1)), counts(15), { files: 2 }),
  ]).toEqual(['failures-differ', 'failures-differ', 'failures-differ']);
});

it('another number of tests is a contradiction, in both directions', () => {
  expect([
    totalsAgree(log(counts(12)), counts(20)),
    totalsAgree(log(counts(20)), counts(12)),
  ]).toEqual(['totals-differ', 'totals-differ']);
});

it('totals may differ by skipped, repeated, and failed tests', () => {
  expect([
    // A test that passed and whose teardown failed is one test or two.
    totalsAgree(log(counts(4, 1)), counts(3, 1)),
    // jest-junit writes a todo as a passed test.
    totalsAgree(log(counts(6, 0, 2)), counts(7, 0, 1)),
    // A retry inside of one report is one flaky test; the log may call its first try a failure.
    totalsAgree(log(counts(9, 1)), counts(10, 0, 0, 1)),
  ]).toEqual(['agree', 'agree', 'agree']);
});

it('more files than runs in the log agree', () => {
  expect([
    totalsAgree(log(counts(12)), counts(30), { files: 2 }),
    totalsAgree(log(counts(12)), counts(10), { files: 2 }),
  ]).toEqual(['agree', 'totals-differ']);
});

it('a result in two files of one job counts once, and twice in the log', () => {
  expect([
    totalsAgree(log(counts(12)), counts(10), { files: 2, repeated: 2 }),
    totalsAgree(log(counts(12)), counts(9), { files: 2, repeated: 2 }),
  ]).toEqual(['agree', 'totals-differ']);
});

it('node --test counts suites as tests, its reports do not', () => {
  const totals = [{ format: 'log:node-test', line: 1, counts: counts(9) }];
  expect([totalsAgree(totals, counts(5)), totalsAgree(totals, counts(4, 1))]).toEqual([
    'agree',
    'failures-differ',
  ]);
});

it('a log of thousands of runs is compared as a whole', () => {
  const many = Array.from({ length: 10_000 }, (_, at) => counts(at + 1));
  const all = many.reduce((sum, { passed }) => sum + passed, 0);
  expect([
    totalsAgree(log(...many), counts(all)),
    totalsAgree(log(...many), counts(all + 1)),
  ]).toEqual(['agree', 'totals-differ']);
});

const anyCounts = fc
  .tuple(fc.nat(50), fc.nat(5), fc.nat(5))
  .map(([passed, failed, skipped]) => counts(passed, failed, skipped));

it('no sum of runs in a log ever contradicts a report of the same numbers', () => {
  fc.assert(
    fc.property(
      fc.array(fc.tuple(anyCounts, fc.boolean()), { minLength: 1, maxLength: 8 }),
      (all) => {
        const own = all.filter(([, reported]) => reported).map(([one]) => one);
        fc.pre(own.length > 0);
        const sum = own.reduce((a, b) =>
          counts(a.passed + b.passed, a.failed + b.failed, a.skipped + b.skipped),
        );
        return totalsAgree(log(...all.map(([one]) => one)), sum, { files: own.length }) === 'agree';
      },
    ),
    propertyOptions(100, 2000),
  );
});
