import { expect, it } from '@jest/globals';
import { simplecov } from '../../../src/report-formats/coverage/simplecov.ts';
import { coverageOf, fixture, readText } from '../reading.ts';

const resultset = fixture('simplecov', 'resultset.json');
const formatted = fixture('simplecov', 'coverage.json');

it('reads the result set and the formatted report with equal results', () => {
  expect([resultset, formatted].map((text) => coverageOf(readText(simplecov, text)))).toEqual([
    [4, 6, 1, 2],
    [4, 6, 1, 2],
  ]);
});

it('merges the commands of a result set by line, also in the old form', () => {
  const text = JSON.stringify({
    RSpec: { coverage: { 'a.rb': { lines: [1, 0, null] } }, timestamp: 1 },
    Minitest: { coverage: { 'a.rb': [0, 1, null] }, timestamp: 1 },
  });
  expect(coverageOf(readText(simplecov, text))).toEqual([2, 2, null, null]);
});

it('is empty without files, and unreadable when cut off or damaged', () => {
  const texts = [
    '{"RSpec":{"coverage":{},"timestamp":1}}',
    resultset.slice(0, -3),
    '{"a":{"coverage":{"a.rb":{"lines":["x"]}}}}',
  ];
  expect(texts.map((text) => readText(simplecov, text).state)).toEqual([
    'empty',
    'unreadable',
    'unreadable',
  ]);
});

it('is recognized by its coverage of files', () => {
  const heads = [resultset, formatted, '{"coverage":{}}'];
  expect(heads.map((head) => simplecov.recognize(head, ''))).toEqual([true, true, false]);
});
