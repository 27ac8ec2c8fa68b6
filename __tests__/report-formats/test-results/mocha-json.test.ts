import { expect, it } from '@jest/globals';
import { mochaJson } from '../../../src/report-formats/test-results/mocha-json.ts';
import { fixture, namedOf, notesOf, readText, testsOf } from '../reading.ts';

const document = fixture('mocha-json', 'mocha.json');

it('reads what mocha wrote, with a retried test and a failed hook', () => {
  const read = readText(mochaJson, document);
  expect([testsOf(read), namedOf(read), notesOf(read)]).toEqual([
    [2, 1, 1, 2, 1],
    [
      'errored mocha/money.spec.js › database › "before all" hook: connects for "stores": no database here',
      'skipped mocha/money.spec.js › money › converts currencies: ',
      'skipped mocha/money.spec.js › money › formats: ',
      'failed mocha/money.spec.js › money › rounds half up: 2 == 3',
      'flaky mocha/money.spec.js › network › answers at the second try: ',
    ],
    [],
  ]);
});

it('counts the lists when the statistics differ, and notes it', () => {
  const read = readText(mochaJson, document.replace('"failures": 2', '"failures": 0'));
  expect([testsOf(read), notesOf(read)]).toEqual([
    [2, 1, 1, 2, 1],
    ["The report's summary says 0 failed or errored, its cases say 2; the cases count."],
  ]);
});

it('is empty without tests, and unreadable when cut off', () => {
  const empty =
    '{"stats":{"suites":0,"tests":0,"passes":0},"tests":[],"passes":[],"failures":[],"pending":[]}';
  expect([empty, document.slice(0, -2)].map((text) => readText(mochaJson, text).state)).toEqual([
    'empty',
    'unreadable',
  ]);
});

it('is recognized by its statistics', () => {
  expect(
    [document, '{"stats":{"expected":1}}'].map((head) => mochaJson.recognize(head, '')),
  ).toEqual([true, false]);
});

it('a summary that counts failures no test has is an errored case', () => {
  const passes = [{ title: 'adds', fullTitle: 'money adds' }];
  const stats = { suites: 1, tests: 1, passes: 1, pending: 0, failures: 1 };
  const text = JSON.stringify({ stats, passes, pending: [], failures: [] });
  expect(testsOf(readText(mochaJson, text))).toEqual([1, 0, 1, 0, 0]);
});
