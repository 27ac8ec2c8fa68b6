import { expect, it } from '@jest/globals';
import { present } from '../../src/model/evidence.ts';
import type { Job, Step, WorkflowRun } from '../../src/model/run.ts';
import { readAction, readWorkflow } from '../../src/workflow/parse/read-workflow.ts';
import { isJobOf, testStepFinder } from '../../src/workflow/test-steps.ts';

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

it('finds steps that test through a script or an action of the repository', () => {
  const path = '.github/workflows/ci.yml';
  const steps = `on: push
jobs:
  all:
    steps:
      - { name: Verify, run: make verify }
      - { name: Print, run: make print }
      - { name: Own, uses: ./.github/actions/own }
      - { name: Show, uses: dorny/test-reporter@v2 }
`;
  const action = 'runs:\n  using: composite\n  steps: [{ run: pytest, shell: bash }]\n';
  const files = {
    commit: 'c',
    workflows: [
      readWorkflow(path, '', steps),
      readAction('.github/actions/own/action.yml', '', action),
    ],
    settings: [{ path: 'Makefile', blob: '', text: 'verify:\n\tpytest\nprint:\n\techo pytest\n' }],
    locks: [],
  };
  const finds = testStepFinder(present(files, { what: 'files' }), []);
  const [run, job] = [{ path } as WorkflowRun, { name: 'all' } as Job];
  const names = ['Verify', 'Print', 'Own', 'Show'];
  expect(names.filter((name) => finds(run, job, { name } as Step))).toEqual(['Verify', 'Own']);
});
