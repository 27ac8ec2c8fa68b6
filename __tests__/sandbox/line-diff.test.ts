import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import { lineDiff } from '../../sandbox/line-diff.ts';
import { runs } from '../runs.ts';

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

it('a patch turns the old text into the new one', () => {
  fc.assert(
    fc.property(text, text, (before, after) => {
      expect(apply(before, lineDiff(before, after).patch)).toBe(after);
    }),
    { numRuns: runs(100, 2000) },
  );
});

it('one changed line is one hunk with three lines around it', () => {
  const lines = ['1', '2', '3', '4', '5', '6', '7', '8', '9'];
  const before = `${lines.join('\n')}\n`;
  expect(lineDiff(before, before.replace('5', 'five'))).toEqual({
    additions: 1,
    deletions: 1,
    patch: '@@ -2,7 +2,7 @@\n 2\n 3\n 4\n-5\n+five\n 6\n 7\n 8',
  });
});
