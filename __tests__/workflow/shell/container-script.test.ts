import { expect, it } from '@jest/globals';
import { allGates } from '../../../src/workflow/gates/all-gates.ts';
import { injectionsIn } from '../../../src/workflow/template-injection.ts';
import { weakeningsOf } from '../compare/compared.ts';
import { workflowOf } from '../fixture-files.ts';

const CI = '.github/workflows/ci.yml';
const ACTION = '.github/actions/check/action.yml';

const stepWith = (inputs: string) => `on: pull_request
jobs:
  test:
    steps:
      - uses: docker://python:3.12
        with: ${inputs}
`;

const actionWith = (runs: string) => `runs:
  using: docker
  image: Dockerfile
  ${runs}
`;

const checks = (text: string, path = CI) =>
  allGates([workflowOf(text, path)]).map(({ line, command, mute }) =>
    [line, command, ...(mute === undefined ? [] : [mute.kind])].join(' '),
  );

it.each([
  ['{ args: pytest -q tests }', '6 pytest -q tests'],
  ['{ entrypoint: pytest, args: -q }', '6 pytest -q'],
  ['{ entrypoint: /bin/sh, args: -c "cd app && pytest -q" }', '6 pytest -q'],
  ['{ entrypoint: sh, args: -c "pytest || true" }', '6 pytest or-true'],
  ['{ args: tox -e "py" }', '6 tox -e py'],
])('counts the check that a step runs in an image: %s', (inputs, check) => {
  expect(checks(stepWith(inputs))).toEqual([check]);
});

it.each([
  ['the image decides what runs', '{ args: --strict tests }'],
  ['a caller decides the first argument', `{ args: '\${{ inputs.path }} pytest' }`],
  ['no shell reads the arguments', '{ args: echo && pytest }'],
])('counts no check in an image where %s', (_, inputs) => {
  expect(checks(stepWith(inputs))).toEqual([]);
});

it.each([
  ["args: ['pytest', '-k', 'a b']", '4 pytest -k a b'],
  ['entrypoint: /ci/run-tests.sh', '4 /ci/run-tests.sh'],
  ["entrypoint: sh\n  args: ['-c', 'pytest || true']", '4 pytest or-true'],
  ['post-entrypoint: pytest', '4 pytest'],
])('counts the check of a Docker action: %s', (runs, check) => {
  expect(checks(actionWith(runs), ACTION)).toEqual([check]);
});

it('finds a check that a step in an image no longer runs', () => {
  const [was, is] = [stepWith('{ args: pytest -q }'), stepWith('{ args: python --version }')];
  expect(weakeningsOf({ [CI]: was }, { [CI]: is })).toEqual([
    'step-removed base ci.yml:6 pytest -q',
  ]);
});

it('finds a check that a Docker action no longer runs', () => {
  const caller = {
    [CI]: 'on: push\njobs: { a: { steps: [{ uses: ./.github/actions/check }] } }\n',
  };
  const [was, is] = [actionWith('args: [pytest]'), actionWith('args: [date]')];
  expect(weakeningsOf({ ...caller, [ACTION]: was }, { ...caller, [ACTION]: is })).toEqual([
    'step-removed base ci.yml:2 uses: ./.github/actions/check',
  ]);
});

it.each([
  ["{ args: 'echo ${{ github.head_ref }}' }", 0],
  ['{ entrypoint: sh, args: \'-c "echo ${{ github.head_ref }}"\' }', 1],
])('calls an argument code only where a shell reads it: %s', (inputs, found) => {
  expect(injectionsIn([workflowOf(stepWith(inputs))])).toHaveLength(found);
});
