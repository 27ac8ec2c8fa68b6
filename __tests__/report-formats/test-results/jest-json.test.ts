import { expect, it } from '@jest/globals';
import { jestJson } from '../../../src/report-formats/test-results/jest-json.ts';
import { fixture, namedOf, notesOf, readText, testsOf } from '../reading.ts';

it('reads what jest wrote, with a retried test and a file that did not run', () => {
  const read = readText(jestJson, fixture('jest-json', 'jest.json'));
  expect([testsOf(read), notesOf(read)]).toEqual([[6, 1, 1, 2, 1], []]);
  expect(namedOf(read)).toEqual(
    [
      'errored jest/broken.test.js › test file failed to run: ● Test suite failed to run',
      'flaky jest/money.test.js › network › answers at the second try: ',
      'skipped jest/money.test.js › money › converts currencies: ',
      'skipped jest/money.test.js › money › formats: ',
      'failed jest/money.test.js › money › rounds half up: Error: expect(received).toBe(expected) // Object.is equality',
    ].sort((a, b) => (a.replace(/^\w+ /, '') < b.replace(/^\w+ /, '') ? -1 : 1)),
  );
});

it('reads what vitest wrote', () => {
  const read = readText(jestJson, fixture('jest-json', 'vitest.json'));
  expect([testsOf(read), notesOf(read)]).toEqual([[3, 1, 1, 2, 0], []]);
});

it('counts the cases when the summary differs, and notes it', () => {
  const document = {
    numTotalTests: 2,
    numPassedTests: 2,
    numFailedTests: 0,
    success: true,
    testResults: [
      {
        name: 'a.js',
        status: 'passed',
        assertionResults: [{ title: 'adds', status: 'failed', ancestorTitles: [] }],
      },
    ],
  };
  const read = readText(jestJson, JSON.stringify(document));
  expect([testsOf(read), notesOf(read)]).toEqual([
    [0, 1, 0, 0, 0],
    [
      "The report's summary says 0 failed or errored, its cases say 1; the cases count.",
      "The report's summary says 2 passed, its cases say 0; the cases count.",
      "The report's summary says 2 tests, its cases say 1; the cases count.",
    ],
  ]);
});

it('counts an unknown status as an error', () => {
  const text = '{"testResults":[{"assertionResults":[{"title":"a","status":"great"}]}]}';
  expect(testsOf(readText(jestJson, text))).toEqual([0, 0, 1, 0, 0]);
});

it('is empty without cases, and unreadable when cut off or when only a summary is left', () => {
  const whole = fixture('jest-json', 'jest.json');
  const texts = [
    '{"numTotalTests":0,"testResults":[]}',
    whole.slice(0, -3),
    '{"numTotalTests":3,"testResults":[]}',
  ];
  expect(texts.map((text) => readText(jestJson, text).state)).toEqual([
    'empty',
    'unreadable',
    'unreadable',
  ]);
});

it('is recognized by its keys, in a head that ends anywhere', () => {
  const head = fixture('jest-json', 'jest.json').slice(0, 2000);
  expect(
    [head, '{"tests":[]}', '[]', ''].map((text) => jestJson.recognize(text, 'a.json')),
  ).toEqual([true, false, false, false]);
});

it.each([
  ['success is true', { success: true }, [1, 0, 0, 0, 0], []],
  ['success is false', { success: false }, [1, 0, 1, 0, 0], ['failed outside of its tests']],
  [
    'a snapshot check failed',
    { success: false, snapshot: { failure: true } },
    [1, 0, 1, 0, 0],
    ['snapshot check failed'],
  ],
  ['it was interrupted', { wasInterrupted: true }, [1, 0, 1, 0, 0], ['interrupted']],
  [
    'test files could not run',
    { success: false, numRuntimeErrorTestSuites: 2 },
    [1, 0, 1, 0, 0],
    ['test files failed to run'],
  ],
])('a run of passed tests where %s', (_name, run, counts, causes) => {
  const assertionResults = [{ title: 'adds', status: 'passed' }];
  const testResults = [{ name: 'src/b.test.js', status: 'passed', assertionResults }];
  const read = readText(jestJson, JSON.stringify({ numTotalTests: 1, ...run, testResults }));
  expect([testsOf(read), namedOf(read)]).toEqual([
    counts,
    causes.map((cause) => expect.stringContaining(`errored run: ${cause}: `)),
  ]);
});

it('an error of a test file counts next to its failed case', () => {
  const assertionResults = [{ title: 'adds', status: 'failed' }];
  const file = { name: 'b.js', status: 'failed', testExecError: { message: 'leak' } };
  const text = JSON.stringify({ numTotalTests: 1, testResults: [{ ...file, assertionResults }] });
  expect(testsOf(readText(jestJson, text))).toEqual([0, 1, 1, 0, 0]);
});
