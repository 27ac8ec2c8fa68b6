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

it('treats the permissions of a workflow with one job as those of the job', () => {
  const text = 'on: push\npermissions:\n  checks: write\njobs:\n  a:\n    steps: []\n';
  expect(levelIn(tokenPermissions, { workflow: text })).toBe(5);
});

it('is unknown without workflow files', () => {
  expect(levelIn(tokenPermissions, {})).toBe('unknown');
});

reachesEveryLevel(tokenPermissions);
