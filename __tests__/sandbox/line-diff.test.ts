import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import { lineDiff } from '../../sandbox/line-diff.ts';
import { propertyOptions } from '../runs.ts';

const text = fc
  .array(fc.constantFrom('a', 'b', 'c', 'd'), { maxLength: 20 })
  .map((lines) => lines.map((line) => `${line}\n`).join(''));

/** Replaces what each hunk says, from the last to the first so that line numbers stay true. */
function apply(before: string, patch: string): string {
  const lines = before.split('\n').slice(0, -1);
  for (const hunk of patch
    .split(/^(?=@@)/m)
    .filter(Boolean)
    .reverse()) {
    const [header = '', ...body] = hunk.trimEnd().split('\n');
    const [, first, length = '1'] = /^@@ -(\d+)(?:,(\d+))? /.exec(header) ?? [];
    const start = Number(first) - (length === '0' ? 0 : 1);
    const after = body.filter((line) => !line.startsWith('-')).map((line) => line.slice(1));
    lines.splice(start, Number(length), ...after);
  }
  return lines.map((line) => `${line}\n`).join('');
}

it('makes a patch that turns the old text into the new one', () => {
  fc.assert(
    fc.property(text, text, (before, after) => {
      expect(apply(before, lineDiff(before, after).patch)).toBe(after);
    }),
    propertyOptions(100, 2000),
  );
});

const LINES = '1\n2\n3\n4\n5\n6\n7\n8\n9\n';

// The patches are those of `git diff`.
it.each([
  [
    'a changed line with three lines of context',
    [LINES, LINES.replace('5', 'five')],
    [1, 1, '@@ -2,7 +2,7 @@\n 2\n 3\n 4\n-5\n+five\n 6\n 7\n 8'],
  ],
  ['a new file', ['', 'a\nb\n'], [2, 0, '@@ -0,0 +1,2 @@\n+a\n+b']],
  ['a removed file', ['a\n', ''], [0, 1, '@@ -1 +0,0 @@\n-a']],
  [
    'a missing newline at the end',
    ['a\n', 'a'],
    [1, 1, '@@ -1 +1 @@\n-a\n+a\n\\ No newline at end of file'],
  ],
  ['an added line between two', ['a\nc\n', 'a\nb\nc\n'], [1, 0, '@@ -1,2 +1,3 @@\n a\n+b\n c']],
  ['equal texts', ['a\n', 'a\n'], [0, 0, '']],
] as const)('prints %s like git', (_, [before, after], [additions, deletions, patch]) => {
  expect(lineDiff(before, after)).toEqual({ additions, deletions, patch });
});

it('counts two very different texts as one replacement', () => {
  const text = (prefix: string): string =>
    Array.from({ length: 1000 }, (_, at) => `${prefix}${at}\n`).join('');
  const { additions, deletions, patch } = lineDiff(text('a'), text('b'));
  expect([additions, deletions, patch.split('\n')[0]]).toEqual([
    1000,
    1000,
    '@@ -1,1000 +1,1000 @@',
  ]);
});
