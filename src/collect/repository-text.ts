import type { TreeEntry } from '../model/forge.ts';
import { apiErrorText } from '../model/result.ts';
import type { CachedReads } from './cache.ts';

/** A text file of the repository at a commit. */
export type RepositoryText =
  | { readonly state: 'found'; readonly text: string; readonly entry: TreeEntry }
  | { readonly state: 'none' }
  | { readonly state: 'trouble'; readonly why: string };

/** Configs, plans and workflows are written by hand; a larger file is not one of them. */
const MAX_BYTES = 1024 * 1024;

/** One file by its path; symbolic links and submodules are never followed. */
export async function readRepositoryText(
  reads: CachedReads,
  commit: string,
  path: string,
): Promise<RepositoryText> {
  const tree = await reads.tree(commit);
  if (!tree.ok) return { state: 'trouble', why: apiErrorText(tree.error) };
  const entry = tree.value.entries.find((one) => one.path === path);
  if (entry !== undefined) return readEntry(reads, entry);
  return tree.value.truncated
    ? { state: 'trouble', why: 'the repository has too many files for GitHub to list them all' }
    : { state: 'none' };
}

/** The text of an entry of a tree; UTF-8, a byte order mark is dropped. */
export async function readEntry(
  reads: CachedReads,
  entry: TreeEntry,
  maxBytes: number = MAX_BYTES,
): Promise<RepositoryText> {
  if (!entry.mode.startsWith('100')) {
    return { state: 'trouble', why: `it is ${modeName(entry.mode)} and not a file` };
  }
  if (entry.bytes > maxBytes) {
    return { state: 'trouble', why: `it has ${entry.bytes} bytes; at most ${maxBytes} are read` };
  }
  const blob = await reads.blob(entry.blob);
  return blob.ok
    ? { state: 'found', text: new TextDecoder().decode(blob.value), entry }
    : { state: 'trouble', why: apiErrorText(blob.error) };
}

function modeName(mode: string): string {
  return mode === '120000' ? 'a symbolic link' : 'a submodule';
}
