import { basename } from 'node:path';
import type { RepositoryName } from '../model/target.ts';

/** Who a repository is, as far as its remote tells. */
export interface RepositoryPlace {
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
