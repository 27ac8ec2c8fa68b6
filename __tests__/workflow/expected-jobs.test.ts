import { expect, it } from '@jest/globals';
import { missingJobs } from '../../src/collect/sources/expected-runs.ts';
import { readWorkflow } from '../../src/workflow/parse/read-workflow.ts';

const file = readWorkflow(
  '.github/workflows/ci.yml',
  'blob',
  `on: push
jobs:
  lint: { runs-on: ubuntu-24.04, steps: [{ run: ruff check }] }
  test:
    runs-on: ubuntu-24.04
    strategy: { matrix: { python: ['3.11', '3.12'] } }
    steps: [{ run: python -m pytest }]
  named:
    name: Build on \${{ matrix.os }}
    runs-on: \${{ matrix.os }}
    strategy: { matrix: { os: [ubuntu-24.04, windows-2025] } }
    steps: [{ run: make }]
  dynamic:
    runs-on: ubuntu-24.04
    strategy: { matrix: { shard: '\${{ fromJSON(needs.lint.outputs.shards) }}' } }
    steps: [{ run: make check }]
  called: { uses: ./.github/workflows/other.yml }
`,
);

const ALL = [
  'lint',
  'test (3.11)',
  'test (3.12)',
  'Build on ubuntu-24.04',
  'Build on windows-2025',
  'dynamic (1)',
  'called / e2e',
];

function missing(names: readonly string[], skipped: readonly string[] = []) {
  if (file.state !== 'present') throw new Error('the workflow cannot be read');
  const shown = [
    ...names.map((name) => ({ name, skipped: false })),
    ...skipped.map((name) => ({ name, skipped: true })),
  ];
  return missingJobs(file.workflow, shown).map(({ job, listed, expected }) => [
    job.id,
    listed,
    expected,
  ]);
}

const without = (...names: readonly string[]) => ALL.filter((name) => !names.includes(name));

it('misses nothing of a run that lists every job', () => {
  expect(missing(ALL)).toEqual([]);
});

it.each([
  ['a job', ['lint'], ['lint', 0, 1]],
  ['a matrix job', ['test (3.12)'], ['test', 1, 2]],
  ['a matrix job whose name is an expression', ['Build on windows-2025'], ['named', 1, 2]],
  ['all jobs of a dynamic matrix', ['dynamic (1)'], ['dynamic', 0, 1]],
  ['all jobs of a called workflow', ['called / e2e'], ['called', 0, 1]],
])('misses %s', (_, lost, expected) => {
  expect(missing(without(...lost))).toEqual([expected]);
});

it('expects one entry of a skipped job, whose matrix GitHub does not expand', () => {
  expect(
    missing(without('test (3.11)', 'test (3.12)', 'called / e2e'), ['test', 'called']),
  ).toEqual([]);
});
