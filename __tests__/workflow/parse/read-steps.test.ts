import { expect, it } from '@jest/globals';
import { usesOf } from '../../../src/workflow/facts.ts';
import { allGates } from '../../../src/workflow/gates/all-gates.ts';
import { ignoredFailures } from '../../../src/workflow/gates/ignored-failures.ts';
import { weakeningsOf } from '../compare/compared.ts';
import { workflowOf } from '../fixture-files.ts';

const job = (steps: string) => `on: push\njobs:\n  a:\n    runs-on: u\n    steps:\n${steps}`;
const kinds = (steps: string) =>
  ignoredFailures(workflowOf(job(steps)))
    .filter(({ target }) => target !== 'other')
    .map(({ kind, line }) => `${line} ${kind}`);

const nested = `      - run: npm ci
      - parallel:
          - uses: x/setup@main
          - run: npm test
            continue-on-error: true
          - parallel:
              - run: npm run lint || true
`;

it('reads the steps under parallel as steps of the job', () => {
  const workflow = workflowOf(job(nested));
  expect(workflow.jobs[0]?.steps.map(({ index, line }) => [index, line])).toEqual([
    [0, 6],
    [1, 8],
    [2, 9],
    [3, 12],
  ]);
});

it('finds actions and ignored failures under parallel', () => {
  const workflow = workflowOf(job(nested));
  expect([usesOf(workflow)[0]?.line, kinds(nested)]).toEqual([
    8,
    ['10 continue-on-error', '12 or-true'],
  ]);
});

it('reports a check in the background that a later step cancels before any step waits for it', () => {
  expect(
    kinds('      - run: npm test\n        id: t\n        background: true\n      - cancel: t\n'),
  ).toEqual(['9 cancelled']);
});

it('reports a check in the background whose first wait continues on error', () => {
  expect(
    kinds(
      '      - run: npm test\n        id: t\n        background: true\n      - wait: [t]\n        continue-on-error: true\n',
    ),
  ).toEqual(['10 continue-on-error']);
});

it.each([
  '      - wait: t\n      - cancel: t\n',
  '      - wait-all:\n',
  '      - cancel: other\n',
  '      - wait: t\n      - wait-all: true\n        continue-on-error: true\n',
])('ignores no failure of a check in the background that ends with %j', (end) => {
  const start = '      - run: npm test\n        id: t\n        background: true\n';
  expect(kinds(start + end)).toEqual([]);
});

it('counts checks that move under parallel unchanged as unchanged', () => {
  const before = job('      - run: npm test\n      - run: npm run lint\n');
  const after = job(
    '      - parallel:\n          - run: npm test\n          - run: npm run lint\n',
  );
  const path = '.github/workflows/ci.yml';
  expect([
    weakeningsOf({ [path]: before }, { [path]: after }),
    allGates([workflowOf(after)]).length,
  ]).toEqual([[], 2]);
});
