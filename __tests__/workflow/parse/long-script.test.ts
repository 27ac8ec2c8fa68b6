import { expect, it } from '@jest/globals';
import { workflowOf } from '../fixture-files.ts';

it('a script that is too long is unread at its line, and hides nothing of the other steps', () => {
  const script = `npm test || true; echo ${'x'.repeat(100_000)}`;
  const text = `on: push\njobs:\n  test:\n    runs-on: x\n    steps:\n      - run: ${script}\n      - run: a\n`;
  const { jobs, unread } = workflowOf(text);
  const found = unread?.map(({ line, why }) => [line, why]);
  expect([jobs[0]?.steps.map(({ run }) => run?.text), found]).toEqual([
    [undefined, 'a'],
    [[6, 'the script has more than 100000 characters']],
  ]);
});
