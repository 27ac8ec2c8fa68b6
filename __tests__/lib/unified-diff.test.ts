import { expect, it } from '@jest/globals';
import { addedLines } from '../../src/lib/unified-diff.ts';

it('returns the added lines of each hunk by their number in the new file', () => {
  const patch = [
    '@@ -1,3 +1,4 @@ function a() {',
    ' one',
    '-two',
    '+two, better',
    '+and more',
    ' three',
    '@@ -10 +11,2 @@',
    '+++ a line that begins with pluses',
    ' ten',
    '@@ -20,2 +22,0 @@',
    '-gone',
    '-gone too',
    '\\ No newline at end of file',
  ].join('\n');
  expect(addedLines(patch)).toEqual([
    [2, 3],
    [11, 11],
  ]);
});

it('ignores text before the first hunk and text that is not a patch', () => {
  const whole = '--- a/x\n+++ b/x\n@@ -0,0 +1,2 @@\n+one\n+two\n';
  expect([addedLines(whole), addedLines(''), addedLines('+ no hunk')]).toEqual([[[1, 2]], [], []]);
});
