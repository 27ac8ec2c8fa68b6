import { expect, it } from '@jest/globals';
import { readWorkflow } from '../../../src/workflow/parse/read-workflow.ts';

it('a workflow with a script that is too long to be read is unreadable at its line', () => {
  const script = `npm test || true; echo ${'x'.repeat(100_000)}`;
  const text = `on: push\njobs:\n  test:\n    runs-on: x\n    steps:\n      - run: ${script}\n`;
  expect(readWorkflow('ci.yml', '', text)).toEqual({
    state: 'unreadable',
    path: 'ci.yml',
    blob: '',
    line: 6,
    why: 'a script has more than 100000 characters',
  });
});
