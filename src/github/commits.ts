import { patchFacts } from '../lib/unified-diff.ts';
import type { Commit } from '../model/forge.ts';
import type { ChangedFile, Changes } from '../model/repository.ts';
import { ok, type Result } from '../model/result.ts';
import type { Client } from './client.ts';
import {
  type Fields,
  fieldsIn,
  fieldsOf,
  listOf,
  maybeText,
  numberOr,
  textOf,
  textOr,
} from './decode.ts';
import { PAGE_SIZE } from './pages.ts';

const permission = 'contents: read';

/** A comparison lists no more files, and all of them on its first page. */
const MAX_COMPARE_FILES = 300;

export function commitOf(item: Fields): Commit {
  const commit = fieldsIn(item, 'commit');
  const parents = Array.isArray(item['parents']) ? item['parents'] : [];
  return {
    sha: textOf(item, 'sha'),
    tree: textOf(fieldsIn(commit, 'tree'), 'sha'),
    parents: parents.map((parent) => textOf(fieldsOf(parent, 'a parent'), 'sha')),
    message: textOr(commit, 'message', ''),
    committedAt: textOr(fieldsIn(commit, 'committer'), 'date', ''),
    ...madeBy(item),
  };
}

function madeBy(item: Fields): Pick<Commit, 'madeBy'> {
  const logins = ['author', 'committer'].map((who) => textOr(fieldsIn(item, who), 'login', ''));
  return logins.includes('') ? {} : { madeBy: [...new Set(logins)] };
}

/** Returns a commit by id, branch or tag, with one file of its change because none is not possible. */
export function getCommit(client: Client, ref: string): Promise<Result<Commit>> {
  const route = 'GET /repos/{owner}/{repo}/commits/{ref}';
  return client.request({ route, params: { ref, per_page: 1 }, permission }, commitOf);
}

interface ComparePage {
  readonly mergeBase: string;
  readonly total: number;
  readonly commits: readonly Commit[];
  readonly files: Changes['files'];
}

function comparePageOf(data: Fields): ComparePage {
  const files = Array.isArray(data['files']) ? data['files'] : [];
  return {
    mergeBase: textOf(fieldsIn(data, 'merge_base_commit'), 'sha'),
    total: numberOr(data, 'total_commits', 0),
    commits: listOf(data['commits'], 'commits').map((item) => commitOf(fieldsOf(item, 'a commit'))),
    files: files.map((file) => changedFileOf(fieldsOf(file, 'a file'))),
  };
}

/**
 * Returns what changed from the merge base of two revisions to the second: the files, and the
 * commits oldest first.
 *
 * GitHub lists at most 300 files, all on the first page (REST "Compare two commits", read
 * 2026-11-22); `truncated` means that there may be more.
 */
export async function compareCommits(
  client: Client,
  base: string,
  head: string,
): Promise<Result<Changes & { readonly mergeBase: string; readonly commits: readonly Commit[] }>> {
  const route = 'GET /repos/{owner}/{repo}/compare/{basehead}';
  const page = (number: number) => {
    const params = { basehead: `${base}...${head}`, per_page: PAGE_SIZE, page: number };
    return client.request({ route, params, permission }, comparePageOf);
  };
  const first = await page(1);
  if (!first.ok) return first;
  const { mergeBase, total, files } = first.value;
  const commits = [...first.value.commits];
  const more = Math.max(0, Math.ceil(total / PAGE_SIZE) - 1);
  for (const result of await Promise.all(Array.from({ length: more }, (_, at) => page(at + 2)))) {
    if (!result.ok) return result;
    commits.push(...result.value.commits);
  }
  const truncated = files.length >= MAX_COMPARE_FILES;
  return ok({ base, head, files: inPathOrder(files), truncated, mergeBase, commits });
}

/** `changed` is only a mode, `copied` creates a file, `unchanged` occurs in renames of folders. */
const STATUSES: Readonly<Record<string, ChangedFile['status']>> = {
  added: 'added',
  copied: 'added',
  removed: 'removed',
  renamed: 'renamed',
  modified: 'modified',
  changed: 'modified',
  unchanged: 'modified',
};

export function changedFileOf(file: Fields): ChangedFile {
  // GitHub leaves out the patch of a binary file and of a file that is too large to show.
  const patch = textOr(file, 'patch', '');
  const additions = numberOr(file, 'additions', 0);
  return {
    path: textOf(file, 'filename'),
    ...maybeText('previousPath', file, 'previous_filename'),
    status: STATUSES[textOr(file, 'status', 'modified')] ?? 'modified',
    additions,
    deletions: numberOr(file, 'deletions', 0),
    ...(additions === 0 ? { todos: 0 } : {}),
    ...(patch === '' ? {} : patchFacts(patch)),
  };
}

/** Sorts by code unit, each path once: a page may repeat a file when the list grew in between. */
export function inPathOrder(files: readonly ChangedFile[]): readonly ChangedFile[] {
  const byPath = new Map(files.map((file) => [file.path, file]));
  return [...byPath.values()].sort((a, b) => (a.path < b.path ? -1 : 1));
}
