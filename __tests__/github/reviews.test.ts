import { afterEach, expect, it } from '@jest/globals';
import { pullsApi } from '../../src/github/pulls.ts';
import { pullOf } from '../collect/scene.ts';
import { type AnsweringServer, answering, json } from './answering-server.ts';

let server: AnsweringServer | undefined;
afterEach(() => server?.close());

const by = (login: string, state: string, type = 'User') => ({
  user: { login, type },
  state,
  html_url: `https://github.com/o/r/pull/7#${login}-${state}`,
});

/** Serves these reviews of a pull request of ada's, a hundred a page. */
async function reviewsOf(...reviews: readonly object[]) {
  server = await answering((seen, response) => {
    const page = Number(new URL(seen.url, 'http://x').searchParams.get('page'));
    const last = Math.ceil(reviews.length / 100);
    const link = `<http://x/reviews?page=${last}>; rel="last"`;
    const items = reviews.slice((page - 1) * 100, page * 100);
    return json(response, 200, items, page < last ? { link } : {});
  });
  const answer = await pullsApi(server.client()).reviews(pullOf());
  return answer.ok && answer.value.map(({ login, state }) => `${login} ${state}`);
}

it('returns the last review of each reviewer, from all pages', async () => {
  const early = Array.from({ length: 100 }, () => by('cy', 'CHANGES_REQUESTED'));
  expect(await reviewsOf(...early, by('cy', 'APPROVED'), by('ben', 'CHANGES_REQUESTED'))).toEqual([
    'ben changes-requested',
    'cy approved',
  ]);
  expect(server?.seen.map(({ url }) => url.split('?')[0])).toEqual(
    Array.from({ length: 2 }, () => '/repos/o/r/pulls/7/reviews'),
  );
});

it('keeps an approval after a comment, but not after a dismissal', async () => {
  expect(
    await reviewsOf(
      by('ben', 'CHANGES_REQUESTED'),
      by('cy', 'COMMENTED'),
      by('dee', 'DISMISSED'),
      by('ben', 'COMMENTED'),
      by('cy', 'APPROVED'),
      by('cy', 'COMMENTED'),
    ),
  ).toEqual(['ben changes-requested', 'cy approved', 'dee dismissed']);
});

it('leaves out the author, bots and unsent reviews, and keeps deleted accounts', async () => {
  expect(
    await reviewsOf(
      by('ada', 'APPROVED'),
      by('helper[bot]', 'APPROVED', 'Bot'),
      by('ben', 'PENDING'),
      { ...by('', 'APPROVED'), user: null },
    ),
  ).toEqual(['ghost approved']);
});

it('names the missing permission', async () => {
  server = await answering((_seen, response) =>
    json(response, 403, { message: 'Resource not accessible by integration' }),
  );
  expect(await pullsApi(server.client()).reviews(pullOf())).toMatchObject({
    ok: false,
    error: { kind: 'forbidden', permission: 'pull-requests: read' },
  });
});
