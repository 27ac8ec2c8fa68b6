import { indexByPath } from '../../lib/memoize.ts';
import type { Evidence } from '../../model/evidence.ts';
import type { Tree, TreeEntry } from '../../model/forge.ts';
import type { DeclaredTest, DeclaredTests, RepositoryFiles } from '../../model/repository.ts';
import { declaredTests, isTestFile, subjectOf } from '../../workflow/declared-tests.ts';
import type { CollectJob } from '../base/collect-job.ts';
import { readEntry } from '../base/repository-text.ts';

/** Maximum number of changed test files that are read at each of the two commits. */
const MAX_FILES = 600;
/** Maximum number of tests kept of each commit. */
const MAX_TESTS = 3000;

type Files = Evidence<RepositoryFiles>;

/**
 * Adds the tests that only one of the two commits declares. When a file cannot be read, `missing` says
 * so and no test counts as removed. When none is removed, a new test matters only when it keeps the
 * others from running (`only`).
 */
export async function withChangedTests(
  job: CollectJob,
  base: Files,
  head: Files,
): Promise<readonly [base: Files, head: Files]> {
  if (base.state !== 'present' || head.state !== 'present') return [base, head];
  const [before, after] = await Promise.all([
    job.reads.tree(base.value.commit),
    job.reads.tree(head.value.commit),
  ]);
  if (!before.ok || !after.ok) return [base, head];
  const [was, is] = await Promise.all([
    testsOnlyIn(job, before.value, after.value),
    testsOnlyIn(job, after.value, before.value),
  ]);
  const removed = declaredOnlyIn(was, is, []);
  const added = declaredOnlyIn(is, was, removedWithTests(before.value, after.value));
  const incomplete = removed.missing !== '' || added.missing !== '';
  const fresh =
    removed.tests.length > 0 ? added.tests : added.tests.filter(({ state }) => state === 'only');
  return [
    {
      ...base,
      value: { ...base.value, declared: { ...removed, tests: incomplete ? [] : removed.tests } },
    },
    { ...head, value: { ...head.value, declared: { ...added, tests: incomplete ? [] : fresh } } },
  ];
}

interface Found {
  readonly tests: readonly DeclaredTest[];
  readonly missing: string;
}

/** Returns the tests in test files that the other commit lacks or has with other bytes. */
async function testsOnlyIn(job: CollectJob, tree: Tree, other: Tree): Promise<Found> {
  const known = indexByPath(other.entries);
  const changed = tree.entries.filter(
    ({ path, blob, mode }) =>
      known.get(path)?.blob !== blob && mode.startsWith('100') && isTestFile(path),
  );
  const read = await Promise.all(changed.slice(0, MAX_FILES).map((entry) => testsIn(job, entry)));
  const unreadable = read.find(({ missing }) => missing !== '')?.missing ?? '';
  const cut =
    changed.length > MAX_FILES
      ? `${changed.length} test files changed, and only ${MAX_FILES} were read`
      : tree.truncated
        ? 'the repository has more files than GitHub lists'
        : '';
  return { tests: read.flatMap(({ tests }) => tests), missing: unreadable || cut };
}

async function testsIn({ reads }: CollectJob, entry: TreeEntry): Promise<Found> {
  const file = await readEntry(reads, entry);
  if (file.state === 'found') return { tests: declaredTests(entry.path, file.text), missing: '' };
  const why = file.state === 'none' ? 'it is not there' : file.why;
  return { tests: [], missing: `${entry.path} could not be read: ${why}` };
}

/**
 * Returns the tests that the other commit lacks; most tests of a changed file are unchanged. Returns
 * none when a file could not be read on either side: the test may be in that file.
 */
function declaredOnlyIn(own: Found, other: Found, removedFiles: readonly string[]): DeclaredTests {
  const missing = own.missing || other.missing;
  if (missing !== '') return { tests: [], removedFiles, missing };
  const equal = new Map<string, number>();
  for (const test of other.tests) equal.set(keyOf(test), (equal.get(keyOf(test)) ?? 0) + 1);
  const tests = own.tests.filter((test) => {
    const left = equal.get(keyOf(test)) ?? 0;
    equal.set(keyOf(test), left - 1);
    return left <= 0;
  });
  const cut =
    tests.length > MAX_TESTS ? `${tests.length} tests changed, and only ${MAX_TESTS} are kept` : '';
  return { tests: tests.slice(0, MAX_TESTS), removedFiles, missing: cut };
}

function keyOf({ path, name, group, state }: DeclaredTest): string {
  return JSON.stringify([path, name, group, state]);
}

/** Returns the removed files of the base whose test file was removed too. */
function removedWithTests(base: Tree, head: Tree): readonly string[] {
  const now = indexByPath(head.entries);
  const removed = base.entries.map(({ path }) => path).filter((path) => !now.has(path));
  const subjects = new Set(removed.filter(isTestFile).map(subjectOf));
  return removed.filter((path) => subjects.has(subjectOf(path))).slice(0, MAX_TESTS);
}
