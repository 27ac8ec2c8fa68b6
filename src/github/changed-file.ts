import { addedLines } from '../lib/unified-diff.ts';
import type { ChangedFile } from '../model/repository.ts';
import { type Fields, maybeText, numberOr, textOf, textOr } from './decode.ts';

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
