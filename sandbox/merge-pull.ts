import { mergedTree, refreshPull } from './build-pulls.ts';
import { userOf } from './lookup.ts';
import type { Pull, World } from './world.ts';

/** Presses the merge button of a pull request, as its story says; returns the new commit's id. */
export function mergePull(world: World, pull: Pull): string {
  const { merge } = pull;
  const at = merge?.at ?? world.clock.tick();
  world.clock.advanceTo(at);
  refreshPull(world, pull);
  const { tree, conflicts } = mergedTree(world.repo, pull.baseSha, pull.headSha);
  if (conflicts.length > 0) throw new Error(`pull request ${pull.number} conflicts: ${conflicts}`);
  for (const [path, entry] of merge?.write ?? []) tree.set(path, entry);
  const author = userOf(world, pull.author);
  const github = userOf(world, 'web-flow');
  const sha = world.repo.store.commit({
    tree: world.repo.store.writeTree(tree),
    parents: merge?.method === 'merge' ? [pull.baseSha, pull.headSha] : [pull.baseSha],
    author: { name: author.name, email: author.email, at },
    committer: { name: github.name, email: github.email, at },
    message: merge?.message ?? `${pull.title} (#${pull.number})`,
    verified: true,
  });
  world.repo.refs.set(`refs/heads/${pull.baseRef}`, sha);
  world.repo.refs.delete(`refs/pull/${pull.number}/merge`);
  Object.assign(pull, {
    state: 'closed',
    closedAt: at,
    mergedAt: at,
    updatedAt: at,
    mergedBy: merge?.by ?? pull.author,
    mergeCommitSha: sha,
  });
  return sha;
}
