import { expect, it } from '@jest/globals';
import { exactRuntime } from '../../src/rules/exact-runtime.ts';
import { find, levelIn, reachesEveryLevel } from './judged.ts';

const python = (...steps: string[]): string =>
  `on: push\njobs:\n  a:\n    steps:\n${steps.map((step) => `      - ${step}\n`).join('')}`;
const setup = (version: string, tool = 'python'): string =>
  `{ uses: actions/setup-${tool}@v5, with: { ${tool}-version: '${version}' } }`;
const level = (...steps: string[]) => levelIn(exactRuntime, { workflow: python(...steps) });

it('earns each level by the least exact version', () => {
  expect([
    level(setup('3.10.6'), 'run: python -m pytest'),
    level(setup('3.10')),
    level(setup('lts/*', 'node')),
    level(setup('3.10.6'), 'run: npm test'),
    level(setup('latest', 'node'), setup('3.10.6')),
    level('run: python -m pytest'),
  ]).toEqual([5, 4, 3, 2, 1, 0]);
});

it('reads a version file, and cites the line that points to it', () => {
  const step =
    "{ uses: actions/setup-python@v5, with: { python-version-file: '.python-version' } }";
  expect(
    find(exactRuntime, { workflow: python(step), settings: { '.python-version': '3.10.6\n' } }),
  ).toMatchObject({
    level: 5,
    measured: 'python 3.10.6 (.python-version:1)',
    proof: [{ source: { path: '.github/workflows/ci.yml', line: 5 } }],
  });
});

it('is not applicable without a runtime, and unknown when the version is an expression', () => {
  expect([level('run: ls'), level(setup('${{ inputs.v }}')), levelIn(exactRuntime, {})]).toEqual([
    'not-applicable',
    'unknown',
    'unknown',
  ]);
});

it('names the least exact version first', () => {
  const workflow = python(setup('22', 'node'), 'run: python -m pytest');
  expect(find(exactRuntime, { workflow })).toMatchObject({
    level: 2,
    flaws: [
      {
        observation:
          '.github/workflows/ci.yml:6 job a runs python without a version: unset, not exact.',
      },
      { observation: '.github/workflows/ci.yml:5 job a runs node 22: range, not exact.' },
    ],
  });
});

reachesEveryLevel(exactRuntime);
