import type { FlatTree } from './git-objects.ts';
import { fullName, userOf } from './lookup.ts';
import type { StoryCommit } from './story.ts';
import type { Repo, World } from './world.ts';
import { writeFiles } from './write-files.ts';

/** The repository that a branch name points into: `owner:branch` is a fork, made when first seen. */
export function repoOfBranch(world: World, branch: string): { repo: Repo; name: string } {
  const colon = branch.indexOf(':');
  if (colon < 0) return { repo: world.repo, name: branch };
  const owner = branch.slice(0, colon);
  const key = `${owner}/${world.repo.name}`.toLowerCase();
  const known = world.repos.get(key);
  const fork = known ?? {
    ...world.repo,
    id: world.repo.id + world.repos.size,
    owner,
    fork: true,
    refs: new Map(world.repo.refs),
  };
  world.repos.set(key, fork);
  return { repo: fork, name: branch.slice(colon + 1) };
}

function startOf(world: World, repo: Repo, branch: string, from: string | undefined) {
  const tip = repo.refs.get(`refs/heads/${branch}`);
  if (tip !== undefined) return tip;
  if (from === undefined) return undefined;
  const start = world.repo.refs.get(`refs/heads/${from}`);
  if (start === undefined) throw new Error(`branch ${branch} of ${fullName(repo)}: no ${from}`);
  return start;
}

/** Makes the story's commits in order; returns the ids of those that carry a label. */
export function buildCommits(
  world: World,
  commits: readonly StoryCommit[],
): ReadonlyMap<string, string> {
  const labels = new Map<string, string>();
  for (const made of commits) {
    const { repo, name } = repoOfBranch(world, made.branch);
    const parent = startOf(world, repo, name, made.from);
    const tree: FlatTree =
      parent === undefined ? new Map() : repo.store.readTree(repo.store.mustCommit(parent).tree);
    writeFiles(repo.store, tree, made.write);
    for (const path of made.delete) tree.delete(path);
    const person = userOf(world, made.author);
    const who = { name: person.name, email: person.email, at: made.at };
    const sha = repo.store.commit({
      tree: repo.store.writeTree(tree),
      parents: parent === undefined ? [] : [parent],
      author: who,
      committer: who,
      message: made.message.trimEnd(),
      verified: false,
    });
    repo.refs.set(`refs/heads/${name}`, sha);
    if (made.label !== undefined) labels.set(made.label, sha);
  }
  return labels;
}
