import type { Review } from '../model/repository.ts';
import { ok, type Result } from '../model/result.ts';
import type { PullRequest } from '../model/target.ts';
import type { Client } from './client.ts';
import { type Fields, fieldsIn, textOr } from './decode.ts';
import { askAllPages } from './pages.ts';

const STATES: Readonly<Record<string, Review['state']>> = {
  APPROVED: 'approved',
  CHANGES_REQUESTED: 'changes-requested',
  COMMENTED: 'commented',
  DISMISSED: 'dismissed',
};

/** A review that was not sent yet (`PENDING`), and one by a bot, says nothing. */
function reviewOf(review: Fields): Review | undefined {
  const user = fieldsIn(review, 'user');
  const state = STATES[textOr(review, 'state', '')];
  if (state === undefined || user['type'] === 'Bot') return undefined;
  // GitHub shows the reviews of deleted accounts under this name.
  return { login: textOr(user, 'login', 'ghost'), state, url: textOr(review, 'html_url', '') };
}

/**
 * The last review of each reviewer but the author and bots, by login.
 *
 * GitHub lists them oldest first (REST "List reviews for a pull request", read 2026-11-22). A comment
 * takes back neither an approval nor an objection, so it only counts where there is neither.
 */
export async function listReviews(
  client: Client,
  pull: Pick<PullRequest, 'number' | 'author'>,
): Promise<Result<readonly Review[]>> {
  const route = 'GET /repos/{owner}/{repo}/pulls/{pull_number}/reviews';
  const params = { pull_number: pull.number };
  const question = { route, params, permission: 'pull-requests: read' };
  const all = await askAllPages(client, question, 'answer', reviewOf);
  if (!all.ok) return all;
  const last = new Map<string, Review>();
  for (const review of all.value) {
    if (review === undefined || review.login === pull.author) continue;
    const known = last.get(review.login);
    if (known === undefined || known.state === 'commented' || review.state !== 'commented') {
      last.set(review.login, review);
    }
  }
  return ok([...last.values()].sort((a, b) => (a.login < b.login ? -1 : 1)));
}
