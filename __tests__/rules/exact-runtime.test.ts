import { expect, it } from '@jest/globals';
import { exactRuntime } from '../../src/rules/exact-runtime.ts';
import { find, levelIn, reachesEveryLevel } from './judged.ts';
import { tell } from './story.ts';

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
    level(setup('latest', 'node'), setup('3.10.6')),
    level(setup('3.10.6'), 'run: npm test'),
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

it('is not applicable without workflow files or runtimes', () => {
  expect([
    level('run: ls'),
    levelIn(exactRuntime, {}),
    levelIn(exactRuntime, { workflows: {} }),
  ]).toEqual(['not-applicable', 'not-applicable', 'not-applicable']);
});

it('leaves the level open where the version is an expression or in a lost file', () => {
  expect([
    level(setup('${{ inputs.v }}')),
    level(setup('${{ inputs.v }}'), setup('3.10', 'node')),
    level(setup('${{ inputs.v }}'), 'run: npm test'),
    level("{ uses: actions/setup-java@v4, with: { java-version-file: '.java-version' } }"),
  ]).toEqual(['0–5', '1–4', '0–1', '0–5']);
});

const inMatrix = (...versions: string[]): string =>
  `on: push\njobs:\n  a:\n    strategy: { matrix: { v: ${JSON.stringify(versions)} } }\n    steps:\n      - ${setup('${{ matrix.v }}')}\n`;

it('takes several versions of a matrix as a choice, and one for what it is', () => {
  expect(
    [inMatrix('3.9', '3.10', '3.x'), inMatrix('3.10', 'latest'), inMatrix('3.10')].map((workflow) =>
      levelIn(exactRuntime, { workflow }),
    ),
  ).toEqual([5, 5, 4]);
});

it('does not take a number that YAML shortens as a choice', () => {
  const workflow = `on: push\njobs:\n  a:\n    strategy: { matrix: { v: [3.9, 3.10] } }\n    steps:\n      - ${setup('${{ matrix.v }}')}\n`;
  expect(find(exactRuntime, { workflow })).toMatchObject({
    level: 4,
    most: 4,
    measured: 'python 3.1 (written 3.10), python 3.9',
  });
});

const broken = { '.github/workflows/x.yml': 'on: [\n' };

it('bounds the level by known runtimes next to a workflow file that cannot be read', () => {
  const next = (...steps: string[]) =>
    levelIn(exactRuntime, { workflow: python(...steps), workflows: broken });
  expect([
    next('run: ls'),
    next(setup('3.10.6')),
    next(setup('3.10')),
    next(setup('latest')),
    next('run: pytest'),
  ]).toEqual(['0–5', '1–5', '1–4', '1–2', '0–1']);
});

it('names inexact runtimes next to a version that is an expression', () => {
  const workflow = python(setup('${{ inputs.v }}'), setup('22', 'node'));
  expect(find(exactRuntime, { workflow })).toMatchObject({
    level: 1,
    most: 3,
    measured:
      'node 22; 1 not verified (the version at .github/workflows/ci.yml:5 is behind an expression)',
    open: [{ what: 'version of python', source: { line: 5 } }],
    flaws: [
      {
        observation: '.github/workflows/ci.yml:6 job a runs node 22, a range of versions.',
      },
    ],
  });
});

it('leaves the version open where a file that holds it was not read', () => {
  const told = tell({ workflow: python('{ uses: actions/setup-python@v5 }') }).evidence.files;
  if (told.state !== 'present') throw new Error('the story has no files');
  const unread = [{ path: '.python-version', blob: 'b', why: 'too large' }];
  const files = { ...told, value: { ...told.value, unread } };
  expect([
    levelIn(exactRuntime, { evidence: { files: told } }),
    levelIn(exactRuntime, { evidence: { files } }),
  ]).toEqual([0, '0–5']);
});

it('does not call a runtime unset that an action which cannot be read may set up', () => {
  const workflow = python('uses: ./.github/actions/setup', 'run: pytest');
  const workflows = { '.github/actions/setup/action.yml': 'runs: [\n' };
  expect(find(exactRuntime, { workflow, workflows })).toMatchObject({
    level: 0,
    most: 5,
    flaws: [],
  });
});

it('names the least exact version first', () => {
  const workflow = python(setup('22', 'node'), 'run: python -m pytest');
  expect(find(exactRuntime, { workflow })).toMatchObject({
    level: 1,
    flaws: [
      { observation: '.github/workflows/ci.yml:6 job a runs python without a version.' },
      { observation: '.github/workflows/ci.yml:5 job a runs node 22, a range of versions.' },
    ],
  });
});

reachesEveryLevel(exactRuntime);
