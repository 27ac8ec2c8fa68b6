import { expect, it } from '@jest/globals';
import { coveragePy } from '../../../src/report-formats/coverage/coverage-py.ts';
import { coverageOf, fixture, notesOf, readText } from '../reading.ts';

const document = fixture('coverage-py', 'coverage.json');

it('counts what coverage.py counted in the LCOV file of the same run', () => {
  const read = readText(coveragePy, document);
  expect([coverageOf(read), notesOf(read)]).toEqual([[7, 9, 1, 2], []]);
});

it('counts the lines when the totals differ, and notes it', () => {
  const files = { 'a.py': { executed_lines: [1], missing_lines: [2] } };
  const read = readText(coveragePy, JSON.stringify({ files, totals: { num_statements: 9 } }));
  expect([coverageOf(read), notesOf(read)]).toEqual([
    [1, 2, null, null],
    ["The report's totals say 9 lines, its files list 2; the files count."],
  ]);
});

it('is empty without files, and unreadable when cut off or damaged', () => {
  const texts = [
    '{"meta":{"branch_coverage":false},"files":{}}',
    document.slice(0, -3),
    '{"files":{"a":{"executed_lines":["x"]}}}',
  ];
  expect(texts.map((text) => readText(coveragePy, text).state)).toEqual([
    'empty',
    'unreadable',
    'unreadable',
  ]);
});

it('is recognized by its lists of lines', () => {
  expect([document, '{"files":{}}'].map((head) => coveragePy.recognize(head, ''))).toEqual([
    true,
    false,
  ]);
});
