import type { TreeEntry } from '../model/forge.ts';

/** A generated file, compared with its regeneration. `unproved`: it cannot be regenerated (`why`). */
export interface Rerun {
  readonly path: string;
  readonly state: 'same' | 'differs' | 'unproved';
  readonly why: string;
}

/** A commit's files. `read` returns the text of one; `undefined` when it is missing or not text. */
export interface Shelf {
  readonly entries: readonly TreeEntry[];
  readonly read: (path: string) => Promise<string | undefined>;
}

/** Compares a regenerated file with the committed one. */
export function compareFile(path: string, made: string, there: string | undefined): Rerun {
  if (there === undefined) return { path, state: 'differs', why: 'it is not there' };
  if (there === made) return { path, state: 'same', why: '' };
  const lines = there.split('\n');
  const at = made.split('\n').findIndex((line, index) => line !== lines[index]);
  const line = at === -1 ? lines.length : at + 1;
  return { path, state: 'differs', why: `from line ${line} on it is not what its evidence gives` };
}
