import type { CommitWrite, FileAddition, WrittenCommit } from '../model/forge.ts';
import { ok, type Result } from '../model/result.ts';
import type { Client } from './client.ts';
import { fieldsIn, fieldsOf, textOf, textOr } from './decode.ts';
import { askGraphql } from './graphql.ts';

const writeContents = 'contents: write';

/** A commit as its objects, which no branch points at yet. */
interface CommitObject {
  readonly message: string;
  readonly parents: readonly string[];
  /** The tree it begins with; without one it holds nothing but the additions. */
  readonly baseTree?: string;
  readonly additions: readonly FileAddition[];
  readonly deletions: readonly string[];
}

/** Writes tree and commit by the Git data API. No author is given, so that a server may sign it. */
async function writeCommit(
  client: Client,
  { message, parents, baseTree, additions, deletions }: CommitObject,
): Promise<Result<WrittenCommit>> {
  const file = { mode: '100644', type: 'blob' };
  const rows = [
    ...additions.map(({ path, text }) => ({ path, ...file, content: text })),
    ...deletions.map((path) => ({ path, ...file, sha: null })),
  ];
  const base = baseTree === undefined ? {} : { base_tree: baseTree };
  const tree = await client.request(
    { route: `POST ${git}/trees`, params: { ...base, tree: rows }, permission: writeContents },
    (reply) => textOf(fieldsOf(reply.data, 'the tree'), 'sha'),
  );
  if (!tree.ok) return tree;
  const params = { message, tree: tree.value, parents };
  return client.request(
    { route: `POST ${git}/commits`, params, permission: writeContents },
    (reply) => {
      const made = fieldsOf(reply.data, 'the commit');
      const verified = fieldsIn(made, 'verification')['verified'] === true;
      return { sha: textOf(made, 'sha'), url: textOr(made, 'html_url', ''), verified };
    },
  );
}

const git = '/repos/{owner}/{repo}/git';

function treeOf(client: Client, sha: string): Promise<Result<string>> {
  const route = `GET ${git}/commits/{commit_sha}`;
  const question = { route, params: { commit_sha: sha }, permission: 'contents: read' };
  return client.request(question, (reply) =>
    textOf(fieldsIn(fieldsOf(reply.data, 'the commit'), 'tree'), 'sha'),
  );
}

/**
 * Moves the branch forward. A branch that has moved meanwhile is a `conflict`: GitHub says 422
 * "Update is not a fast forward" (rust-lang/homu issue 75, read 2026-11-22).
 */
async function moveOn(client: Client, branch: string, sha: string): Promise<Result<void>> {
  const route = `PATCH ${git}/refs/heads/{branch}`;
  const params = { branch, sha, force: false };
  const moved = await client.request(
    { route, params, permission: 'contents: write' },
    () => undefined,
  );
  if (moved.ok || !/not a fast.forward/i.test(moved.error.message)) return moved;
  return { ok: false, error: { kind: 'conflict', message: moved.error.message } };
}

/**
 * What `createCommitOnBranch` does, for servers that do not have it: tree, commit, and the branch
 * moved on to it, four requests in place of one. Whether anybody signed it is read back.
 */
async function commitByRest(
  client: Client,
  { branch, expectedHead, headline, body, additions, deletions }: CommitWrite,
): Promise<Result<WrittenCommit>> {
  const baseTree = await treeOf(client, expectedHead);
  if (!baseTree.ok) return baseTree;
  const commit = await writeCommit(client, {
    message: `${headline}\n\n${body}`,
    parents: [expectedHead],
    baseTree: baseTree.value,
    additions,
    deletions,
  });
  if (!commit.ok) return commit;
  const moved = await moveOn(client, branch, commit.value.sha);
  return moved.ok ? ok({ ...commit.value, byRest: true }) : moved;
}

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
  return askGraphql(client, mutation, { input }, writeContents, read);
}

/** Points a new branch at a commit. One of that name is a `conflict`. */
export async function createBranch(
  client: Client,
  branch: string,
  sha: string,
): Promise<Result<void>> {
  const route = 'POST /repos/{owner}/{repo}/git/refs';
  const params = { ref: `refs/heads/${branch}`, sha };
  const made = await client.request(
    { route, params, permission: writeContents, once: true },
    () => undefined,
  );
  if (made.ok || !/already exists/i.test(made.error.message)) return made;
  return { ok: false, error: { kind: 'conflict', message: made.error.message } };
}

/** Points a branch at another commit by force; only ever the audit's own branch of a milestone. */
export function resetBranch(client: Client, branch: string, sha: string): Promise<Result<void>> {
  const route = 'PATCH /repos/{owner}/{repo}/git/refs/heads/{branch}';
  return client.request(
    { route, params: { branch, sha, force: true }, permission: writeContents },
    () => undefined,
  );
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
