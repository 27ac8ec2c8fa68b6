import { expect, it } from '@jest/globals';
import { tokenPermissions } from '../../src/rules/token-permissions.ts';
import { find, levelIn, reachesEveryLevel } from './judged.ts';

const workflow = (top: string, a = '', b = '', on = 'push'): string =>
  `on: ${on}\n${top}jobs:\n  a:\n${a}    steps:\n      - run: a\n  b:\n${b}    steps:\n      - run: b\n`;
const level = (...parts: [string, string?, string?, string?]) =>
  levelIn(tokenPermissions, { workflow: workflow(...parts) });
const READ = 'permissions:\n  contents: read\n';
const JOB = '    permissions:\n      checks: write\n';

it('earns each level by the permissions of the token', () => {
  expect([
    level(READ, JOB),
    level('permissions:\n  checks: write\n'),
    level('permissions:\n  checks: write\n  pull-requests: write\n'),
    level('', JOB),
    level(''),
    level('permissions: write-all\n'),
  ]).toEqual([5, 4, 3, 2, 1, 0]);
});

it('gives the lowest level to a pull_request_target that checks out the head, and cites the line', () => {
  const steps =
    '    steps:\n      - uses: actions/checkout@v4\n        with:\n          ref: ${{ github.event.pull_request.head.sha }}\n';
  const text = `on: pull_request_target\n${READ}jobs:\n  a:\n${steps}`;
  expect(find(tokenPermissions, { workflow: text })).toMatchObject({
    level: 0,
    proof: [{ source: { line: 9 } }],
  });
});

const privileged = (steps: string, event = 'pull_request_target', env = '') =>
  levelIn(tokenPermissions, {
    workflow: `on: ${event}\n${READ}${env}jobs:\n  a:\n    steps:\n${steps}`,
  });
const checkout = (ref: string) =>
  `      - uses: actions/checkout@v4\n        with:\n          ref: "${ref}"\n`;

it.each([
  ['gh pr checkout', '      - run: gh pr checkout "$NUMBER" && make\n'],
  [
    'git fetch of the pull request',
    '      - run: git fetch origin pull/${{ github.event.number }}/head\n',
  ],
  ['git checkout of the head', '      - run: git checkout "$GITHUB_HEAD_REF"\n'],
  [
    'a ref in the environment of its step',
    '      - run: git checkout "$REF"\n        env:\n          REF: ${{ github.event.pull_request.head.sha }}\n',
  ],
  [
    'a ref in an output of a step',
    `      - id: pr\n        run: echo "sha=\${{ github.event.pull_request.head.sha }}" >> "$GITHUB_OUTPUT"\n${checkout('${{ steps.pr.outputs.sha }}')}`,
  ],
])('gives a 0 to pull_request_target with %s', (_, steps) => {
  expect(privileged(steps)).toBe(0);
});

it('follows a ref through the environment of the workflow', () => {
  const env = 'env:\n  HEAD: ${{ github.event.pull_request.head.ref }}\n';
  expect(privileged(checkout('${{ env.HEAD }}'), 'pull_request_target', env)).toBe(0);
});

it('gives a 0 to workflow_run that checks out the head of its run', () => {
  expect(privileged(checkout('${{ github.event.workflow_run.head_sha }}'), 'workflow_run')).toBe(0);
});

it.each([
  ['      - uses: actions/checkout@v4\n', 'pull_request_target'],
  [checkout('${{ github.event.pull_request.base.sha }}'), 'pull_request_target'],
  ['      - run: git fetch origin main\n', 'pull_request_target'],
  ['      - run: gh pr checkout 3\n', 'pull_request'],
])('lowers no level for %j on %s', (steps, event) => {
  expect(privileged(steps, event)).toBe(5);
});

it('lowers no level for a workflow_run job that only runs after a push', () => {
  const steps = checkout('${{ github.event.workflow_run.head_sha }}').replace(
    '        with:',
    "        if: github.event.workflow_run.event == 'push'\n        with:",
  );
  expect(privileged(steps, 'workflow_run')).toBe(5);
});

