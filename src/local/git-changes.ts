import { addedLines } from '../lib/unified-diff.ts';
import type { ChangedFile, LineRange } from '../model/repository.ts';
import { fieldsOfOutput, type Git } from './git.ts';

/** Files that differ between two commits, by path, renames found; a message when git refuses. */
export async function readChangedFiles(
  git: Git,
  base: string,
  head: string,
): Promise<readonly ChangedFile[] | string> {
  const args = ['diff-tree', '-r', '-z', '-M', '--raw', '--numstat', '--no-ext-diff'];
  const answer = await git([...args, '--no-textconv', '--end-of-options', base, head, '--']);
  if (!answer.ok) return answer.message;
  const fields = fieldsOfOutput(answer.bytes);
  const { changed, next } = readRaw(fields);
  const counts = readCounts(fields, next);
  const added = await readAddedLines(git, base, head);
  return changed
    .map(
      (file): ChangedFile => ({
        ...file,
        ...(counts.get(file.path) ?? NO_LINES),
        ...addedTo(file.path, added),
      }),
    )
    .sort((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0));
}

/** Lines added, by path; none where git refuses: the whole file speaks then. */
async function readAddedLines(
  git: Git,
  base: string,
  head: string,
): Promise<ReadonlyMap<string, readonly LineRange[]>> {
  const args = ['-c', 'core.quotePath=false', 'diff-tree', '-r', '-M', '-p', '-U0', '--no-color'];
  const plain = ['--no-ext-diff', '--no-textconv', '--no-prefix', '--end-of-options'];
  const answer = await git([...args, ...plain, base, head, '--']);
  const added = new Map<string, readonly LineRange[]>();
  if (!answer.ok) return added;
  for (const part of answer.bytes.toString('utf8').split(/^diff --git /m)) {
    const path = /^\+\+\+ ([^\t\n]+)/m.exec(part)?.[1];
    if (path !== undefined) added.set(path, addedLines(part));
  }
  return added;
}

function addedTo(
  path: string,
  added: ReadonlyMap<string, readonly LineRange[]>,
): Pick<ChangedFile, 'added'> {
  const lines = added.get(path);
  return lines === undefined ? {} : { added: lines };
}

const NO_LINES = { additions: 0, deletions: 0 };

type Listed = Omit<ChangedFile, 'additions' | 'deletions'>;

const STATUSES: Readonly<Record<string, ChangedFile['status']>> = {
  A: 'added',
  C: 'added',
  D: 'removed',
  R: 'renamed',
};

function readRaw(fields: readonly string[]): {
  readonly changed: readonly Listed[];
  readonly next: number;
} {
  const changed: Listed[] = [];
  let at = 0;
  while (fields[at]?.startsWith(':') === true) {
    const { file, length } = rawEntry(fields.slice(at, at + 3));
    changed.push(file);
    at += length;
  }
  return { changed, next: at };
}

/** `:<modes> <ids> <status>`, then one path, or the old and the new one. */
function rawEntry([head = '', first = '', second = '']: readonly string[]): {
  readonly file: Listed;
  readonly length: number;
} {
  const letter = /([A-Z])\d*$/.exec(head)?.[1] ?? 'M';
  const status = STATUSES[letter] ?? 'modified';
  if (letter === 'R') return { file: { path: second, previousPath: first, status }, length: 3 };
  if (letter === 'C') return { file: { path: second, status }, length: 3 };
  return { file: { path: first, status }, length: 2 };
}

/** `<added>\t<deleted>\t<path>`; a rename's path is empty and its two follow; `-` stands for a binary file. */
function readCounts(
  fields: readonly string[],
  from: number,
): ReadonlyMap<string, { readonly additions: number; readonly deletions: number }> {
  const counts = new Map<string, { additions: number; deletions: number }>();
  for (let at = from; at < fields.length; at += 1) {
    const [, added = '', deleted = '', path = ''] =
      /^(\S+)\t(\S+)\t([\s\S]*)$/.exec(fields[at] ?? '') ?? [];
    const renamed = path === '';
    const name = renamed ? (fields[at + 2] ?? '') : path;
    counts.set(name, { additions: Number(added) || 0, deletions: Number(deleted) || 0 });
    if (renamed) at += 2;
  }
  return counts;
}
