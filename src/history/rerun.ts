import type { TreeEntry } from '../model/forge.ts';

/** A file that audits made, made once more. `unproved`: what it was made from is not there, and why. */
export interface Rerun {
  readonly path: string;
  readonly state: 'same' | 'differs' | 'unproved';
  readonly why: string;
}

/** A commit's files, and the text of one of them; `undefined` for what is no text or not there. */
export interface Shelf {
  readonly entries: readonly TreeEntry[];
  readonly read: (path: string) => Promise<string | undefined>;
}

/** One file made anew, held against the one that is there. */
export function compared(path: string, made: string, there: string | undefined): Rerun {
  if (there === undefined) return { path, state: 'differs', why: 'it is not there' };
  if (there === made) return { path, state: 'same', why: '' };
  const lines = there.split('\n');
  const at = made.split('\n').findIndex((line, index) => line !== lines[index]);
  const line = at === -1 ? lines.length : at + 1;
  return { path, state: 'differs', why: `from line ${line} on it is not what its evidence gives` };
}
