import type { Commit, Entry, FlatTree, ObjectStore } from './git-objects.ts';

/** Every commit reachable from `sha`, itself included, nearest first. */
export function ancestors(store: ObjectStore, sha: string): Set<string> {
  const seen = new Set<string>();
  const queue = [sha];
  for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
    if (seen.has(next)) continue;
    seen.add(next);
    queue.push(...(store.readCommit(next)?.parents ?? []));
  }
  return seen;
}

/** The newest commit both sides share; undefined for unrelated histories. */
export function mergeBase(store: ObjectStore, a: string, b: string): string | undefined {
  const ofA = ancestors(store, a);
  return [...ancestors(store, b)].find((sha) => ofA.has(sha));
}

/** Commits that `head` has and `base` has not, oldest first. */
export function commitsBetween(store: ObjectStore, base: string, head: string): Commit[] {
  const known = ancestors(store, base);
  return [...ancestors(store, head)]
    .filter((sha) => !known.has(sha))
    .reverse()
    .map((sha) => store.mustCommit(sha));
}

export type Change =
  | { readonly kind: 'added'; readonly path: string; readonly after: Entry }
  | { readonly kind: 'removed'; readonly path: string; readonly before: Entry }
  | {
      readonly kind: 'modified';
      readonly path: string;
      readonly before: Entry;
      readonly after: Entry;
    }
  | {
      readonly kind: 'renamed';
      readonly path: string;
      readonly from: string;
      readonly before: Entry;
      readonly after: Entry;
    };

const byPath = (a: Change, b: Change): number => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0);
const same = (a: Entry | undefined, b: Entry | undefined): boolean =>
  a?.sha === b?.sha && a?.mode === b?.mode;

function rawChanges(before: FlatTree, after: FlatTree): Change[] {
  const changes: Change[] = [];
  for (const [path, entry] of after) {
    const old = before.get(path);
    if (old === undefined) changes.push({ kind: 'added', path, after: entry });
    else if (!same(old, entry)) changes.push({ kind: 'modified', path, before: old, after: entry });
  }
  for (const [path, entry] of before) {
    if (!after.has(path)) changes.push({ kind: 'removed', path, before: entry });
  }
  return changes;
}

/** What turns one tree into the other, in order of path; a moved file counts only when unchanged. */
export function diffTrees(before: FlatTree, after: FlatTree): Change[] {
  const changes = rawChanges(before, after).sort(byPath);
  const gone = changes.filter((change) => change.kind === 'removed');
  const used = new Set<string>();
  const paired = changes.map((change): Change => {
    if (change.kind !== 'added') return change;
    const source = gone.find((old) => old.before.sha === change.after.sha && !used.has(old.path));
    if (!source) return change;
    used.add(source.path);
    return { ...change, kind: 'renamed', from: source.path, before: source.before };
  });
  return paired.filter((change) => change.kind !== 'removed' || !used.has(change.path));
}

/** Both sides changed one file, and not to the same: whole files are merged, never their lines. */
function conflicting(path: string, base: FlatTree, ours: FlatTree, theirs: FlatTree): boolean {
  const mine = ours.get(path);
  return !same(mine, base.get(path)) && !same(mine, theirs.get(path));
}

/** A three-way merge: what `theirs` changed since `base`, done to `ours`. */
export function mergeTrees(
  base: FlatTree,
  ours: FlatTree,
  theirs: FlatTree,
): { readonly tree: FlatTree; readonly conflicts: readonly string[] } {
  const changed = diffTrees(base, theirs).flatMap((change) =>
    change.kind === 'renamed' ? [change.from, change.path] : [change.path],
  );
  const tree: FlatTree = new Map(ours);
  for (const path of changed) {
    const wanted = theirs.get(path);
    if (wanted === undefined) tree.delete(path);
    else tree.set(path, wanted);
  }
  return { tree, conflicts: changed.filter((path) => conflicting(path, base, ours, theirs)) };
}
