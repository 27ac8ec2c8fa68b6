import { repoOfBranch } from './build-commits.ts';
import { mergeBase, mergeTrees } from './git-graph.ts';
import type { FlatTree } from './git-objects.ts';
import { resolveRef, userOf } from './lookup.ts';
import type { StoryPull } from './story.ts';
import type { Pull, Repo, World } from './world.ts';
import { writeFiles } from './write-files.ts';

/** The tree that merging a pull request would give, and the paths that stand in its way. */
export function mergedTree(repo: Repo, baseSha: string, headSha: string) {
  const treeOf = (sha: string): FlatTree => repo.store.readTree(repo.store.mustCommit(sha).tree);
  const base = mergeBase(repo.store, baseSha, headSha);
  return mergeTrees(
    base === undefined ? new Map() : treeOf(base),
    treeOf(baseSha),
    treeOf(headSha),
  );
}

/** Makes GitHub's test merge commit of an open pull request; null when the two sides conflict. */
export function testMerge(world: World, pull: Pull): string | null {
  const { store } = world.repo;
  const { tree, conflicts } = mergedTree(world.repo, pull.baseSha, pull.headSha);
  if (conflicts.length > 0) return null;
  const github = userOf(world, 'web-flow');
  const who = { name: github.name, email: github.email, at: pull.createdAt };
  const message = `Merge ${pull.headSha} into ${pull.baseSha}`;
  const parents = [pull.baseSha, pull.headSha];
  return store.commit({
    tree: store.writeTree(tree),
    parents,
    author: who,
    committer: who,
    message,
    verified: true,
  });
}

/** Refreshes what follows from a moved head or base: ids, test merge, `refs/pull`. */
export function refreshPull(world: World, pull: Pull): void {
  pull.headSha = pull.headRepo.refs.get(`refs/heads/${pull.headRef}`) ?? pull.headSha;
  pull.baseSha = world.repo.refs.get(`refs/heads/${pull.baseRef}`) ?? pull.baseSha;
  pull.mergeCommitSha = testMerge(world, pull);
  world.repo.refs.set(`refs/pull/${pull.number}/head`, pull.headSha);
  const merge = `refs/pull/${pull.number}/merge`;
  if (pull.mergeCommitSha === null) world.repo.refs.delete(merge);
  else world.repo.refs.set(merge, pull.mergeCommitSha);
}

export function buildPulls(world: World, pulls: readonly StoryPull[]): void {
  for (const told of pulls) {
    const { repo: headRepo, name: headRef } = repoOfBranch(world, told.head);
    const headSha = resolveRef(headRepo, headRef);
    const baseSha = resolveRef(world.repo, told.base);
    if (headSha === undefined || baseSha === undefined) {
      throw new Error(`pull request ${told.number}: no branch ${told.head} or ${told.base}`);
    }
    const write: FlatTree = new Map();
    writeFiles(world.repo.store, write, told.merge.write);
    const pull: Pull = {
      number: told.number,
      title: told.title,
      body: told.body === '' ? null : told.body,
      author: told.author,
      state: 'open',
      draft: told.draft,
      headRepo,
      headRef,
      headSha,
      baseRef: told.base,
      baseSha,
      createdAt: told.created,
      updatedAt: told.created,
      closedAt: null,
      mergedAt: null,
      mergedBy: null,
      mergeCommitSha: null,
      milestone: told.milestone ?? null,
      reviews: told.reviews,
      merge: { ...told.merge, write },
    };
    refreshPull(world, pull);
    world.pulls.push(pull);
  }
}
