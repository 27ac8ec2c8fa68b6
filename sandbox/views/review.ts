import type { StoryReview } from '../story.ts';
import type { Pull } from '../world.ts';
import { userJson } from './user.ts';
import { apiOf, htmlOf, type Json, nodeId, type View } from './view.ts';

/** `pull-request-review`; `at` is its place among the reviews of the pull request. */
export function reviewJson(view: View, pull: Pull, review: StoryReview, at: number): Json {
  const { repo } = view.world;
  const id = pull.number * 1000 + at + 800_000;
  const html = `${htmlOf(view, repo)}/pull/${pull.number}#pullrequestreview-${id}`;
  const url = `${apiOf(view, repo)}/pulls/${pull.number}`;
  return {
    id,
    node_id: nodeId('PullRequestReview', id),
    user: userJson(view, review.by),
    body: review.body,
    state: review.state,
    html_url: html,
    pull_request_url: url,
    _links: { html: { href: html }, pull_request: { href: url } },
    submitted_at: review.at,
    commit_id: pull.headSha,
    author_association: 'MEMBER',
  };
}
