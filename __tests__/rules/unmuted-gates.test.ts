import { expect, it } from '@jest/globals';
import { unmutedGates } from '../../src/rules/unmuted-gates.ts';
import { find, levelIn, reachesEveryLevel } from './judged.ts';

const steps = (...lines: string[]): string =>
  `on: push\njobs:\n  a:\n    steps:\n${lines.map((line) => `      - ${line}\n`).join('')}`;
const level = (...lines: string[]) => levelIn(unmutedGates, { workflow: steps(...lines) });
const deferrals = [{ id: 'D-1', rule: 'unmuted-gates', level: 5, until: 'M02' }];

it('earns each level by the checks whose failures are ignored', () => {
  expect([
    level('run: pytest', 'run: pip-audit'),
    level('run: pytest', 'run: ruff check || true'),
    levelIn(unmutedGates, { workflow: steps('run: pytest', 'run: pip-audit || true'), deferrals }),
    level('run: pytest', 'run: pip-audit || true'),
    level('run: pytest', 'run: pip-audit || true', '{ run: npm audit, continue-on-error: true }'),
    level('run: pytest || true', 'run: pip-audit'),
  ]).toEqual([5, 4, 3, 2, 1, 0]);
});

it('cites the line that ignores a failure, and names the check', () => {
  expect(
    find(unmutedGates, { workflow: steps('run: pytest', 'run: pip-audit || true') }),
  ).toMatchObject({
    measured: '1 of 2 checks non-blocking',
    proof: [
      { text: 'pip-audit || true', source: { path: '.github/workflows/ci.yml', line: 6 } },
      { text: 'pytest (test)', source: { line: 5 } },
      { text: 'pip-audit (scan)', source: { line: 6 } },
    ],
    flaws: [
      {
        observation:
          '.github/workflows/ci.yml:6 ignores failures of a scan check (job a, step Run pip-audit || true): pip-audit || true.',
      },
    ],
  });
});

it('lets an upload fail, and gives a 4 for an experimental matrix job', () => {
  const matrix =
    'on: push\njobs:\n  a:\n    continue-on-error: ${{ matrix.experimental }}\n    steps:\n      - run: pytest\n';
  expect([
    level('run: pytest', '{ uses: actions/upload-artifact@v4, continue-on-error: true }'),
    levelIn(unmutedGates, { workflow: matrix }),
  ]).toEqual([5, 4]);
});

it('is not applicable without workflow files or checks', () => {
  expect([
    levelIn(unmutedGates, {}),
    levelIn(unmutedGates, { workflows: {} }),
    level('run: echo hi'),
  ]).toEqual(['not-applicable', 'not-applicable', 'not-applicable']);
});

const broken = { '.github/workflows/x.yml': 'on: [\n' };
const next = (...lines: string[]) =>
  levelIn(unmutedGates, { workflow: steps(...lines), workflows: broken });

it('bounds the level by known checks next to a workflow file that cannot be read', () => {
  expect([
    next('run: echo hi'),
    next('run: pytest'),
    next('run: pytest', 'run: ruff check || true'),
    next('run: pytest', 'run: pip-audit || true'),
    next('run: pytest || true'),
    next('run: pytest || true', 'run: pip-audit || true'),
  ]).toEqual(['0–5', '1–5', '1–4', '1–2', '0–2', '0–1']);
});

it('names known non-blocking checks next to a workflow file that cannot be read', () => {
  const workflow = steps('run: pytest', 'run: pip-audit || true');
  expect(find(unmutedGates, { workflow, workflows: broken })).toMatchObject({
    measured: expect.stringMatching(/^1 of 2 checks non-blocking; 1 not verified \(.*x\.yml:/),
    open: [{ kind: 'files', what: '.github/workflows/x.yml' }],
    flaws: [{ observation: expect.stringContaining('ci.yml:6 ignores failures of a scan check') }],
  });
});

it('leaves a called check open when its caller cannot be read', () => {
  const called = 'on: workflow_call\njobs:\n  it:\n    steps:\n      - run: pytest\n';
  const workflows = { '.github/workflows/it.yml': called, ...broken };
  expect(levelIn(unmutedGates, { workflows })).toBe('0–5');
});

it('counts a check once when job and command ignore its failure', () => {
  const workflow = [
    'on: push',
    'jobs:',
    '  test:',
    '    steps:',
    '      - run: npm test',
    '  lint:',
    '    continue-on-error: true',
    '    steps:',
    '      - run: npx eslint . || true',
    '',
  ].join('\n');
  expect(find(unmutedGates, { workflow })).toMatchObject({
    level: 4,
    measured: '1 of 2 checks non-blocking',
  });
});

it('finds an ignored failure at the caller of the checks, and counts it once', () => {
  const scan =
    'runs:\n  using: composite\n  steps:\n    - { run: pip-audit, shell: bash }\n    - { run: bandit -r src, shell: bash }\n';
  const called = 'on: workflow_call\njobs:\n  it:\n    steps:\n      - run: pytest\n';
  const caller = (step: string, job: string): string =>
    `on: push\njobs:\n  a:\n    steps:\n      - uses: ./scan\n${step}  b:\n${job}    uses: ./.github/workflows/it.yml\n`;
  const judged = (step: string, job: string) =>
    find(unmutedGates, {
      workflows: {
        '.github/workflows/ci.yml': caller(step, job),
        '.github/workflows/it.yml': called,
        'scan/action.yml': scan,
      },
    });
  expect([
    judged('', ''),
    judged('        continue-on-error: true\n', ''),
    judged('', '    if: false\n'),
  ]).toMatchObject([
    { level: 5 },
    {
      level: 2,
      measured: '2 of 3 checks non-blocking',
      proof: expect.arrayContaining([
        {
          text: 'continue-on-error: true',
          source: expect.objectContaining({ path: '.github/workflows/ci.yml', line: 6 }),
        },
      ]),
      flaws: [{ observation: expect.stringMatching(/ci\.yml:6 ignores failures of a scan check/) }],
    },
    {
      level: 0,
      flaws: [{ observation: expect.stringMatching(/ci\.yml:7 never runs a test check/) }],
    },
  ]);
});

reachesEveryLevel(unmutedGates);

it('counts a check that only an expression makes non-blocking on its own', () => {
  const text =
    'on: push\njobs:\n  a:\n    continue-on-error: ${{ matrix.experimental }}\n    steps:\n      - run: pytest\n  b:\n    steps:\n      - run: pytest\n';
  expect(find(unmutedGates, { workflow: text })).toMatchObject({
    measured: '0 of 2 checks non-blocking, 1 more in some runs or jobs',
  });
});
