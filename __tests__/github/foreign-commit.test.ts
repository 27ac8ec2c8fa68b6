import { afterEach, expect, it } from '@jest/globals';
import { foreignCommits } from '../../src/github/foreign-commit.ts';
import { type AnsweringServer, answering, json } from './answering-server.ts';

let server: AnsweringServer | undefined;
afterEach(() => server?.close());

const sha = 'a'.repeat(40);
const repository = { owner: 'some', name: 'action' };

/** An action's repository without a tag on the commit; answers by the kind of question. */
async function ask(place: string | 404, branches: readonly object[] | 422) {
  server = await answering((seen, response) => {
    if (seen.url.includes('/tags')) return json(response, 200, []);
    if (seen.url.includes('/compare/')) {
      return place === 404
        ? json(response, 404, { message: 'No common ancestor' })
        : json(response, 200, { status: place });
    }
    return branches === 422 ? json(response, 422, {}) : json(response, 200, branches);
  });
  const answer = await foreignCommits(server.client())(repository, sha);
  return answer.ok ? [answer.value.state, server.seen.length] : answer.error.kind;
}

it.each([
  ['behind', [], ['exists', 2]],
  ['identical', [], ['exists', 2]],
  ['diverged', [{ name: 'releases/v1' }], ['exists', 3]],
  ['diverged', [], ['fork-only', 3]],
  ['ahead', [], ['fork-only', 3]],
  [404, [], ['fork-only', 3]],
  [404, 422, ['missing', 3]],
] as const)('compared %s, heading %j is %j', async (place, branches, expected) => {
  expect(await ask(place, branches)).toEqual(expected);
});

it('lists the tags of a repository once', async () => {
  server = await answering((_seen, response) =>
    json(response, 200, [
      { name: 'v1', commit: { sha } },
      { name: 'v2', commit: { sha: 'b'.repeat(40) } },
    ]),
  );
  const find = foreignCommits(server.client());
  await Promise.all([
    find(repository, sha),
    find(repository, 'b'.repeat(40)),
    find(repository, sha),
  ]);
  expect(server.seen.length).toBe(1);
});
