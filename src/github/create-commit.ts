import { recordOf } from '../lib/json.ts';
import type { Comment, CommitWrite, FileAddition, Forge, WrittenCommit } from '../model/forge.ts';
import { err, ok, type Result } from '../model/result.ts';
import type { Client } from './client.ts';
import { type Fields, fieldsIn, textOf, textOr } from './decode.ts';
import { requestGraphql } from './graphql.ts';

const permission = 'contents: write';
const GIT = '/repos/{owner}/{repo}/git';

/** The fields of a payload are read after the commit is made. */
const COMMENTS =
  'comments(first: 100) { pageInfo { hasNextPage } nodes { body url author { login __typename } } }';

function mutationOf({ commentsOf }: CommitWrite): string {
  const comments =
    commentsOf === undefined
      ? ''
      : ` repository { pullRequest(number: ${commentsOf}) { ${COMMENTS} } }`;
  return `mutation ($input: CreateCommitOnBranchInput!) {
  createCommitOnBranch(input: $input) { commit { oid url signature { isValid }${comments} } }
}`;
}

type WritesApi = Pick<Forge, 'createCommit' | 'createRootCommit' | 'createBranch' | 'resetBranch'>;

export function writesApi(client: Client): WritesApi {
  let byRest = false;

  /** An existing branch is a `conflict`. */
  async function createBranch(branch: string, sha: string): Promise<Result<void>> {
    const params = { ref: `refs/heads/${branch}`, sha };
    const request = { route: `POST ${GIT}/refs`, params, permission, once: true };
    return conflictIf(await client.request(request, () => undefined), /already exists/i);
  }

  /** By GraphQL, or by REST once the server has said that it lacks the mutation. */
  async function commitOn(commit: CommitWrite): Promise<Result<WrittenCommit>> {
    const made = byRest ? undefined : await createCommit(client, commit);
    byRest ||= made !== undefined && isUnknownMutation(made);
    return made === undefined || byRest ? commitByRest(client, commit) : made;
  }

  async function rootCommit(
    branch: string,
    message: string,
    additions: readonly FileAddition[],
  ): Promise<Result<WrittenCommit>> {
    const commit = await writeCommit(client, { message, parents: [], additions, deletions: [] });
    if (!commit.ok) return commit;
    const branched = await createBranch(branch, commit.value.sha);
    return branched.ok ? ok(commit.value) : branched;
  }

  return {
    createCommit: commitOn,
    /**
     * GitHub no longer accepts the well-known id of the empty tree (r-lib/gert#149, read 2026-11-22),
     * so a branch without history starts with its first files. Where no blob can be created, it starts
     * with the texts, and a commit on top has the other files.
     */
    createRootCommit: async (branch, message, additions) => {
      const whole = await rootCommit(branch, message, additions);
      const others = additions.filter(({ content }) => typeof content !== 'string');
      if (whole.ok || whole.error.kind !== 'missing' || others.length === 0) return whole;
      const texts = additions.filter((one) => !others.includes(one));
      const first = await rootCommit(branch, message, texts);
      if (!first.ok) return first;
      const [headline = '', ...body] = message.split('\n\n');
      return commitOn({
        ...{ branch, expectedHead: first.value.sha, headline, body: body.join('\n\n') },
        ...{ additions: others, deletions: [] },
      });
    },
    createBranch,
    /** By force. Used only for the audit's own branches. */
    resetBranch: (branch, sha) => {
      const route = `PATCH ${GIT}/refs/heads/{branch}`;
      const params = { branch, sha, force: true };
      return client.request({ route, params, permission }, () => undefined);
    },
  };
}

/** Whether the server's GraphQL is older than the mutation. The words are those of GraphQL Ruby. */
function isUnknownMutation(result: Result<unknown>): boolean {
  const unknown = /createCommitOnBranch' doesn't exist|CreateCommitOnBranchInput isn't a defined/;
  return !result.ok && result.error.kind === 'invalid' && unknown.test(result.error.message);
}

/**
 * Commits all files at once on the expected head, signed by GitHub.
 *
 * A commit in between is a `conflict`: read again, rebuild, retry. GitHub signs the commit because no
 * author is given (docs.github.com, "About commit signature verification", read 2026-11-22).
 */
function createCommit(client: Client, commit: CommitWrite): Promise<Result<WrittenCommit>> {
  const { owner, name } = client.repository;
  const input = {
    branch: { repositoryNameWithOwner: `${owner}/${name}`, branchName: commit.branch },
    expectedHeadOid: commit.expectedHead,
    message: { headline: commit.headline, body: commit.body },
    fileChanges: {
      additions: commit.additions.map(({ path, content }) => ({
        path,
        contents: Buffer.from(content).toString('base64'),
      })),
      deletions: commit.deletions.map((path) => ({ path })),
    },
  };
  const writtenIn = (data: Fields) => fieldsIn(fieldsIn(data, 'createCommitOnBranch'), 'commit');
  const read = (data: Fields) => {
    const written = writtenIn(data);
    return {
      sha: textOf(written, 'oid'),
      url: textOr(written, 'url', ''),
      verified: fieldsIn(written, 'signature')['isValid'] === true,
      comments: commentsIn(written),
    };
  };
  // Comments that are refused leave the commit made.
  const isDone = (data: Fields) => 'oid' in writtenIn(data);
  // A retry after a lost response is a conflict, because the branch moved: no second commit.
  return requestGraphql(client, mutationOf(commit), { input }, permission, read, isDone);
}

