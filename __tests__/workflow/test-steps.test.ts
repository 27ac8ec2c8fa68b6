import { expect, it } from '@jest/globals';
import { readWorkflow } from '../../src/workflow/parse/read-workflow.ts';
import { isJobOf } from '../../src/workflow/test-steps.ts';

const TEXT = `on: push
jobs:
  test:
    steps: [{ run: pytest }]
  lint:
    name: Lint \${{ matrix.tool }}
    steps: [{ run: ruff }]
`;

it('finds a job by a name with matrix values, caller and expressions', () => {
  const file = readWorkflow('ci.yml', '', TEXT);
  if (file.state !== 'present') throw new Error(file.why);
  const shown = ['test', 'test (3.12, ubuntu)', 'ci / test (3.12)', 'tests', 't', 'Lint ruff'];
  expect(file.workflow.jobs.map((job) => shown.filter((name) => isJobOf(job, name)))).toEqual([
    ['test', 'test (3.12, ubuntu)', 'ci / test (3.12)'],
    ['Lint ruff'],
  ]);
});
