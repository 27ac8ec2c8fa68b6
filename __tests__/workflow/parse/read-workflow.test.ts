import { expect, it } from '@jest/globals';
import { readWorkflow } from '../../../src/workflow/parse/read-workflow.ts';
import { fixtureText, workflowOf } from '../fixture-files.ts';

const job = 'jobs:\n  a:\n    runs-on: u\n    steps:\n      - run: npm test\n';

it('triggers are read as one event, a list, and a map with filters', () => {
  const events = [
    'on: push\n',
    'on: [push, pull_request]\n',
    'on:\n  push:\n    branches: [main]\n',
  ].map((on) => workflowOf(on + job).triggers);
  expect(events).toEqual([
    [{ line: 1, event: 'push', filters: [] }],
    [
      { line: 1, event: 'push', filters: [] },
      { line: 1, event: 'pull_request', filters: [] },
    ],
    [{ line: 2, event: 'push', filters: [{ key: 'branches', line: 3, values: ['main'] }] }],
  ]);
});

it('permissions are read-all, write-all, none at all, a block, or undeclared', () => {
  const written = [
    'permissions: read-all\n',
    'permissions: write-all\n',
    'permissions: {}\n',
    'permissions:\n  contents: read\n',
    '',
  ];
  const read = written.map((text) => workflowOf(`on: push\n${text}${job}`).permissions);
  expect(read).toEqual([
    { state: 'declared', line: 2, grants: [{ line: 2, scope: 'all', access: 'read' }] },
    { state: 'declared', line: 2, grants: [{ line: 2, scope: 'all', access: 'write' }] },
    { state: 'declared', line: 2, grants: [{ line: 2, scope: 'all', access: 'none' }] },
    { state: 'declared', line: 2, grants: [{ line: 3, scope: 'contents', access: 'read' }] },
    { state: 'undeclared' },
  ]);
});

it('expands a matrix with include and exclude as GitHub does', () => {
  const [test] = workflowOf(fixtureText('matrix-include-exclude')).jobs;
  expect(test?.matrix?.legs).toEqual([
    'node=18, db=sqlite',
    'node=20, db=sqlite',
    'node=20, db=postgres',
    'node=22, db=sqlite, coverage=true',
    'node=22, db=postgres, coverage=true',
    'node=23, db=sqlite, experimental=true',
  ]);
});

it('expands a matrix of includes to one job each, and calls one that only the run knows dynamic', () => {
  const legs = ['matrix-include-only', 'matrix-dynamic', 'matrix-whole-expression'].map(
    (name) => workflowOf(fixtureText(name)).jobs.at(-1)?.matrix?.legs,
  );
  expect(legs).toEqual([
    [
      'target=x86_64-unknown-linux-gnu',
      'target=aarch64-unknown-linux-gnu, linker=aarch64-linux-gnu-gcc',
    ],
    'dynamic',
    ['a=1', 'a=2'],
  ]);
});

it('keeps the version in the comment of a pin', () => {
  const uses = workflowOf(fixtureText('comments')).jobs[0]?.steps.map((step) => step.uses?.comment);
  expect(uses).toEqual(['v4.2.2', undefined, 'v4.1.0']);
});

it('resolves anchors and merge keys, which GitHub rejects', () => {
  const jobs = (text: string) =>
    workflowOf(text).jobs.map(({ runsOn, env, steps }) => ({
      runsOn,
      env: env?.map(({ key, value }) => `${key}=${value}`),
      first: steps[0]?.uses?.comment,
    }));
  const shared = { runsOn: 'ubuntu-24.04', env: ['CI=true', 'LEVEL=high'], first: 'v4.2.2' };
  const merged = fixtureText('anchors').replace(
    'env: *env',
    'env:\n      <<: *env\n      LEVEL: low',
  );
  expect([jobs(fixtureText('anchors')), jobs(merged)[1]]).toEqual([
    [shared, shared],
    { ...shared, env: ['LEVEL=low', 'CI=true'] },
  ]);
});

it('the shell of a script comes from step, job or workflow, and is pwsh on Windows alone', () => {
  const shells = workflowOf(fixtureText('powershell')).jobs[0]?.steps.map(
    (step) => step.run?.shell,
  );
  expect(shells).toEqual(['pwsh', 'python', 'cmd', 'bash']);
});

it('a docker action uses its image, and a composite action has its steps in a job called action', () => {
  const docker = workflowOf(fixtureText('action-docker'), 'tool/action.yml').jobs[0];
  const composite = workflowOf(fixtureText('action-composite'), 'tool/action.yml').jobs[0];
  expect([docker?.images[0]?.pin, composite?.id, composite?.steps.length]).toEqual([
    'digest',
    'action',
    2,
  ]);
});

const laughs = [
  'a: &a [x, x, x, x, x, x, x, x, x, x]',
  ...'bcdefghi'.split('').map((name, at) => {
    const alias = `*${'abcdefgh'[at]}`;
    return `${name}: &${name} [${Array.from({ length: 10 }, () => alias).join(', ')}]`;
  }),
].join('\n');

it.each([
  ['an alias bomb', laughs, 6, /more than 250000 values/],
  ['ten megabytes', `on: push\n${'# padding\n'.repeat(1024 * 1024)}`, 52_429, /longer than/],
  [
    'deep brackets',
    `on: push\njobs: ${'['.repeat(1_000_000)}`.slice(0, 500_000),
    2,
    /nested deeper/,
  ],
  [
    'deep maps',
    Array.from({ length: 900 }, (_, at) => `${' '.repeat(at)}a:`).join('\n'),
    100,
    /nested deeper/,
  ],
  ['deep lists', '- '.repeat(100_000), 1, /nested deeper/],
  ['a repeated key', 'on: push\njobs: {}\non: pull_request\n', 3, /"on" is repeated/],
  ['a tab', 'on: push\njobs:\n\ta:\n', 3, /[Tt]abs/],
  ['an unclosed quote', 'on: push\nname: "x\njobs: {}\n', 3, /quote/i],
  ['an alias of itself', 'on: push\njobs: &a\n  b: *a\n', 3, /\*a has no anchor/],
  ['two documents', 'on: push\njobs: {}\n---\non: push\n', 3, /more than one/],
  ['nothing', '', 1, /empty/],
  ['a NUL', '\0', 1, /not a map/],
  ['no jobs', 'on: push\n', 1, /no "jobs"/],
  ['no events', 'name: x\njobs: {}\n', 1, /no "on"/],
  ['jobs that are a list', 'on: push\njobs: [a]\n', 2, /not a map/],
  ['a job that is text', 'on: push\njobs:\n  a: b\n', 3, /"a" is not a map/],
  ['a key that is a list', 'on: push\n? [a]\n: b\n', 2, /key/],
])('%s is unreadable with its line and a reason', (_, text, line, why) => {
  const file = readWorkflow('.github/workflows/x.yml', 'blob', text);
  expect(file).toEqual({
    state: 'unreadable',
    path: '.github/workflows/x.yml',
    blob: 'blob',
    line,
    why: expect.stringMatching(why),
  });
});
