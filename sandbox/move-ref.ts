import { refreshPull } from './build-pulls.ts';
import type { FlatTree } from './git-objects.ts';
import { userOf } from './lookup.ts';
import type { Repo, World } from './world.ts';

/** Points a branch at another commit and lets the open pull requests on it follow. */
export function moveBranch(world: World, repo: Repo, branch: string, sha: string): void {
  repo.refs.set(`refs/heads/${branch}`, sha);
  for (const pull of world.pulls) {
    const touched =
      pull.baseRef === branch || (pull.headRepo.id === repo.id && pull.headRef === branch);
    if (pull.state === 'open' && touched) refreshPull(world, pull);
  }
}

/** A commit GitHub makes on behalf of a token: signed, on top of the branch's tip. */
export function commitOnBranch(
  world: World,
  repo: Repo,
  branch: string,
  made: { readonly login: string; readonly message: string; readonly tree: FlatTree },
): string {
  const parent = repo.refs.get(`refs/heads/${branch}`);
  const author = userOf(world, made.login);
  const github = userOf(world, 'web-flow');
  const at = world.clock.tick();
  const sha = repo.store.commit({
    tree: repo.store.writeTree(made.tree),
    parents: parent === undefined ? [] : [parent],
    author: { name: author.name, email: author.email, at },
    committer: { name: github.name, email: github.email, at },
    message: made.message,
    verified: true,
  });
  moveBranch(world, repo, branch, sha);
  return sha;
}
