import type { CommitWrite, FileAddition, WrittenCommit } from '../model/forge.ts';
import { ok, type Result } from '../model/result.ts';
import type { Client } from './client.ts';
import { commitByRest } from './commit-by-rest.ts';
import { fieldsIn, textOf, textOr } from './decode.ts';
import { askGraphql } from './graphql.ts';
import { writeCommit } from './write-commit.ts';

const permission = 'contents: write';

const mutation = `mutation ($input: CreateCommitOnBranchInput!) {
  createCommitOnBranch(input: $input) { commit { oid url signature { isValid } } }
}`;

/** A server whose GraphQL is older than the mutation says this of it (GraphQL Ruby's own words). */
function isUnknown(answer: Result<unknown>): boolean {
  return (
    !answer.ok &&
    answer.error.kind === 'invalid' &&
    /createCommitOnBranch' doesn't exist|CreateCommitOnBranchInput isn't a defined/.test(
      answer.error.message,
    )
  );
}

/** Commits by GraphQL, and by REST from the moment the server has said that it does not know how. */
export function commitWriter(
  client: Client,
): (commit: CommitWrite) => Promise<Result<WrittenCommit>> {
  let byRest = false;
  return async (commit) => {
    const made = byRest ? undefined : await createCommit(client, commit);
    byRest ||= made !== undefined && isUnknown(made);
    return made === undefined || byRest ? commitByRest(client, commit) : made;
  };
}

/**
 * Commits all files at once, on the very head the caller saw, signed by GitHub.
 *
 * Another commit in between is a `conflict`: read again, rebuild, try again. No author is given,
 * which is what lets GitHub sign it (docs.github.com, "About commit signature verification", read
 * 2026-11-22).
 */
function createCommit(client: Client, commit: CommitWrite): Promise<Result<WrittenCommit>> {
  const { owner, name } = client.repository;
  const input = {
    branch: { repositoryNameWithOwner: `${owner}/${name}`, branchName: commit.branch },
    expectedHeadOid: commit.expectedHead,
    message: { headline: commit.headline, body: commit.body },
    fileChanges: {
      additions: commit.additions.map(({ path, text }) => ({
        path,
        contents: Buffer.from(text).toString('base64'),
      })),
      deletions: commit.deletions.map((path) => ({ path })),
    },
  };
  const read = (data: ReturnType<typeof fieldsIn>): WrittenCommit => {
    const written = fieldsIn(fieldsIn(data, 'createCommitOnBranch'), 'commit');
    return {
      sha: textOf(written, 'oid'),
      url: textOr(written, 'url', ''),
      verified: fieldsIn(written, 'signature')['isValid'] === true,
    };
  };
  // A second try after a lost answer finds the branch moved on: a conflict, and no second commit.
  return askGraphql(client, mutation, { input }, permission, read);
}

/** Points a new branch at a commit. One of that name is a `conflict`. */
export async function createBranch(
  client: Client,
  branch: string,
  sha: string,
): Promise<Result<void>> {
  const route = 'POST /repos/{owner}/{repo}/git/refs';
  const params = { ref: `refs/heads/${branch}`, sha };
  const made = await client.ask({ route, params, permission, once: true }, () => undefined);
  if (made.ok || !/already exists/i.test(made.error.message)) return made;
  return { ok: false, error: { kind: 'conflict', message: made.error.message } };
}

/** Points a branch at another commit by force; only ever the audit's own branch of a milestone. */
export function resetBranch(client: Client, branch: string, sha: string): Promise<Result<void>> {
  const route = 'PATCH /repos/{owner}/{repo}/git/refs/heads/{branch}';
  return client.ask({ route, params: { branch, sha, force: true }, permission }, () => undefined);
}

/**
 * Makes a branch without history whose one commit holds just these files.
 *
 * GitHub no longer takes the well-known id of the empty tree (r-lib/gert#149, read 2026-11-22), so
 * the branch begins with its first files instead of with nothing.
 */
export async function createRootCommit(
  client: Client,
  branch: string,
  message: string,
  additions: readonly FileAddition[],
): Promise<Result<WrittenCommit>> {
  const commit = await writeCommit(client, { message, parents: [], additions, deletions: [] });
  if (!commit.ok) return commit;
  const branched = await createBranch(client, branch, commit.value.sha);
  return branched.ok ? ok(commit.value) : branched;
}
