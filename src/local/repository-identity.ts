import { realpath } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { parsedJson, recordOf } from '../lib/json.ts';
import type { RepositoryName } from '../model/target.ts';
import { readText } from './disk.ts';
import { gitIn } from './git.ts';
import { commitId, isPublished } from './git-refs.ts';

/** The commit of this program, if others can fetch it. */
export interface OwnCommit {
  readonly sha: string;
  /** Whether it is the commit of a release, which the package states. */
  readonly released: boolean;
}

/**
 * Returns the commit that a released package states, or the checked-out commit of a clone if a remote
 * branch contains it; else `undefined`. `entry` is the script that was started.
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
  // In an installation below another repository, the commit would belong to that repository.
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
  return read.state === 'unreadable' ? {} : recordOf(parsedJson(read.text));
}

/** Name and address of a repository, by its remote. */
interface RepositoryPlace {
  readonly repository: RepositoryName;
  /** Web address of its GitHub server, for links; empty for other forges. */
  readonly serverUrl: string;
}

/**
 * Returns `owner/name` from the address of the remote, else `local/<folder>`. Only github.com and the
 * server of `GITHUB_SERVER_URL` get links, because other forges have other paths.
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

/** Parses `https://host/owner/name.git`, `ssh://git@host/owner/name`, or `git@host:owner/name.git`. */
function remoteOf(
  url: string,
): { readonly host: string; readonly owner: string; readonly name: string } | undefined {
  const match =
    /^(?:https?|ssh|git):\/\/(?:[^@/]*@)?([^/:]+)(?::\d+)?\/(.+)$/.exec(url) ??
    /^(?:[\w.-]+@)?([\w-]+(?:\.[\w-]+)+):(?!\/\/)(.+)$/.exec(url);
  const [, host = '', path = ''] = match ?? [];
  const segments = path
    .replace(/(?<!\/)\/+$/, '')
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
