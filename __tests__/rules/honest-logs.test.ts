import { expect, it } from '@jest/globals';
import { NO_TESTS } from '../../src/model/evidence.ts';
import { readLog } from '../../src/report-formats/logs/read-log.ts';
import { totalsAgree } from '../../src/rules/test-contradictions.ts';
import { fixture, readReport } from '../report-formats/reading.ts';

/* What one run of a real tool printed, and the report it wrote of the same run, never contradict. */

const PAIRS: readonly (readonly [log: string, ...report: readonly string[]])[] = [
  ['pytest.txt', 'junit', 'pytest.xml'],
  ['pytest-quiet-color.txt', 'junit', 'pytest-legacy.xml'],
  ['unittest.txt', 'junit', 'unittest-xml.xml'],
  ['jest.txt', 'jest-json', 'jest.json'],
  ['jest.txt', 'junit', 'jest-junit.xml'],
  ['jest.txt', 'ctrf', 'jest.json'],
  ['vitest.txt', 'jest-json', 'vitest.json'],
  ['vitest.txt', 'junit', 'vitest.xml'],
  ['mocha.txt', 'mocha-json', 'mocha.json'],
  ['mocha.txt', 'junit', 'mocha-xunit.xml'],
  ['mocha.txt', 'junit', 'mocha-junit.xml'],
  ['playwright.txt', 'playwright-json', 'playwright.json'],
  ['playwright.txt', 'junit', 'playwright.xml'],
  ['playwright.txt', 'ctrf', 'playwright.json'],
  ['node-test.txt', 'tap', 'node-test.tap'],
  ['node-test.txt', 'junit', 'node-test.xml'],
  ['phpunit.txt', 'junit', 'phpunit.xml'],
  ['rspec.txt', 'rspec-json', 'rspec.json'],
  ['maven.txt', 'junit', 'surefire.xml'],
  ['gradle.txt', 'junit', 'gradle.xml'],
  ['junit-console.txt', 'junit', 'junit-console.xml'],
];

it.each(PAIRS)('%s agrees with %s/%s', (log, ...path) => {
  const totals = readLog(fixture('logs', log).split('\n')).flatMap((reading) =>
    reading.kind === 'tests' ? [reading] : [],
  );
  const read = readReport('r', Buffer.from(fixture(...path)));
  const counts =
    read.state !== 'unreadable' && read.content.kind === 'tests'
      ? read.content.report.counts
      : NO_TESTS;
  expect([totals.length, counts.tests > 0]).toEqual([1, true]);
  expect(totalsAgree(totals, counts)).toBe('agree');
});
