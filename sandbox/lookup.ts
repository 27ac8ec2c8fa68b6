import type { Attempt, Repo, Run, User, World } from './world.ts';

/** Looks a repository up as GitHub does, without regard to case. */
export const repoOf = (world: World, fullName: string): Repo | undefined =>
  world.repos.get(fullName.toLowerCase());

/** The repositories of an owner that anyone may see, by name. */
export const reposOf = (world: World, owner: string): readonly Repo[] =>
  [...world.repos.values()]
    .filter((repo) => repo.owner === owner && (!repo.private || repo === world.repo))
    .sort((a, b) => (a.name < b.name ? -1 : 1));

export const fullName = (repo: Repo): string => `${repo.owner}/${repo.name}`;

export function userOf(world: World, login: string): User {
  const known = world.users.get(login);
  if (!known) throw new Error(`the story has no person ${login}`);
  return known;
}

/** Turns anything GitHub takes as a `ref` (branch, tag, full ref, id or its start) into a commit id. */
export function resolveRef(repo: Repo, ref: string): string | undefined {
  for (const name of [ref, `refs/${ref}`, `refs/heads/${ref}`, `refs/tags/${ref}`]) {
    const sha = repo.refs.get(name);
    if (sha !== undefined) return peel(repo, sha);
  }
  if (ref === 'HEAD') return repo.refs.get(`refs/heads/${repo.defaultBranch}`);
  if (repo.store.readCommit(ref)) return ref;
  if (!/^[0-9a-f]{7,39}$/.test(ref)) return undefined;
  const starts = [...repo.store.commitIds()].filter((sha) => sha.startsWith(ref));
  return starts.length === 1 ? starts[0] : undefined;
}

/** From a tag object to the commit it names. */
function peel(repo: Repo, sha: string): string {
  const object = repo.store.get(sha);
  if (object?.type !== 'tag') return sha;
  return /^object ([0-9a-f]{40})/.exec(object.content.toString('utf8'))?.[1] ?? sha;
}

/** The newest attempt, which is what a run shows of itself. */
export function latest(run: Run): Attempt {
  const last = run.attempts.at(-1);
  if (!last) throw new Error(`run ${run.id} has no attempt`);
  return last;
}
