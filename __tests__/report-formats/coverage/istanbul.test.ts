import { expect, it } from '@jest/globals';
import { istanbul, istanbulSummary } from '../../../src/report-formats/coverage/istanbul.ts';
import { coverageOf, fixture, notesOf, readText, whyOf } from '../reading.ts';

const final = fixture('istanbul', 'nyc-final.json');
const summary = fixture('istanbul', 'c8-summary.json');

it('counts what c8 and nyc counted in the LCOV files of the same runs', () => {
  const read = (name: string) => coverageOf(readText(istanbul, fixture('istanbul', name)));
  expect([read('c8-final.json'), read('nyc-final.json')]).toEqual([
    [8, 13, 6, 7],
    [9, 11, 3, 4],
  ]);
});

it('reads the totals of the files from a summary, and notes that they cannot be merged', () => {
  const read = readText(istanbulSummary, summary);
  expect([coverageOf(read), notesOf(read)]).toEqual([
    [8, 13, 6, 7],
    ['A summary gives totals of each file; lines of several such reports can not be merged.'],
  ]);
});

it('refuses a summary without files and one that covers more lines than exist', () => {
  const count = (covered: number) => ({
    lines: { covered, total: 4 },
    branches: { covered: 0, total: 0 },
  });
  const texts = [{ total: count(4) }, { total: count(4), 'a.js': count(5) }].map((one) =>
    JSON.stringify(one),
  );
  expect(texts.map((text) => whyOf(readText(istanbulSummary, text)))).toEqual([
    'The summary gives a total and no file that it is made of.',
    'The lines of a file are not a count of covered among all; the report is damaged.',
  ]);
});

it('is unreadable when cut off or without a count, and empty without statements', () => {
  const texts = [
    final.slice(0, -3),
    '{"a.js":{"path":"a.js","statementMap":{"0":{"start":{"line":1}}},"s":{},"b":{}}}',
    '{"a.js":{"path":"a.js","statementMap":{},"s":{},"b":{}}}',
  ];
  expect(texts.map((text) => readText(istanbul, text).state)).toEqual([
    'unreadable',
    'unreadable',
    'empty',
  ]);
});

it('recognizes the full report and the summary', () => {
  const told = [final, summary].map((head) => [
    istanbul.recognize(head, ''),
    istanbulSummary.recognize(head, ''),
  ]);
  expect(told).toEqual([
    [true, false],
    [false, true],
  ]);
});
