import { expect, it } from '@jest/globals';
import { goCover } from '../../../src/report-formats/coverage/go-cover.ts';
import { coverageOf, fixture, notesOf, readText } from '../reading.ts';

const document = fixture('go-cover', 'cover.out');

it('counts the lines of blocks, and notes what Go counts', () => {
  const read = readText(goCover, document);
  expect([coverageOf(read), notesOf(read)]).toEqual([
    [3, 8, null, null],
    ['Go itself counts statements: 2 of 4 are covered.'],
  ]);
});

it('counts a block as covered when one of several packages covers it', () => {
  const text = 'mode: set\na/b.go:1.1,2.2 3 0\na/b.go:1.1,2.2 3 1\na/b.go:1.1,2.2 3 0\n';
  const read = readText(goCover, text);
  expect([coverageOf(read), notesOf(read)]).toEqual([
    [2, 2, null, null],
    ['Go itself counts statements: 3 of 3 are covered.'],
  ]);
});

it('is empty without blocks, and unreadable when cut off or when a block has no end', () => {
  const texts = [
    'mode: set\n',
    document.slice(0, -3),
    'mode: set\na.go:1.1,99999999.2 3 0\n',
    'mode: set\nhello\n',
  ];
  expect(texts.map((text) => readText(goCover, text).state)).toEqual([
    'empty',
    'unreadable',
    'unreadable',
    'unreadable',
  ]);
});

it.each([
  'a.go:1.2,3.4 5',
  'a.go:1.2,3.4 5 6 7',
  'a.go:1.2,3.4 5 6.',
  'a.go:1.2,3.4 -5 6',
  'a.go:1.2;3.4 5 6',
  'a.go:1,3.4 5 6',
  ':1.2,3.4 5 6',
  'a.go 1.2,3.4 5 6',
])('refuses a line that is no block: %s', (line) => {
  expect(readText(goCover, `mode: set\n${line}\n`).state).toBe('unreadable');
});

it('is recognized by its mode', () => {
  expect([document, 'mode: fast\n'].map((head) => goCover.recognize(head, ''))).toEqual([
    true,
    false,
  ]);
});
