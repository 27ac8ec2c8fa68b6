import { expect, it } from '@jest/globals';
import { trx } from '../../../src/report-formats/test-results/trx.ts';
import { fixture, namedOf, notesOf, readText, testsOf } from '../reading.ts';

it('reads rows instead of their data-driven test, by class, and an aborted run as an error', () => {
  const read = readText(trx, fixture('trx', 'mstest.trx'));
  expect([testsOf(read), notesOf(read), namedOf(read)]).toEqual([
    [2, 1, 2, 1, 0],
    ['The run ended as "Aborted"; that is counted as one more case.'],
    [
      'errored (run): The test run ended as "Aborted" before all tests had run.',
      'skipped Shop.MoneyTests › Converts: no rates',
      'errored Shop.MoneyTests › Doubles (2): ',
      'failed Shop.MoneyTests › Rounds: Assert.AreEqual failed. Expected:<3>. Actual:<2>.',
    ],
  ]);
  expect(read).toMatchObject({ content: { report: { durationMs: 60_450 } } });
});

it('an unknown outcome is an error, never a pass', () => {
  const read = readText(trx, '<TestRun><UnitTestResult testName="a" outcome="Great"/></TestRun>');
  expect(testsOf(read)).toEqual([0, 0, 1, 0, 0]);
});
