import { expect, it } from '@jest/globals';
import { lcov } from '../../../src/report-formats/coverage/lcov.ts';
import { coverageOf, fixture, notesOf, readText, whyOf } from '../reading.ts';

it('counts the lines and branches that c8, nyc, coverage.py and lcov wrote', () => {
  const read = (name: string) => coverageOf(readText(lcov, fixture('lcov', name)));
  const names = ['c8.info', 'nyc.info', 'coverage-py.info', 'lcov.info'];
  expect(names.map(read)).toEqual([
    [8, 13, 6, 7],
    [9, 11, 3, 4],
    [7, 9, 1, 2],
    [5, 6, 3, 6],
  ]);
});

it('is recognized by its first entry, with or without a test name', () => {
  const heads = [
    'TN:\nSF:a.js\n',
    'SF:a.js\r\nDA:1,1',
    '# by lcov 2\nTN:unit\nSF:a.js',
    '{"SF":1}',
    'text\nSF:a',
  ];
  expect(heads.map((head) => lcov.recognize(head, 'x'))).toEqual([true, true, true, false, false]);
});

it('merges the records of one file by line and branch in any order of branches', () => {
  const text = [
    ...[
      'TN:a',
      'SF:/home/runner/work/shop/shop/a.js',
      'DA:1,1',
      'DA:2,0',
      'BRDA:2,0,0,1',
      'BRDA:2,0,1,-',
      'end_of_record',
    ],
    ...['TN:b', 'SF:a.js', 'DA:2,3', 'DA:3,0', 'BRDA:2,0,1,0', 'BRDA:2,0,0,2', 'end_of_record'],
  ].join('\n');
  expect(coverageOf(readText(lcov, text))).toEqual([2, 3, 1, 2]);
});

it('counts the entries when LF differs, and notes it', () => {
  const read = readText(lcov, 'SF:a.js\nDA:1,1\nDA:2,0\nLF:9\nLH:9\nend_of_record\n');
  expect([coverageOf(read), notesOf(read)]).toEqual([
    [1, 2, null, null],
    ['LF says another number of lines than the entries of its file; the entries count.'],
  ]);
});

it('counts negative hits, which gcov writes, as none', () => {
  expect(coverageOf(readText(lcov, 'SF:a.c\nDA:1,-3\nDA:2,1,abc=\nend_of_record\n'))).toEqual([
    1,
    2,
    null,
    null,
  ]);
});

it('is empty without lines, and unreadable when truncated or in another format', () => {
  const states = [
    'TN:\n',
    'SF:a.js\nend_of_record\n',
    'SF:a.js\nDA:1,1\n',
    'SF:a.js\nDA:one\nend_of_record\n',
    'SF:a.js\nhello\n',
    'SF:a.js\nSF:b.js\n',
    'TN:\nend_of_record\n',
  ];
  expect(states.map((text) => readText(lcov, text).state)).toEqual([
    'empty',
    'empty',
    'unreadable',
    'unreadable',
    'unreadable',
    'unreadable',
    'unreadable',
  ]);
});

it('names the record without an end', () => {
  expect(whyOf(readText(lcov, 'SF:a.js\nDA:1,1\n'))).toBe(
    'The record of a.js has no end_of_record: the file was cut off.',
  );
});
