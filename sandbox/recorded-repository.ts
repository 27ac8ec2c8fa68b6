import type { FlatTree, Mode, ObjectStore } from './git-objects.ts';
import type { World } from './world.ts';

/**
 * A real repository at one commit, as `npm run record:self` stores it: its history, the trees of some
 * commits, and the files that an audit reads. Ids are those that git computes from the content.
 */
export interface RecordedRepository {
  /** Branch and commit that it points at. */
  readonly branch: string;
  readonly head: string;
  /** Commits as git stores them, parents first. */
  readonly commits: readonly string[];
  /** Files of a tree, by the id of the tree: mode, id of the blob, bytes, and path. */
  readonly trees: Readonly<Record<string, readonly RecordedFile[]>>;
  readonly texts: readonly string[];
  /** Contents that are not UTF-8, in base64. */
  readonly bytes: readonly string[];
}

export type RecordedFile = readonly [mode: string, blob: string, bytes: number, path: string];

/** Puts the recorded repository into a world. */
export function addRecorded({ repo }: World, recorded: RecordedRepository): void {
  const { store, refs } = repo;
  for (const text of recorded.texts) store.blob(text);
  for (const text of recorded.bytes) store.blob(Buffer.from(text, 'base64'));
  for (const [tree, files] of Object.entries(recorded.trees)) addTree(store, tree, files);
  for (const text of recorded.commits) store.commitObject(text);
  refs.set(`refs/heads/${recorded.branch}`, store.mustCommit(recorded.head).sha);
}

function addTree(store: ObjectStore, tree: string, files: readonly RecordedFile[]): void {
  const flat: FlatTree = new Map();
  for (const [mode, sha, bytes, path] of files) {
    store.adoptBlob(sha, bytes);
    flat.set(path, { mode: mode as Mode, sha });
  }
  const made = store.writeTree(flat);
  if (made !== tree) throw new Error(`the recorded tree ${tree} has other files: ${made}`);
}