const called = 'on: workflow_call\njobs:\n  a:\n    steps:\n      - run: a\n';
const caller = (permissions: string) =>
  `on: push\n${permissions}jobs:\n  c:\n    uses: ./.github/workflows/called.yml\n`;

it.each([
  [READ, 5],
  ['', 1],
])(
  'judges a workflow that is only called by the permissions of its caller: %j',
  (top, expected) => {
    const workflows = {
      '.github/workflows/ci.yml': caller(top),
      '.github/workflows/called.yml': called,
    };
    expect(levelIn(tokenPermissions, { workflows })).toBe(expected);
  },
);

it('treats the permissions of a workflow with one job as those of the job', () => {
  const text = 'on: push\npermissions:\n  checks: write\njobs:\n  a:\n    steps: []\n';
  expect(levelIn(tokenPermissions, { workflow: text })).toBe(5);
});

it('lists the declared permissions with their lines', () => {
  expect(find(tokenPermissions, { workflow: workflow(READ, JOB) })).toMatchObject({
    measured: '1 workflow, writes only in single jobs: checks',
    proof: [
      { text: '.github/workflows/ci.yml: contents: read', source: { line: 2 } },
      { text: '.github/workflows/ci.yml, job a: checks: write', source: { line: 6 } },
    ],
  });
});

it('is not applicable without workflows', () => {
  const action = 'runs:\n  using: composite\n  steps:\n    - { run: a, shell: bash }\n';
  expect([
    levelIn(tokenPermissions, {}),
    levelIn(tokenPermissions, { workflows: {} }),
    levelIn(tokenPermissions, { workflows: { 'a/action.yml': action } }),
    levelIn(tokenPermissions, { workflows: { 'a/action.yml': 'on: [\n' } }),
  ]).toEqual(['not-applicable', 'not-applicable', 'not-applicable', '0–5']);
});

const broken = { '.github/workflows/x.yml': 'on: [\n' };

it('bounds the level by what is known next to a workflow that cannot be read', () => {
  const tops = [READ, 'permissions:\n  checks: write\n', '', 'permissions: write-all\n'];
  expect(
    tops.map((top) => levelIn(tokenPermissions, { workflow: workflow(top), workflows: broken })),
  ).toEqual(['0–5', '0–4', '0–1', 0]);
});

it('leaves the permissions of a called workflow open when its caller cannot be read', () => {
  const workflows = { '.github/workflows/called.yml': called, ...broken };
  expect(find(tokenPermissions, { workflows })).toMatchObject({ level: 0, most: 5, flaws: [] });
});

it('names a known excess next to a workflow that cannot be read', () => {
  expect(find(tokenPermissions, { workflow: workflow(''), workflows: broken })).toMatchObject({
    measured: expect.stringMatching(/^declares no permissions; 1 not verified/),
    flaws: [{ observation: '.github/workflows/ci.yml:1 declares no permissions.' }],
  });
});

const HEAD = '${{ github.event.pull_request.head.sha }}';
const step = (uses: string) => `    steps: [{ uses: ${uses}, with: { ref: '${HEAD}' } }]\n`;

it.each([
  ['an action of the repository', step('./act')],
  ['an action that is called by $/', step('$/act')],
  ['a called workflow', `    uses: ./.github/workflows/called.yml\n    with: { ref: '${HEAD}' }\n`],
])('gives a 0 to pull_request_target with a checkout of the head in %s', (_, call) => {
  const inner = "{ uses: actions/checkout@v4, with: { ref: '${{ inputs.ref }}' } }";
  const workflows = {
    '.github/workflows/ci.yml': `on: pull_request_target\n${READ}jobs:\n  a:\n${call}`,
    '.github/workflows/called.yml': `on: workflow_call\njobs:\n  a:\n    steps: [${inner}]\n`,
    'act/action.yml': `name: a\nruns:\n  using: composite\n  steps: [${inner}]\n`,
  };
  expect(levelIn(tokenPermissions, { workflows })).toBe(0);
});

reachesEveryLevel(tokenPermissions);

it('recognizes a checkout whatever the case of its owner', () => {
  const ref = '${{ github.event.pull_request.head.sha }}';
  expect(privileged(`      - { uses: Actions/Checkout@v6, with: { ref: "${ref}" } }\n`)).toBe(0);
});
