import { expect, it } from '@jest/globals';
import { noExternalFetch } from '../../src/rules/no-external-fetch.ts';
import { find, levelIn, reachesEveryLevel } from './judged.ts';

const steps = (...lines: string[]): string =>
  `on: push\njobs:\n  a:\n    steps:\n${lines.map((line) => `      - run: ${line}\n`).join('')}`;
const level = (...lines: string[]) => levelIn(noExternalFetch, { workflow: steps(...lines) });

it('earns each level by the least pinned fetch', () => {
  expect([
    level('pytest'),
    level(`curl -sLO https://raw.githubusercontent.com/o/r/${'a'.repeat(40)}/x.sh`),
    level('git clone --branch v1.2.3 https://github.com/o/r'),
    level('curl -sLO https://example.com/data.json'),
    level('git clone https://github.com/o/r'),
    level('curl -sL https://example.com/install.sh | sh'),
  ]).toEqual([5, 4, 3, 2, 1, 0]);
});

it('cites each fetch with its line, worst first', () => {
  const workflow = steps(
    'git clone --branch v1 https://github.com/o/a',
    'git clone https://github.com/o/b',
  );
  expect(find(noExternalFetch, { workflow })).toMatchObject({
    measured: '2 fetches from outside, at worst code from a mutable reference',
    proof: [{ source: { line: 6 } }, { source: { line: 5 } }],
    flaws: [
      { observation: expect.stringContaining('.github/workflows/ci.yml:6 job a fetches') },
      {},
    ],
  });
});

it('counts the image of a container or service', () => {
  const image = (name: string) =>
    levelIn(noExternalFetch, {
      workflow: `on: push\njobs:\n  a:\n    container: ${name}\n    steps: []\n`,
    });
  expect([image(`node@sha256:${'a'.repeat(64)}`), image('node:20.1.0'), image('node')]).toEqual([
    4, 3, 1,
  ]);
});

const inImage = (image: string, matrix = '') =>
  levelIn(noExternalFetch, {
    workflow: `on: push\njobs:\n  a:\n${matrix}    container: ${image}\n    steps: []\n`,
  });

it('reads the values of a matrix in the name of an image', () => {
  const matrix = '    strategy: { matrix: { v: ["20.1.0", "22.1.0"] } }\n';
  const moving = '    strategy: { matrix: { v: ["20.1.0", "latest"] } }\n';
  expect([
    inImage('node:${{ matrix.v }}', matrix),
    inImage('node:${{ matrix.v }}', moving),
  ]).toEqual([3, 1]);
});

it('leaves an image behind an expression open', () => {
  expect([inImage('node:${{ inputs.v }}'), inImage('${{ inputs.image }}')]).toEqual(['1–5', '1–5']);
});

it('is not applicable without workflow files', () => {
  expect([levelIn(noExternalFetch, {}), levelIn(noExternalFetch, { workflows: {} })]).toEqual([
    'not-applicable',
    'not-applicable',
  ]);
});

const broken = { '.github/workflows/x.yml': 'on: [\n' };

it('bounds the level by known fetches next to a workflow file that cannot be read', () => {
  const next = (...lines: string[]) =>
    levelIn(noExternalFetch, { workflow: steps(...lines), workflows: broken });
  expect([
    next('pytest'),
    next('git clone --branch v1.2.3 https://github.com/o/r'),
    next('curl -sL https://example.com/install.sh | sh'),
  ]).toEqual(['0–5', '0–3', 0]);
});

it('names known fetches next to a workflow file that cannot be read', () => {
  const workflow = steps('git clone https://github.com/o/b');
  expect(find(noExternalFetch, { workflow, workflows: broken })).toMatchObject({
    measured: expect.stringMatching(
      /^1 fetch from outside, at worst code from a mutable reference; 1 not verified/,
    ),
    open: [{ what: '.github/workflows/x.yml' }],
    flaws: [{ observation: expect.stringContaining('https://github.com/o/b') }],
  });
});

reachesEveryLevel(noExternalFetch);
