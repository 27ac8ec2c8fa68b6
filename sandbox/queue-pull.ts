import { mergedTree } from './build-pulls.ts';
import { userOf } from './lookup.ts';
import type { Pull, Run, World } from './world.ts';

/** A run that the queue starts is the pull request's, on the queue's commit. */
function rerun(world: World, run: Run, branch: string, sha: string): Run {
  const id = world.nextId();
  const attempts = structuredClone(run.attempts);
  for (const job of attempts.flatMap(({ jobs }) => jobs)) job.id = world.nextId();
  const artifacts = world.artifacts.filter(({ runId }) => runId === run.id);
  for (const artifact of artifacts) {
    world.artifacts.push({ ...artifact, id: world.nextId(), runId: id });
  }
  const at = { headRepo: world.repo, headBranch: branch, headSha: sha, pull: null };
  return { ...run, ...at, id, event: 'merge_group', checkSuiteId: world.nextId(), attempts };
}

/**
 * Puts a pull request into the merge queue: a commit of what the merge would give, on the queue's own
 * branch, and the pull request's runs on it. In the queue once, it stays there.
 */
export function queuePull(
  world: World,
  pull: Pull,
): { readonly sha: string; readonly branch: string } {
  const { repo } = world;
  const branch = `gh-readonly-queue/${pull.baseRef}/pr-${pull.number}-${pull.baseSha}`;
  const known = repo.refs.get(`refs/heads/${branch}`);
  if (known !== undefined) return { sha: known, branch };
  const { tree } = mergedTree(repo, pull.baseSha, pull.headSha);
  const author = userOf(world, pull.author);
  const github = userOf(world, 'web-flow');
  const at = world.clock.tick();
  const sha = repo.store.commit({
    tree: repo.store.writeTree(tree),
    parents: [pull.baseSha],
    author: { name: author.name, email: author.email, at },
    committer: { name: github.name, email: github.email, at },
    message: `${pull.title} (#${pull.number})`,
    verified: true,
  });
  repo.refs.set(`refs/heads/${branch}`, sha);
  const runs = world.runs.filter(
    (run) => run.headSha === pull.headSha && run.workflow.path !== world.audit.workflow,
  );
  world.runs.push(...runs.map((run) => rerun(world, run, branch, sha)));
  return { sha, branch };
}
