import { expect, it } from '@jest/globals';
import { trx } from '../../../src/report-formats/test-results/trx.ts';
import { fixture, namedOf, notesOf, readText, testsOf } from '../reading.ts';

it('reads rows instead of their data-driven test, by class, and an aborted run as an error', () => {
  const read = readText(trx, fixture('trx', 'mstest.trx'));
  expect([testsOf(read), notesOf(read), namedOf(read)]).toEqual([
    [2, 1, 2, 1, 0],
    [],
    [
      'skipped Shop.MoneyTests › Converts: no rates',
      'errored Shop.MoneyTests › Doubles (2): ',
      'failed Shop.MoneyTests › Rounds: Assert.AreEqual failed. Expected:<3>. Actual:<2>.',
      'errored run: aborted: The active test run was aborted.',
    ],
  ]);
  expect(read).toMatchObject({ content: { report: { durationMs: 60_450 } } });
});

it('an unknown outcome is an error, never a pass', () => {
  const read = readText(trx, '<TestRun><UnitTestResult testName="a" outcome="Great"/></TestRun>');
  expect(testsOf(read)).toEqual([0, 0, 1, 0, 0]);
});

function trxRun(outcome: string, runInfo: string, test = 'Passed'): string {
  const info = runInfo === '' ? '' : `<RunInfos>${runInfo}</RunInfos>`;
  return `<TestRun><Results><UnitTestResult testName="Adds" outcome="${test}"/></Results>
    <ResultSummary outcome="${outcome}"><Counters total="1"/>${info}</ResultSummary></TestRun>`;
}

function runInfo(text: string, outcome = 'Error'): string {
  return `<RunInfo outcome="${outcome}"><Text>${text}</Text></RunInfo>`;
}

it.each([
  ['Failed', runInfo('Test host process crashed : Stack overflow'), 'test host crashed'],
  ['Failed', runInfo('The test run was canceled.'), 'cancelled'],
  ['Failed', runInfo('Test session timed out after 60 s.'), 'timed out'],
  ['Failed', runInfo('Zero tests ran in b.dll'), 'failed outside of its tests'],
  ['Failed', '', 'failed outside of its tests'],
  ['Timeout', '', 'timed out'],
  ['Disconnected', '', 'test host disconnected'],
])('a run that ended as %s with %s is one errored case', (outcome, info, cause) => {
  const read = readText(trx, trxRun(outcome, info));
  expect([testsOf(read), namedOf(read)]).toEqual([
    [1, 0, 1, 0, 0],
    [expect.stringContaining(`errored run: ${cause}: `)],
  ]);
});

it('counters of failures without a failed result are one errored case', () => {
  const text = trxRun('Completed', '').replace('total="1"', 'total="2" aborted="1"');
  expect(namedOf(readText(trx, text))).toEqual([
    'errored run: failures in the summary only: The summary counts 1 failures; no case has one.',
  ]);
});

it.each([
  ['a warning of the run', trxRun('Completed', runInfo('No symbols', 'Warning')), [1, 0, 0, 0, 0]],
  ['a run without a message', trxRun('Completed', ''), [1, 0, 0, 0, 0]],
  [
    'an adapter that logs each failed test as an error of the run',
    trxRun('Failed', runInfo('[xUnit.net 00:00:00.48] Adds [FAIL]'), 'Failed'),
    [0, 1, 0, 0, 0],
  ],
  [
    'an adapter that logs a failed test whose name speaks of a time-out',
    trxRun('Failed', runInfo('[xUnit.net 00:00:00.48] Handles_timeout [FAIL]'), 'Failed'),
    [0, 1, 0, 0, 0],
  ],
  [
    'a crash after a failed test',
    trxRun('Failed', runInfo('Test host process crashed'), 'Failed'),
    [0, 1, 1, 0, 0],
  ],
])('%s', (_name, text, counts) => {
  expect(testsOf(readText(trx, text))).toEqual(counts);
});
