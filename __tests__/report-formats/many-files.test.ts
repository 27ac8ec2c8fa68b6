import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import { NO_TESTS } from '../../src/model/evidence.ts';
import type { TestCounts, TestReport } from '../../src/model/reports.ts';
import { MergedTests } from '../../src/report-formats/test-results/merge-tests.ts';
import { propertyOptions } from '../runs.ts';
import { readReport } from './reading.ts';

/* The same cases as one file, as several, and in any order of files, in formats of every make. */

type Outcome = 'passed' | 'failed' | 'skipped';
interface Case {
  readonly name: string;
  readonly outcome: Outcome;
}

const lines = (all: readonly unknown[]): string =>
  all.map((one) => `${JSON.stringify(one)}\n`).join('');

const WRITERS: Readonly<Record<string, (cases: readonly Case[]) => string>> = {
  junit: (cases) => {
    const inside = { passed: '', failed: '<failure message="no"/>', skipped: '<skipped/>' };
    const all = cases.map(
      ({ name, outcome }) => `<testcase classname="s" name="${name}">${inside[outcome]}</testcase>`,
    );
    return `<testsuite name="s">${all.join('')}</testsuite>`;
  },
  tap: (cases) => {
    const all = cases.map(({ name, outcome }, at) => {
      const skip = outcome === 'skipped' ? ' # SKIP' : '';
      return `${outcome === 'failed' ? 'not ok' : 'ok'} ${at + 1} - ${name}${skip}\n`;
    });
    return `TAP version 13\n1..${cases.length}\n${all.join('')}`;
  },
  ctrf: (cases) => {
    const tests = cases.map(({ name, outcome }) => ({ name, status: outcome, duration: 1 }));
    const summary = { tests: cases.length };
    return JSON.stringify({ results: { tool: { name: 'x' }, summary, tests } });
  },
  'jest-json': (cases) => {
    const assertionResults = cases.map(({ name, outcome }) => ({
      ancestorTitles: [],
      fullName: name,
      title: name,
      status: outcome === 'skipped' ? 'pending' : outcome,
      failureMessages: [],
    }));
    const status = cases.some(({ outcome }) => outcome === 'failed') ? 'failed' : 'passed';
    const file = { name: '/a.test.js', status, message: '', assertionResults };
    return JSON.stringify({ numTotalTests: cases.length, testResults: [file] });
  },
  'go-test-json': (cases) => {
    const word = { passed: 'pass', failed: 'fail', skipped: 'skip' };
    const all = cases.flatMap(({ name, outcome }) => [
      { Action: 'run', Package: 'p', Test: name },
      { Action: word[outcome], Package: 'p', Test: name, Elapsed: 0 },
    ]);
    const bad = cases.some(({ outcome }) => outcome === 'failed');
    return lines([...all, { Action: bad ? 'fail' : 'pass', Package: 'p', Elapsed: 0 }]);
  },
};

const cases: fc.Arbitrary<readonly Case[]> = fc
  .array(fc.constantFrom<Outcome>('passed', 'passed', 'failed', 'skipped'), {
    minLength: 1,
    maxLength: 30,
  })
  .map((all) => all.map((outcome, at) => ({ name: `t${at}`, outcome })));

function read(format: string, part: readonly Case[]): TestReport | undefined {
  const report = readReport('r', Buffer.from(WRITERS[format]?.(part) ?? ''));
  if (report.state === 'unreadable') throw new Error(`${format}: ${report.why}`);
  expect(report.format).toBe(format);
  return report.content.kind === 'tests' ? report.content.report : undefined;
}

function countsOf(reports: readonly (TestReport | undefined)[]): TestCounts {
  const leg = new MergedTests();
  for (const one of reports) if (one !== undefined) leg.add(one);
  return leg.report().counts;
}

it.each(Object.keys(WRITERS))(
  '%s: the counts do not depend on the split or the order of files',
  (format) => {
    fc.assert(
      fc.property(cases, fc.nat(30), (all, at) => {
        const cut = at % (all.length + 1);
        const parts = [all.slice(0, cut), all.slice(cut)].filter((part) => part.length > 0);
        const reports = parts.map((part) => read(format, part));
        const whole = read(format, all)?.counts ?? NO_TESTS;
        expect(countsOf(reports)).toEqual(whole);
        expect(countsOf(reports.toReversed())).toEqual(whole);
        expect(whole.tests).toBe(whole.passed + whole.failed + whole.errored + whole.skipped);
      }),
      propertyOptions(30, 500),
    );
  },
);
