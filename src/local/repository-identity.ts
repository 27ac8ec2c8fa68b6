import { realpath } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { RepositoryName } from '../model/target.ts';
import { readText } from './disk.ts';
import { gitIn } from './git.ts';
import { commitId, isPublished } from './git-refs.ts';

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

/** Who a repository is, as far as its remote tells. */
interface RepositoryPlace {
  readonly repository: RepositoryName;
  /** Web address of its forge when it is a GitHub, whose pages can be linked; empty otherwise. */
  readonly serverUrl: string;
}

/**
 * `owner/name` from a remote's address, else `local/<folder>`. Links are made only for github.com and
 * for the server that `GITHUB_SERVER_URL` names: other forges have other paths.
 */
export function repositoryPlace(
  url: string | undefined,
  root: string,
  server: string | undefined,
): RepositoryPlace {
  const remote = url === undefined ? undefined : remoteOf(url);
  if (remote === undefined) {
    const name = safeName(basename(root).replace(/\.git$/, ''));
    return { repository: { owner: 'local', name }, serverUrl: '' };
  }
  const { host, owner, name } = remote;
  const known = [server ?? '', 'https://github.com'].find((one) => hostOf(one) === host);
  const repository = { owner: safeName(owner), name: safeName(name) };
  return { repository, serverUrl: known?.replace(/\/$/, '') ?? '' };
}

/** `https://host/owner/name.git`, `ssh://git@host/owner/name`, or `git@host:owner/name.git`. */
function remoteOf(
  url: string,
): { readonly host: string; readonly owner: string; readonly name: string } | undefined {
  const match =
    /^(?:https?|ssh|git):\/\/(?:[^@/]*@)?([^/:]+)(?::\d+)?\/(.+)$/.exec(url) ??
    /^(?:[\w.-]+@)?([\w-]+(?:\.[\w-]+)+):(?!\/\/)(.+)$/.exec(url);
  const [, host = '', path = ''] = match ?? [];
  const segments = path
    .replace(/\/+$/, '')
    .replace(/\.git$/, '')
    .split('/');
  const [owner, name] = segments.slice(-2);
  return owner === undefined || name === undefined || owner === '' || name === ''
    ? undefined
    : { host: host.toLowerCase(), owner, name };
}

function hostOf(address: string): string {
  return /^https?:\/\/([^/:]+)/.exec(address)?.[1]?.toLowerCase() ?? '';
}

function safeName(text: string): string {
  const safe = text.replace(/[^A-Za-z0-9._-]/g, '-');
  return safe === '' ? 'repository' : safe;
}
