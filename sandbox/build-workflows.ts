import { parse } from 'yaml';
import type { StoryRun } from './story.ts';
import type { Repo, Workflow, World } from './world.ts';

/** The first id given to a workflow; the rest count up in order of path. */
const FIRST_ID = 70_100_001;

function filesOf(repo: Repo): Map<string, string> {
  const found = new Map<string, string>();
  const tips = [...repo.refs].sort(([a]) => (a === `refs/heads/${repo.defaultBranch}` ? 1 : -1));
  for (const [, sha] of tips) {
    const commit = repo.store.readCommit(sha);
    if (!commit) continue;
    for (const [path, entry] of repo.store.readTree(commit.tree)) {
      if (/^\.github\/workflows\/[^/]+\.ya?ml$/.test(path)) {
        found.set(path, repo.store.blobContent(entry.sha)?.toString('utf8') ?? '');
      }
    }
  }
  return found;
}

/** GitHub calls a workflow by its `name:`, or by its path when there is none or it can't be read. */
function nameOf(path: string, text: string | undefined): string {
  try {
    const yaml: unknown = parse(text ?? '');
    const name =
      yaml !== null && typeof yaml === 'object' && 'name' in yaml ? yaml.name : undefined;
    return typeof name === 'string' ? name : path;
  } catch {
    return path;
  }
}

/** The workflows of the repository: every workflow file on any branch, and every one that ran. */
export function buildWorkflows(world: World, runs: readonly StoryRun[]): Workflow[] {
  const files = filesOf(world.repo);
  const paths = new Set([...files.keys(), ...runs.map((run) => run.workflow)]);
  return [...paths].sort().map((path, at) => ({
    id: FIRST_ID + at,
    name: nameOf(path, files.get(path)),
    path,
    createdAt: world.repo.createdAt,
  }));
}
