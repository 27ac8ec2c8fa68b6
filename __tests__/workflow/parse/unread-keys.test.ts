import { expect, it } from '@jest/globals';
import type { Unread } from '../../../src/model/workflow.ts';
import { fixtures, readFixture, workflowOf } from '../fixture-files.ts';

const unreadIn = (text: string, path?: string): readonly Unread[] =>
  workflowOf(text, path).unread ?? [];

const job = (lines: string): string =>
  `on: push\njobs:\n  a:\n    runs-on: ubuntu-latest\n    ${lines}\n`;
const steps = (lines: string): string => job(`steps:\n      ${lines}`);

it.each([
  ['of a workflow', 'on: push\nhooks: [a/b@v1]\njobs: {}', [2, 'hooks', 'trigger']],
  ['of a trigger', 'on: { push: { authors: [a] } }\njobs: {}', [1, 'authors', 'trigger']],
  ['of a schedule', 'on: { schedule: [{ every: day }] }\njobs: {}', [1, 'every', 'trigger']],
  ['of a job', job('pre-steps: [{ run: a }]'), [5, 'pre-steps', 'permission']],
  ['of a strategy', job('strategy: { retries: "all" }'), [5, 'retries', 'download']],
  ['of a container', job('container: { from: a }'), [5, 'from', 'download']],
  ['of a service', job('services: { db: { build: . } }'), [5, 'build', 'download']],
  ['of defaults', job('defaults: { uses: x }'), [5, 'uses', 'uses']],
  ['of run defaults', job('defaults: { run: { user: x } }'), [5, 'user', 'download']],
  ['of a step', steps('- { run: a, then: [{ uses: b@v1 }] }'), [6, 'then', 'uses']],
  ['next to parallel', steps('- { parallel: [{ run: a }], if: "x" }'), [6, 'if', 'uses']],
  ['of a step under parallel', steps('- parallel: [{ run: a, then: b }]'), [6, 'then', 'uses']],
])('lists an unknown key %s with its line and the last thing it can hide', (_, text, expected) => {
  const found = unreadIn(text).filter(({ key }) => key !== undefined);
  expect(found.map(({ line, key, hides }) => [line, key, hides.at(-1)])).toEqual([expected]);
});

it('lists an unknown key of a composite action', () => {
  const text = 'name: a\nruns:\n  using: composite\n  steps:\n    - run: a\n      before: b\n';
  expect(unreadIn(text, 'action.yml').map(({ line, key }) => [line, key])).toEqual([[6, 'before']]);
});

it('a boolean or a number hides only whether a check counts', () => {
  const text = steps('- { run: a, tolerate: true }');
  expect(unreadIn(text).map(({ hides }) => hides)).toEqual([['check']]);
});

it.each([
  ['steps by an expression', job('steps: ${{ fromJSON(inputs.s) }}'), 'uses'],
  ['a strategy by an expression', job('strategy: ${{ fromJSON(inputs.s) }}'), 'runtime'],
  ['services by an expression', job('services: ${{ fromJSON(inputs.s) }}'), 'download'],
  ['a script that is a list', steps('- run: [a, b]'), 'install'],
  ['a step without a script and an action', steps('- name: a'), 'check'],
  ['a step that is text', steps('- a'), 'uses'],
  ['an unknown access', job('permissions: { contents: admin }'), 'permission'],
  ['permissions by an expression', job('permissions: ${{ inputs.p }}'), 'permission'],
])('lists %s as unread', (_, text, hidden) => {
  expect(unreadIn(text).map(({ hides }) => hides.includes(hidden as 'uses'))).toEqual([true]);
});

it('an unknown access is no grant', () => {
  const { permissions } = workflowOf('on: push\npermissions: { contents: admin }\njobs: {}\n');
  expect(permissions).toEqual({ state: 'declared', line: 2, grants: [] });
});

it('understands every key of the fixtures', () => {
  const read = fixtures().map(readFixture);
  const unread = read.flatMap((file) =>
    file.state === 'present' ? (file.workflow.unread ?? []) : [],
  );
  expect([read.length > 5, unread]).toEqual([true, []]);
});
