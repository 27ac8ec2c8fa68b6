import type { PullRequest } from '../../model/target.ts';
import type { CachedReads } from '../base/cache.ts';
import { type Stopped, unanswered } from './trigger.ts';

/** Maximum number of pull requests of one head that are audited; each costs an audit. */
const MAX_PULLS = 5;

/** Returns the pull requests with this head, by number: the open ones, else those that were open. */
export function pullsOfHead(pulls: readonly PullRequest[], sha: string): readonly PullRequest[] {
  const here = pulls.filter(({ headSha }) => headSha === sha);
  const open = here.filter(({ state }) => state === 'open');
  return [...(open.length > 0 ? open : here)].sort((a, b) => a.number - b.number);
}

/**
 * Returns the other open pull requests with the head of this one. All share the statuses of their
 * commit, so an audit of one must not decide for the others: anybody can open a second pull request
 * of the same head into another branch.
 */
export async function siblingsOf(
  reads: CachedReads,
  pull: PullRequest,
): Promise<readonly PullRequest[] | Stopped> {
  const { headOwner, headRef, headSha } = pull;
  // Nobody can open another pull request from a repository that is deleted.
  if (headOwner === undefined || pull.state !== 'open') return [];
  const listed = await reads.pullsByHead(headOwner, headRef);
  if (!listed.ok) {
    const what = `pull requests of ${headOwner}:${headRef} could not be listed`;
    return unanswered(headSha, what, listed.error);
  }
  return pullsOfHead(listed.value, headSha).filter(
    ({ number, state, fork }) => number !== pull.number && state === 'open' && fork === pull.fork,
  );
}

/** Returns an error when more pull requests share a head than are audited. */
export function tooMany(sha: string, pulls: readonly PullRequest[]): Stopped | undefined {
  if (pulls.length <= MAX_PULLS) return undefined;
  const numbers = pulls.map(({ number }) => `#${number}`).join(', ');
  const message = `${pulls.length} pull requests have the head ${sha.slice(0, 7)} (${numbers}), and at most ${MAX_PULLS} are audited; close the others`;
  return { state: 'stopped', sha, message };
}
