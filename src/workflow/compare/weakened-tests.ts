import type { DeclaredTest, DeclaredTests } from '../../model/declared-test.ts';
import { subjectOf } from '../declared-tests.ts';
import { gone, pairUp, type Weakening, type WeakeningKind, weakened } from './weakening.ts';

/**
 * Tests that no longer run: deleted, skipped, expected to fail, left for later, or kept back by an `only`. A test
 * that was renamed or moved is none, nor is one that left with the file it tested. One whose place in its file
 * another test took is told as replaced.
 */
export function weakenedTests(base: DeclaredTests, head: DeclaredTests): readonly Weakening[] {
  const {
    pairs,
    gone: lost,
    fresh,
  } = pairUp(base.tests, head.tests, [
    ({ path, name, group }) => [path, name, group].join('\n'),
    ({ name, group }) => [name, group].join('\n'),
    ({ body, name, group }) => (group ? `group ${name}` : `body ${body}`),
  ]);
  const removed = lost.filter(({ group, state }) => !group && state === 'runs');
  const added = fresh.filter(({ group }) => !group);
  const replaced = pairUp(removed, added, [({ path }) => path]);
  const subjects = new Set(head.removedFiles.map(subjectOf));
  return onePerMark([
    ...pairs.flatMap(([before, after]) => marked(before, after)),
    ...fresh.flatMap(focused),
    ...replaced.pairs.flatMap(([before, after]) => replacedBy(before, after)),
    ...replaced.gone
      .filter(
        ({ path }) => !(head.removedFiles.includes(path) && hasLostSubject(path, subjects, head)),
      )
      .map((test) => gone('test-removed', test, { step: test.name })),
  ]);
}

/** A group that is skipped takes many tests with it, and is one weakening. */
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

/** A new test is no weakening, unless it keeps all the others from running. */
function focused(test: DeclaredTest): readonly Weakening[] {
  if (test.state !== 'only') return [];
  return [weakened('test-focused', { ...test, text: '' }, test, { step: test.name })];
}

function replacedBy(before: DeclaredTest, after: DeclaredTest): readonly Weakening[] {
  if (after.state !== 'runs') return marked(before, after);
  if (isRename(before.name, after.name)) return [];
  return [weakened('test-replaced', before, after, { step: after.name })];
}

/** Two names of which one has half of the other's words, or more, are of one test. */
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
