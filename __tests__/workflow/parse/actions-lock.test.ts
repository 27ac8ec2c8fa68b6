import { expect, it } from '@jest/globals';
import { weakeningsBetween } from '../../../src/workflow/compare/weakenings.ts';
import { usesOf } from '../../../src/workflow/facts.ts';
import { LOCK_PATH, withActionsLock } from '../../../src/workflow/parse/actions-lock.ts';
import { readWorkflow } from '../../../src/workflow/parse/read-workflow.ts';

const CI = '.github/workflows/ci.yml';
const A = 'a'.repeat(40);
const B = 'b'.repeat(40);

const ci = (uses: string) =>
  readWorkflow(CI, 'b', `on: push\njobs:\n  a:\n    steps:\n      - uses: ${uses}\n`);

interface Lock {
  readonly version?: string;
  readonly path?: string;
  readonly listed?: readonly string[];
  readonly commit?: string;
  readonly inner?: string;
}

const LISTED = ['own/act@v1', 'own/inner@v2'];

function lock({ version = 'v0.0.2', path = CI, listed = LISTED, commit = A, inner = B }: Lock) {
  const text = `version: '${version}'
workflows:
    '${path}':
${listed.map((key) => `        - '${key}'`).join('\n')}
dependencies:
    'own/act@v1':
        ref: 'v1'
        commit: 'sha1-${commit}'
        uses:
            - 'own/inner@v2'
    'own/inner@v2':
        ref: 'v2'
        commit: 'sha1-${inner}'
`;
  return [{ path: LOCK_PATH, blob: 'b', text }];
}

function pinWith(given: Lock, uses = 'Own/act/sub@v1'): string | undefined {
  const [file] = withActionsLock([ci(uses)], lock(given));
  return file?.state === 'present' ? usesOf(file.workflow)[0]?.pin : undefined;
}

it('an action that the lock gives a commit is locked, whatever the case of its owner', () => {
  expect(pinWith({})).toBe('locked');
});

it('reads the keys of version 0.0.1, which repeat the commit', () => {
  const text = `version: v0.0.1\nworkflows:\n  ${CI}:\n    - own/act@v1:sha1-${A}\ndependencies:\n  own/act@v1:sha1-${A}:\n    commit: sha1-${A}\n`;
  const [file] = withActionsLock([ci('own/act@v1')], [{ path: LOCK_PATH, blob: 'b', text }]);
  expect(file?.state === 'present' && usesOf(file.workflow)[0]?.pin).toBe('locked');
});

it.each<[string, Lock]>([
  ['a workflow that the lock does not name', { path: '.github/workflows/other.yml' }],
  ['an action that the workflow does not list', { listed: ['own/inner@v2'] }],
  ['an action whose own action is not listed', { listed: ['own/act@v1'] }],
  ['an entry without a full commit', { commit: 'abc' }],
  ['an action whose own action has no full commit', { inner: 'abc' }],
  ['a version of the format that is not known', { version: 'v9' }],
])('%s is pinned by its tag only', (_, given) => {
  expect(pinWith(given)).toBe('tag');
});

it('a tag that the lock does not have is pinned by its tag only', () => {
  expect(pinWith({}, 'own/act@v2')).toBe('tag');
});

function weakenedBy(before: Lock, after: Lock, uses = 'own/act@v1') {
  const side = (given: Lock) => {
    const settings = lock(given);
    return { files: withActionsLock([ci(uses)], settings), settings };
  };
  return weakeningsBetween(side(before), side(after)).map(({ kind, path, line }) => [
    kind,
    path,
    line,
  ]);
}

it.each<[string, Lock, (string | number)[]]>([
  ['an entry that is removed', { listed: ['own/inner@v2'] }, ['pin-loosened', CI, 5]],
  ['a workflow that leaves the lock', { path: 'other.yml' }, ['pin-loosened', CI, 5]],
  ['a commit that changes without its `uses`', { commit: B }, ['pin-loosened', LOCK_PATH, 7]],
  ['a commit of an inner action that changes', { inner: A }, ['pin-loosened', LOCK_PATH, 12]],
])('%s is a weakening', (_, after, expected) => {
  expect(weakenedBy({}, after)).toEqual([expected]);
});

it('an unchanged lock is no weakening', () => {
  expect(weakenedBy({}, {})).toEqual([]);
});
