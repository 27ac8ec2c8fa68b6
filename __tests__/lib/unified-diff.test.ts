import { expect, it } from '@jest/globals';
import { patchFacts } from '../../src/lib/unified-diff.ts';

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
  expect(patchFacts(patch).added).toEqual([
    [2, 3],
    [11, 11],
  ]);
});

it('ignores text before the first hunk and text that is not a patch', () => {
  const whole = '--- a/x\n+++ b/x\n@@ -0,0 +1,2 @@\n+one\n+two\n';
  expect([whole, '', '+ no hunk'].map((one) => patchFacts(one).added)).toEqual([[[1, 2]], [], []]);
});

it('counts the added lines with a word for open work', () => {
  const patch =
    '@@ -1,2 +1,5 @@\n-// TODO: gone\n+// TODO: one\n+const TODOS = 1;\n+# FIXME\n // TODO';
  expect(patchFacts(patch).todos).toBe(2);
});
