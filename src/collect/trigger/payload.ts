import type { PullRequest } from '../../model/target.ts';

/** Returns a value of the event's payload by its keys, outermost first; `undefined` when it is missing. */
export function at(payload: unknown, ...keys: readonly string[]): unknown {
  let value: unknown = payload;
  for (const key of keys) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return undefined;
    value = (value as Readonly<Record<string, unknown>>)[key];
  }
  return value;
}

export function textAt(payload: unknown, ...keys: readonly string[]): string | undefined {
  const value = at(payload, ...keys);
  return typeof value === 'string' && value !== '' ? value : undefined;
}

export function numberAt(payload: unknown, ...keys: readonly string[]): number | undefined {
  const value = at(payload, ...keys);
  return typeof value === 'number' ? value : undefined;
}

/**
 * Returns the pull request of an event's payload; `undefined` when fields are missing and it must be
 * requested. A deleted fork has a null `head.repo` and is still a fork.
 */
export function payloadPull(pull: unknown): PullRequest | undefined {
  const number = numberAt(pull, 'number');
  const headSha = textAt(pull, 'head', 'sha');
  const headRef = textAt(pull, 'head', 'ref');
  const baseRef = textAt(pull, 'base', 'ref');
  const baseSha = textAt(pull, 'base', 'sha');
  const title = textAt(pull, 'title');
  if (number === undefined || title === undefined || baseRef === undefined) return undefined;
  if (headSha === undefined || headRef === undefined || baseSha === undefined) return undefined;
  const headRepository = numberAt(pull, 'head', 'repo', 'id');
  const headOwner = textAt(pull, 'head', 'repo', 'owner', 'login');
  return {
    number,
    title,
    url: textAt(pull, 'html_url') ?? '',
    state: stateOf(pull),
    draft: at(pull, 'draft') === true,
    headSha,
    headRef,
    ...(headOwner === undefined ? {} : { headOwner }),
    fork: headRepository === undefined || headRepository !== numberAt(pull, 'base', 'repo', 'id'),
    baseRef,
    baseSha,
    ...mergeOf(pull),
    author: textAt(pull, 'user', 'login') ?? '',
    ...milestoneOf(pull),
    changedFiles: numberAt(pull, 'changed_files') ?? 0,
  };
}

function stateOf(pull: unknown): PullRequest['state'] {
  if (isMerged(pull)) return 'merged';
  return at(pull, 'state') === 'closed' ? 'closed' : 'open';
}

function isMerged(pull: unknown): boolean {
  return at(pull, 'merged') === true || textAt(pull, 'merged_at') !== undefined;
}

/** While a pull request is open, `merge_commit_sha` is GitHub's test merge, which no branch contains. */
function mergeOf(pull: unknown): { readonly mergeSha?: string } {
  const sha = textAt(pull, 'merge_commit_sha');
  return isMerged(pull) && sha !== undefined ? { mergeSha: sha } : {};
}

function milestoneOf(pull: unknown): { readonly milestone?: string } {
  const title = textAt(pull, 'milestone', 'title');
  return title === undefined ? {} : { milestone: title };
}
