import { err, ok, type Result } from '../model/result.ts';
import type { RepositoryName } from '../model/target.ts';
import type { Client, Question } from './client.ts';
import { fieldsOf, listOf, textOr } from './decode.ts';
import { type Tag, tagReader } from './tag-batch.ts';

export interface ForeignCommit {
  readonly state: 'exists' | 'missing' | 'fork-only';
  readonly tags: readonly string[];
}

const permission = 'metadata: read';

function within(repository: RepositoryName, path: string, params: object): Question {
  const where = { owner: repository.owner, repo: repository.name };
  return { route: `GET /repos/{owner}/{repo}${path}`, params: { ...where, ...params }, permission };
}

/** `behind` and `identical` mean that the default branch contains the commit. */
function placeFromHead(
  client: Client,
  repository: RepositoryName,
  sha: string,
): Promise<Result<string>> {
  const question = within(repository, '/compare/{basehead}', {
    basehead: `HEAD...${sha}`,
    per_page: 1,
  });
  return client.ask(question, (reply) => textOr(fieldsOf(reply.data, 'it'), 'status', ''));
}

async function heads(
  client: Client,
  repository: RepositoryName,
  sha: string,
): Promise<Result<boolean>> {
  const question = within(repository, '/commits/{sha}/branches-where-head', { sha });
  return client.ask(question, (reply) => listOf(reply.data, 'the branches').length > 0);
}

/** An id that names no commit, nor one anywhere in the repository's network, is 404 or 422. */
function saysMissing(answer: Result<unknown>): boolean {
  return !answer.ok && (answer.error.kind === 'missing' || answer.error.kind === 'invalid');
}

async function untagged(
  client: Client,
  repository: RepositoryName,
  sha: string,
): Promise<Result<ForeignCommit>> {
  const place = await placeFromHead(client, repository, sha);
  if (place.ok && (place.value === 'behind' || place.value === 'identical')) {
    return ok({ state: 'exists', tags: [] });
  }
  if (!place.ok && !saysMissing(place)) return place;
  // Without a common ancestor the comparison is a 404 too, so the commit itself is asked for.
  const head = await heads(client, repository, sha);
  if (!head.ok) return saysMissing(head) ? ok({ state: 'missing', tags: [] }) : head;
  return ok({ state: head.value ? 'exists' : 'fork-only', tags: [] });
}

/**
 * Answers whether a commit belongs to a repository, with what it learned kept for the next question.
 *
 * GitHub serves the commits of every fork through the parent's address, so that a commit can be read
 * there proves nothing (the "impostor commit", zizmor's audit of that name). What proves it: a tag
 * points at it, or the default branch contains it, or a branch's head is it. The tags of all
 * repositories that are asked for together come in one request; at most two more for a commit that
 * none of the first hundred points at.
 * A commit deep in a branch that is neither default nor tagged counts as `fork-only`: nobody can
 * tell the two apart in a bounded number of requests, and a release has a tag.
 */
export function foreignCommits(
  client: Client,
): (repository: RepositoryName, sha: string) => Promise<Result<ForeignCommit>> {
  const listTags = tagReader(client);
  const tagsOf = new Map<string, Promise<Result<readonly Tag[]>>>();
  const known = new Map<string, Promise<Result<ForeignCommit>>>();

  async function look(repository: RepositoryName, sha: string): Promise<Result<ForeignCommit>> {
    const key = `${repository.owner}/${repository.name}`.toLowerCase();
    const pending = tagsOf.get(key) ?? listTags(repository);
    tagsOf.set(key, pending);
    const tags = await pending;
    if (!tags.ok) return err(tags.error);
    const pointing = tags.value.filter((tag) => tag.sha === sha).map((tag) => tag.name);
    if (pointing.length > 0) return ok({ state: 'exists', tags: pointing });
    return untagged(client, repository, sha);
  }

  return (repository, sha) => {
    const key = `${repository.owner}/${repository.name}@${sha}`.toLowerCase();
    const answer = known.get(key) ?? look(repository, sha);
    known.set(key, answer);
    return answer;
  };
}
