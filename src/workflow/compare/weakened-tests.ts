import type { DeclaredTest, DeclaredTests } from '../../model/repository.ts';
import { subjectOf } from '../declared-tests.ts';
import {
  pairUp,
  removedAtHead,
  type Weakening,
  type WeakeningKind,
  weakened,
} from './weakening.ts';

/**
 * Returns tests that no longer run: deleted, skipped, expected to fail, todo, or excluded by an `only`. Skips
 * tests that were renamed or moved, and tests removed with the file they tested. A test is replaced when
 * another one took its place in the file.
 */
export function weakenedTests(base: DeclaredTests, head: DeclaredTests): readonly Weakening[] {
  const all = pairUp(base.tests, head.tests, [
    ({ path, name, group }) => [path, name, group].join('\n'),
    ({ name, group }) => [name, group].join('\n'),
    ({ body, name, group }) => (group ? `group ${name}` : `body ${body}`),
  ]);
  const removed = all.removed.filter(({ group, state }) => !group && state === 'runs');
  const added = all.added.filter(({ group }) => !group);
  const replaced = pairUp(removed, added, [({ path }) => path]);
  const subjects = new Set(head.removedFiles.map(subjectOf));
  return onePerMark([
    ...all.pairs.flatMap(([before, after]) => marked(before, after)),
    ...all.added.flatMap(focused),
    ...replaced.pairs.flatMap(([before, after]) => replacedBy(before, after)),
    ...replaced.removed
      .filter(
        ({ path }) => !(head.removedFiles.includes(path) && hasLostSubject(path, subjects, head)),
      )
      .map((test) => removedAtHead('test-removed', test, { step: test.name })),
  ]);
}

/** Keeps one weakening per mark: a skipped group skips many tests. */
function onePerMark(all: readonly Weakening[]): readonly Weakening[] {
  const keyOf = ({ at, kind, path, line }: Weakening): string => [at, kind, path, line].join('\n');
  const open = new Set(all.map(keyOf));
  return all.filter((one) => open.delete(keyOf(one)));
}

/** Whether the file that a removed test file is named after was removed with it. */
function hasLostSubject(
  path: string,
  subjects: ReadonlySet<string>,
  { removedFiles }: DeclaredTests,
): boolean {
  const subject = subjectOf(path);
  return (
    subjects.has(subject) &&
    removedFiles.some((other) => other !== path && subjectOf(other) === subject)
  );
}

const KINDS: Readonly<Record<DeclaredTest['state'], WeakeningKind | undefined>> = {
  runs: undefined,
  skipped: 'test-skipped',
  todo: 'test-skipped',
  'expected-to-fail': 'test-skipped',
  only: 'test-focused',
};

function marked(before: DeclaredTest, after: DeclaredTest): readonly Weakening[] {
  const kind = KINDS[after.state];
  if (kind === undefined || (before.state !== 'runs' && before.state !== 'only')) return [];
  return before.state === after.state ? [] : [weakened(kind, before, after, { step: after.name })];
}

/** A new test is a weakening only if its `only` keeps all others from running. */
function focused(test: DeclaredTest): readonly Weakening[] {
  if (test.state !== 'only') return [];
  return [weakened('test-focused', { ...test, text: '' }, test, { step: test.name })];
}

function replacedBy(before: DeclaredTest, after: DeclaredTest): readonly Weakening[] {
  if (after.state !== 'runs') return marked(before, after);
  if (isRename(before.name, after.name)) return [];
  return [weakened('test-replaced', before, after, { step: after.name })];
}

/** Whether two names share at least half of the words of the shorter one. */
function isRename(before: string, after: string): boolean {
  const [old, now] = [wordsOf(before), wordsOf(after)];
  const shared = [...old].filter((word) => now.has(word)).length;
  return shared * 2 >= Math.min(old.size, now.size);
}

function wordsOf(name: string): ReadonlySet<string> {
  const words = name
    .replace(/([a-z])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^a-z0-9]+/);
  return new Set(words.filter((word) => word !== '' && word !== 'test'));
}
