import { expect, it } from '@jest/globals';
import { pytestJson } from '../../../src/report-formats/test-results/pytest-json.ts';
import { fixture, namedOf, notesOf, readText, testsOf } from '../reading.ts';

const document = fixture('pytest-json', 'pytest.json');

it('reads every outcome, and a module that could not be collected', () => {
  const read = readText(pytestJson, document);
  expect([testsOf(read), namedOf(read), notesOf(read)]).toEqual([
    [2, 1, 2, 2, 0],
    [
      "errored test_broken.py › could not be collected: ImportError: No module named 'missing'",
      "skipped test_money.py › test_converts: ('test_money.py', 15, 'Skipped: no rates')",
      'skipped test_money.py › test_known: ',
      'failed test_money.py › test_rounds: assert 2 == 3',
      'errored test_money.py › test_stores: OSError: no database here',
    ],
    [],
  ]);
});

it('counts a rerun that passes in the end as one flaky test', () => {
  const tests = ['rerun', 'rerun', 'passed'].map((outcome) => ({
    nodeid: 'a.py::test_a',
    outcome,
  }));
  const read = readText(pytestJson, JSON.stringify({ exitcode: 0, summary: {}, tests }));
  expect(testsOf(read)).toEqual([1, 0, 0, 0, 1]);
});

it.each([
  [0, 'passed', [1, 0, 0, 0, 0], []],
  [1, 'passed', [1, 0, 1, 0, 0], ['failed outside of its tests']],
  [1, 'failed', [0, 1, 0, 0, 0], []],
  [2, 'passed', [1, 0, 1, 0, 0], ['interrupted']],
  [2, 'failed', [0, 1, 1, 0, 0], ['interrupted']],
  [3, 'failed', [0, 1, 1, 0, 0], ['internal error']],
  [4, 'passed', [1, 0, 1, 0, 0], ['usage error']],
])('exit code %d after a test that %s', (exitcode, outcome, counts, causes) => {
  const tests = [{ nodeid: 'a.py::test_a', outcome }];
  const read = readText(pytestJson, JSON.stringify({ exitcode, summary: { total: 1 }, tests }));
  const runs = namedOf(read).filter((one) => one.includes('run: '));
  expect([testsOf(read), runs]).toEqual([
    counts,
    causes.map((cause) => expect.stringContaining(`errored run: ${cause}: `)),
  ]);
});

it('is empty without tests, and unreadable when cut off or without its tests', () => {
  const texts = [
    '{"exitcode":5,"summary":{"collected":0}}',
    document.slice(0, -2),
    '{"exitcode":0,"summary":{"total":9}}',
  ];
  expect(texts.map((text) => readText(pytestJson, text).state)).toEqual([
    'empty',
    'unreadable',
    'unreadable',
  ]);
});

it('is recognized by exit code and summary', () => {
  expect([document, '{"summary":{}}'].map((head) => pytestJson.recognize(head, ''))).toEqual([
    true,
    false,
  ]);
});
