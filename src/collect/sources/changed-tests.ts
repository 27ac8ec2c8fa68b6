import type { DeclaredTest, DeclaredTests } from '../../model/declared-test.ts';
import type { Evidence } from '../../model/evidence.ts';
import type { RepositoryFiles } from '../../model/evidence-file.ts';
import type { Tree, TreeEntry } from '../../model/forge.ts';
import { declaredTests, isTestFile, subjectOf } from '../../workflow/declared-tests.ts';
import type { CollectJob } from '../collect-job.ts';
import { readEntry } from '../repository-text.ts';

/** Changed test files that are read at each of the two commits. */
const MAX_FILES = 600;
/** Declarations kept of each commit; only those that the other commit lacks are. */
const MAX_TESTS = 3000;

type Files = Evidence<RepositoryFiles>;

/**
 * Both commits' files with the tests that only one of them declares so; what cannot be read is said, and then no test
 * is called lost. Where none is, a new test matters only when it keeps the others from running.
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
  const lost = told(was, is, []);
  const now = told(is, was, goneFiles(before.value, after.value));
  const unsure = lost.missing !== '' || now.missing !== '';
  const fresh =
    lost.tests.length > 0 ? now.tests : now.tests.filter(({ state }) => state === 'only');
  return [
    { ...base, value: { ...base.value, declared: { ...lost, tests: unsure ? [] : lost.tests } } },
    { ...head, value: { ...head.value, declared: { ...now, tests: unsure ? [] : fresh } } },
  ];
}

interface Found {
  readonly tests: readonly DeclaredTest[];
  readonly missing: string;
}

/** The tests of the test files that the other commit has not, or has with other bytes. */
async function testsOnlyIn(job: CollectJob, tree: Tree, other: Tree): Promise<Found> {
  const known = new Set(other.entries.map(({ path, blob }) => `${blob} ${path}`));
  const changed = tree.entries.filter(
    (entry) =>
      entry.mode.startsWith('100') &&
      isTestFile(entry.path) &&
      !known.has(`${entry.blob} ${entry.path}`),
  );
  const read = await Promise.all(changed.slice(0, MAX_FILES).map((entry) => testsIn(job, entry)));
  const trouble = read.find(({ missing }) => missing !== '')?.missing ?? '';
  const cut =
    changed.length > MAX_FILES
      ? `${changed.length} test files changed, and only ${MAX_FILES} were read`
      : tree.truncated
        ? 'the repository has more files than GitHub lists'
        : '';
  return { tests: read.flatMap(({ tests }) => tests), missing: trouble || cut };
}

async function testsIn({ reads }: CollectJob, entry: TreeEntry): Promise<Found> {
  const file = await readEntry(reads, entry);
  if (file.state === 'found') return { tests: declaredTests(entry.path, file.text), missing: '' };
  const why = file.state === 'none' ? 'it is not there' : file.why;
  return { tests: [], missing: `${entry.path} could not be read: ${why}` };
}

/**
 * Only what differs is kept: most tests of a changed file are as they were. Where not all could be read,
 * on either side, nothing is: a test that was not seen may stand in a file that was not read.
 */
function told(own: Found, other: Found, removedFiles: readonly string[]): DeclaredTests {
  const unsure = own.missing || other.missing;
  if (unsure !== '') return { tests: [], removedFiles, missing: unsure };
  const alike = new Map<string, number>();
  for (const test of other.tests) alike.set(keyOf(test), (alike.get(keyOf(test)) ?? 0) + 1);
  const tests = own.tests.filter((test) => {
    const left = alike.get(keyOf(test)) ?? 0;
    alike.set(keyOf(test), left - 1);
    return left <= 0;
  });
  const cut =
    tests.length > MAX_TESTS ? `${tests.length} tests changed, and only ${MAX_TESTS} are kept` : '';
  return { tests: tests.slice(0, MAX_TESTS), removedFiles, missing: cut };
}

function keyOf({ path, name, group, state }: DeclaredTest): string {
  return JSON.stringify([path, name, group, state]);
}

/** Files of the base that are gone, as far as they are named like a test file that is gone with them. */
function goneFiles(base: Tree, head: Tree): readonly string[] {
  const now = new Set(head.entries.map(({ path }) => path));
  const lost = base.entries.map(({ path }) => path).filter((path) => !now.has(path));
  const subjects = new Set(lost.filter(isTestFile).map(subjectOf));
  return lost.filter((path) => subjects.has(subjectOf(path))).slice(0, MAX_TESTS);
}
