import { expect, it } from '@jest/globals';
import { ctrf } from '../../../src/report-formats/test-results/ctrf.ts';
import { fixture, namedOf, notesOf, readText, testsOf } from '../reading.ts';

const document = fixture('ctrf', 'ctrf.json');

it('reads every status; anything neither passed nor skipped is not a pass', () => {
  const read = readText(ctrf, document);
  expect([testsOf(read), namedOf(read), notesOf(read)]).toEqual([
    [2, 1, 1, 2, 1],
    [
      'skipped money › formats: ',
      'flaky network › answers: ',
      'errored network › hangs: interrupted',
      'skipped src/money.test.js › money › converts: ',
      'failed src/money.test.js › money › rounds: 2 is not 3',
    ],
    [],
  ]);
});

it.each([
  ['jest.json', [6, 1, 0, 2, 1], []],
  ['mocha.json', [2, 2, 0, 2, 1], []],
  // Its summary takes a test that is expected to fail, and did, for a failure.
  ['playwright.json', [4, 2, 0, 2, 1], ['says 3 failed', 'says 3 passed']],
  ['vitest.json', [2, 1, 0, 2, 0], []],
])('%s is counted by its tests, what is to be done as skipped', (name, counts, notes) => {
  const read = readText(ctrf, fixture('ctrf', name));
  expect([testsOf(read), notesOf(read)]).toEqual([
    counts,
    notes.map((note) => expect.stringContaining(note)),
  ]);
});

it('counts the tests when the summary differs, and notes it', () => {
  const read = readText(ctrf, document.replace('"failed": 1', '"failed": 0'));
  expect([testsOf(read), notesOf(read)]).toEqual([
    [2, 1, 1, 2, 1],
    ["The report's summary says 1 failed or errored, its cases say 2; the cases count."],
  ]);
});

it('is empty without tests, and unreadable when cut off', () => {
  const texts = [
    '{"results":{"tool":{},"summary":{"tests":0},"tests":[]}}',
    document.slice(0, 700),
  ];
  expect(texts.map((text) => readText(ctrf, text).state)).toEqual(['empty', 'unreadable']);
});

it('is recognized by its name or by its three parts', () => {
  const heads = [
    document,
    '{"results":{"tool":{"name":"a"},"summary":{"tests":1',
    '{"results":[]}',
  ];
  expect(heads.map((head) => ctrf.recognize(head, 'a.json'))).toEqual([true, true, false]);
});

function ctrfRun(failed: number, rawStatus: string): string {
  const tests = [{ name: 'adds', status: 'passed', duration: 1, rawStatus }];
  const summary = { tests: 1, passed: 1 - failed, failed, pending: 0, skipped: 0, other: 0 };
  return JSON.stringify({ results: { tool: { name: 't' }, summary, tests } });
}

it('a summary that counts failures no test has is an errored case', () => {
  expect(testsOf(readText(ctrf, ctrfRun(1, 'passed')))).toEqual([1, 0, 1, 0, 0]);
});

it('an expected failure that the summary counts is no failed run', () => {
  expect(testsOf(readText(ctrf, ctrfRun(1, 'failed')))).toEqual([1, 0, 0, 0, 0]);
});