/** Returns the comments that came with the commit; undefined unless they are all. */
function commentsIn(written: Fields): readonly Comment[] | undefined {
  const list = fieldsIn(fieldsIn(fieldsIn(written, 'repository'), 'pullRequest'), 'comments');
  const { nodes } = list;
  if (!Array.isArray(nodes) || fieldsIn(list, 'pageInfo')['hasNextPage'] !== false)
    return undefined;
  const comments = nodes.map((node) => commentOf(recordOf(node)));
  return comments.every(({ id }) => id > 0) ? comments : undefined;
}

/** The id is read from the address: `databaseId` has 32 bits, and older servers have no other. */
function commentOf(node: Fields): Comment {
  const url = textOr(node, 'url', '');
  const author = fieldsIn(node, 'author');
  const login = textOr(author, 'login', '');
  return {
    id: Number(/#issuecomment-(\d+)$/.exec(url)?.[1] ?? 0),
    body: textOr(node, 'body', ''),
    // REST has the suffix in the login of an app.
    author: author['__typename'] === 'Bot' ? `${login}[bot]` : login,
    url,
  };
}

/**
 * Does what `createCommitOnBranch` does, for servers without it: tree, commit, and the branch moved
 * to it, four requests instead of one. Whether it is signed is read from the response.
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
  const moved = await fastForward(client, branch, commit.value.sha);
  return moved.ok ? ok({ ...commit.value, byRest: true }) : moved;
}

function treeOf(client: Client, sha: string): Promise<Result<string>> {
  const route = `GET ${GIT}/commits/{commit_sha}`;
  const request = { route, params: { commit_sha: sha }, permission: 'contents: read' };
  return client.request(request, (commit: Fields) => textOf(fieldsIn(commit, 'tree'), 'sha'));
}

/**
 * Moves the branch forward. A branch that moved in between is a `conflict`: GitHub responds 422
 * "Update is not a fast forward" (rust-lang/homu issue 75, read 2026-11-22).
 */
async function fastForward(client: Client, branch: string, sha: string): Promise<Result<void>> {
  const route = `PATCH ${GIT}/refs/heads/{branch}`;
  const params = { branch, sha, force: false };
  const moved = await client.request({ route, params, permission }, () => undefined);
  return conflictIf(moved, /not a fast.forward/i);
}

function conflictIf(result: Result<void>, message: RegExp): Result<void> {
  if (result.ok || !message.test(result.error.message)) return result;
  return err({ kind: 'conflict', message: result.error.message });
}

/** A commit to write as git objects. No branch points at it yet. */
interface CommitObject {
  readonly message: string;
  readonly parents: readonly string[];
  /** The tree to start from; without it the commit has only the additions. */
  readonly baseTree?: string;
  readonly additions: readonly FileAddition[];
  readonly deletions: readonly string[];
}

/** A tree takes text only; other bytes need a blob first (REST "Create a tree", read 2026-11-29). */
function writeBlob(client: Client, bytes: Uint8Array): Promise<Result<{ readonly sha: string }>> {
  const params = { content: Buffer.from(bytes).toString('base64'), encoding: 'base64' };
  const request = { route: `POST ${GIT}/blobs`, params, permission };
  return client.request(request, (blob: Fields) => ({ sha: textOf(blob, 'sha') }));
}

/** Writes tree and commit by the Git data API. No author is given, so that a server may sign it. */
async function writeCommit(
  client: Client,
  { message, parents, baseTree, additions, deletions }: CommitObject,
): Promise<Result<WrittenCommit>> {
  const file = { mode: '100644', type: 'blob' };
  const rows: object[] = deletions.map((path) => ({ path, ...file, sha: null }));
  for (const { path, content } of additions) {
    const blob = typeof content === 'string' ? ok({ content }) : await writeBlob(client, content);
    if (!blob.ok) return blob;
    rows.push({ path, ...file, ...blob.value });
  }
  const base = baseTree === undefined ? {} : { base_tree: baseTree };
  const tree = await client.request(
    { route: `POST ${GIT}/trees`, params: { ...base, tree: rows }, permission },
    (data: Fields) => textOf(data, 'sha'),
  );
  if (!tree.ok) return tree;
  const params = { message, tree: tree.value, parents };
  return client.request({ route: `POST ${GIT}/commits`, params, permission }, (commit: Fields) => ({
    sha: textOf(commit, 'sha'),
    url: textOr(commit, 'html_url', ''),
    verified: fieldsIn(commit, 'verification')['verified'] === true,
  }));
}
