import { addedLines } from '../lib/unified-diff.ts';
import type { ChangedFile, Changes } from '../model/change.ts';
import type { Commit } from '../model/forge.ts';
import { ok, type Result } from '../model/result.ts';
import type { ApiResponse, Client } from './client.ts';
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
import { pageSize } from './pages.ts';

/** `changed` is a mode alone, `copied` makes a new file, `unchanged` occurs in renames of folders. */
const statuses: Readonly<Record<string, ChangedFile['status']>> = {
  added: 'added',
  copied: 'added',
  removed: 'removed',
  renamed: 'renamed',
  modified: 'modified',
  changed: 'modified',
  unchanged: 'modified',
};

export function changedFileOf(file: Fields): ChangedFile {
  return {
    path: textOf(file, 'filename'),
    ...maybeText('previousPath', file, 'previous_filename'),
    status: statuses[textOr(file, 'status', 'modified')] ?? 'modified',
    additions: numberOr(file, 'additions', 0),
    deletions: numberOr(file, 'deletions', 0),
    ...addedBy(textOr(file, 'patch', '')),
  };
}

/** GitHub leaves out the patch of a binary file and of one that is too large to show. */
function addedBy(patch: string): Pick<ChangedFile, 'added'> {
  return patch === '' ? {} : { added: addedLines(patch) };
}

/** In code-unit order, each path once: a page may repeat a file when the list grew meanwhile. */
export function inPathOrder(files: readonly ChangedFile[]): readonly ChangedFile[] {
  const byPath = new Map(files.map((file) => [file.path, file]));
  return [...byPath.values()].sort((a, b) => (a.path < b.path ? -1 : 1));
}

/** A comparison lists no more files, and all of them on its first page. */
const maxCompareFiles = 300;

export function commitOf(item: Fields): Commit {
  const commit = fieldsIn(item, 'commit');
  const parents = Array.isArray(item['parents']) ? item['parents'] : [];
  return {
    sha: textOf(item, 'sha'),
    tree: textOf(fieldsIn(commit, 'tree'), 'sha'),
    parents: parents.map((parent) => textOf(fieldsOf(parent, 'a parent'), 'sha')),
    message: textOr(commit, 'message', ''),
    committedAt: textOr(fieldsIn(commit, 'committer'), 'date', ''),
  };
}

interface ComparePage {
  readonly mergeBase: string;
  readonly total: number;
  readonly commits: readonly Commit[];
  readonly files: Changes['files'];
}

function comparePageOf(reply: ApiResponse): ComparePage {
  const data = fieldsOf(reply.data, 'the comparison');
  const files = Array.isArray(data['files']) ? data['files'] : [];
  return {
    mergeBase: textOf(fieldsIn(data, 'merge_base_commit'), 'sha'),
    total: numberOr(data, 'total_commits', 0),
    commits: listOf(data['commits'], 'commits').map((item) => commitOf(fieldsOf(item, 'a commit'))),
    files: files.map((file) => changedFileOf(fieldsOf(file, 'a file'))),
  };
}

/**
 * From the merge base of two revisions to the second: its files, and its commits oldest first.
 *
 * GitHub gives at most 300 files, all on the first page (REST "Compare two commits", read
 * 2026-11-22); `truncated` says that there may be more.
 */
export async function compareCommits(
  client: Client,
  base: string,
  head: string,
): Promise<Result<Changes & { readonly mergeBase: string; readonly commits: readonly Commit[] }>> {
  const route = 'GET /repos/{owner}/{repo}/compare/{basehead}';
  const page = (number: number) => {
    const params = { basehead: `${base}...${head}`, per_page: pageSize, page: number };
    return client.request({ route, params, permission: 'contents: read' }, comparePageOf);
  };
  const first = await page(1);
  if (!first.ok) return first;
  const { mergeBase, total, files } = first.value;
  const commits = [...first.value.commits];
  const more = Math.max(0, Math.ceil(total / pageSize) - 1);
  for (const answer of await Promise.all(Array.from({ length: more }, (_, at) => page(at + 2)))) {
    if (!answer.ok) return answer;
    commits.push(...answer.value.commits);
  }
  const truncated = files.length >= maxCompareFiles;
  return ok({ base, head, files: inPathOrder(files), truncated, mergeBase, commits });
}
