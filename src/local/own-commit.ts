import { realpath } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { readText } from './disk.ts';
import { gitIn } from './git.ts';
import { commitId } from './git-commit.ts';
import { isPublished } from './git-refs.ts';

/** The commit that this program was built from, as others can fetch it. */
export interface OwnCommit {
  readonly sha: string;
  /** Whether it is that of a release: its package says so, a clone may lie anywhere. */
  readonly released: boolean;
}

/**
 * Of a released package its own word; of a clone the commit that is checked out, when a remote branch
 * holds it; `undefined` when neither tells. `entry` is the script that was started.
 */
export async function ownCommit(entry: string): Promise<OwnCommit | undefined> {
  const script = await realpath(entry).catch(() => entry);
  const root = join(dirname(script), '..');
  const { name, gitHead } = await manifestOf(root);
  if (name !== 'milestone-audit') return undefined;
  if (typeof gitHead === 'string' && /^[0-9a-f]{40}$/.test(gitHead)) {
    return { sha: gitHead, released: true };
  }
  const git = gitIn(root);
  const top = await git(['rev-parse', '--show-cdup']);
  // Installed below somebody else's repository, the commit would be theirs.
  if (!top.ok || top.bytes.toString('utf8').trim() !== '') return undefined;
  const head = await commitId(git, 'HEAD');
  return head !== undefined && (await isPublished(git, head))
    ? { sha: head, released: false }
    : undefined;
}

async function manifestOf(
  root: string,
): Promise<{ readonly name?: unknown; readonly gitHead?: unknown }> {
  const read = await readText(join(root, 'package.json'));
  if (read.state === 'unreadable') return {};
  try {
    return JSON.parse(read.text) as object;
  } catch {
    return {};
  }
}
