import type { Commit, FlatTree } from '../git-objects.ts';
import { fullName, repoOf, resolveRef, userOf } from '../lookup.ts';
import { commitOnBranch } from '../move-ref.ts';
import { permits } from '../permissions.ts';
import { refusal } from '../rules.ts';
import { htmlOf, type Json, nodeId, type View } from '../views/view.ts';
import type { Repo, Token, World } from '../world.ts';
import { GraphqlError, type Node, type Schema } from './execute.ts';

export interface Context {
  readonly world: World;
  readonly view: View;
  readonly token: Token;
}

interface OnCommit {
  readonly repo: Repo;
  readonly commit: Commit;
}

const FORBIDDEN = 'Resource not accessible by integration';

const commitNode = (repo: Repo, sha: string): Node => ({
  type: 'Commit',
  value: { repo, commit: repo.store.mustCommit(sha) },
});

interface CommitInput {
  readonly branch?: { readonly repositoryNameWithOwner?: string; readonly branchName?: string };
  readonly message?: { readonly headline?: string; readonly body?: string };
  readonly fileChanges?: {
    readonly additions?: readonly { readonly path: string; readonly contents: string }[];
    readonly deletions?: readonly { readonly path: string }[];
  };
  readonly expectedHeadOid?: string;
  readonly clientMutationId?: string;
}

/** Short name of a branch given as `main` or as `refs/heads/main`. */
const branchName = (input: CommitInput): string =>
  (input.branch?.branchName ?? '').replace(/^refs\/heads\//, '');

function target(context: Context, input: CommitInput): { repo: Repo; branch: string; tip: string } {
  const name = input.branch?.repositoryNameWithOwner ?? '';
  const repo = repoOf(context.world, name);
  if (!repo) {
    const message = `Could not resolve to a Repository with the name '${name}'.`;
    throw new GraphqlError(message, 'NOT_FOUND');
  }
  const branch = branchName(input);
  const tip = repo.refs.get(`refs/heads/${branch}`);
  if (tip === undefined) {
    throw new GraphqlError(`No such branch "${branch}" in the repository`, 'NOT_FOUND');
  }
  return { repo, branch, tip };
}

function changedTree(repo: Repo, tip: string, input: CommitInput): FlatTree {
  const tree = repo.store.readTree(repo.store.mustCommit(tip).tree);
  for (const { path } of input.fileChanges?.deletions ?? []) {
    if (!tree.delete(path)) {
      throw new GraphqlError(
        `A path was requested for deletion which does not exist: ${path}`,
        'UNPROCESSABLE',
      );
    }
  }
  for (const { path, contents } of input.fileChanges?.additions ?? []) {
    const sha = repo.store.blob(Buffer.from(contents, 'base64'));
    tree.set(path, { mode: tree.get(path)?.mode ?? '100644', sha });
  }
  return tree;
}

/**
 * Checks and commits in one go, nothing can come between: the whole sandbox is one thread. The
 * words of a lost race are GitHub's own (planetscale/ghcommit#153, read 2026-11-22).
 */
function createCommitOnBranch(_: never, args: Json, context: Context): Node {
  const input = (args['input'] ?? {}) as CommitInput;
  const { world, token } = context;
  if (!permits(token, 'contents=write')) throw new GraphqlError(FORBIDDEN, 'FORBIDDEN');
  const { repo, branch, tip } = target(context, input);
  if (repo !== world.repo) throw new GraphqlError(FORBIDDEN, 'FORBIDDEN');
  if (!input.expectedHeadOid || !input.message?.headline) {
    throw new GraphqlError('A headline and an expected head are required', 'UNPROCESSABLE');
  }
  if (input.expectedHeadOid !== tip) {
    const words = `Expected branch to point to "${input.expectedHeadOid}" but it did not. Pull and try again.`;
    throw new GraphqlError(words, 'STALE_DATA');
  }
  const refused = refusal(world, branch);
  if (refused !== undefined) throw new GraphqlError(refused, 'UNPROCESSABLE');
  const { headline, body } = input.message;
  const message = body ? `${headline}\n\n${body}` : headline;
  const tree = changedTree(repo, tip, input);
  const sha = commitOnBranch(world, repo, branch, { login: token.login, message, tree });
  return {
    type: 'CreateCommitOnBranchPayload',
    value: { repo, branch, sha, clientMutationId: input.clientMutationId ?? null },
  };
}

interface Payload {
  readonly repo: Repo;
  readonly branch: string;
  readonly sha: string;
  readonly clientMutationId: string | null;
}

function findObject(repo: Repo, args: Json): Node | null {
  const oid = args['oid'];
  const expression = typeof oid === 'string' ? oid : String(args['expression'] ?? '');
  const [rev = '', ...rest] = expression.split(':');
  const sha = resolveRef(repo, rev);
  const path = rest.join(':');
  if (path === '') {
    if (sha !== undefined) return commitNode(repo, sha);
    return repo.store.blobContent(rev) ? { type: 'Blob', value: { repo, sha: rev } } : null;
  }
  if (sha === undefined) return null;
  const entry = repo.store.readTree(repo.store.mustCommit(sha).tree).get(path);
  return entry ? { type: 'Blob', value: { repo, sha: entry.sha } } : null;
}

const onCommit =
  <T>(get: (on: OnCommit, context: Context) => T) =>
  (source: never, _: Json, context: Context): T =>
    get(source, context);

const content = ({ repo, sha }: { repo: Repo; sha: string }): Buffer =>
  repo.store.blobContent(sha) ?? Buffer.alloc(0);

const commitUrl = ({ repo, commit }: OnCommit, { view }: Context): string =>
  `${htmlOf(view, repo)}/commit/${commit.sha}`;

/** The part of GitHub's schema that the sandbox answers; everything else is an unknown field. */
export const schema: Schema<Context> = {
  Query: {
    viewer: (_, __, { token }) => ({ type: 'User', value: token.login }),
    repository: (_, args, { world }) => {
      const name = `${args['owner']}/${args['name']}`;
      const repo = repoOf(world, name);
      if (repo) return { type: 'Repository', value: repo };
      const message = `Could not resolve to a Repository with the name '${name}'.`;
      throw new GraphqlError(message, 'NOT_FOUND');
    },
    rateLimit: (_, __, { world, token }) => ({
      type: 'RateLimit',
      value: { limit: world.rateLimit, used: token.used },
    }),
  },
  Mutation: { createCommitOnBranch },
  User: {
    login: (login: string) => login,
    id: (login: string, _, { world }) => nodeId('User', userOf(world, login).id),
    databaseId: (login: string, _, { world }) => userOf(world, login).id,
    url: (login: string, _, { world }) => `${world.serverUrl}/${login}`,
  },
  RateLimit: {
    limit: ({ limit }: { limit: number }) => limit,
    cost: () => 1,
    used: ({ used }: { used: number }) => used,
    remaining: ({ limit, used }: { limit: number; used: number }) => Math.max(0, limit - used),
  },
  Repository: {
    id: (repo: Repo) => nodeId('Repository', repo.id),
    databaseId: (repo: Repo) => repo.id,
    nameWithOwner: (repo: Repo) => fullName(repo),
    isFork: (repo: Repo) => repo.fork,
    defaultBranchRef: (repo: Repo) => ({
      type: 'Ref',
      value: { repo, ref: `refs/heads/${repo.defaultBranch}` },
    }),
    ref: (repo: Repo, args) => {
      const name = String(args['qualifiedName']);
      const ref = [name, `refs/heads/${name}`].find((one) => repo.refs.has(one));
      return ref === undefined ? null : { type: 'Ref', value: { repo, ref } };
    },
    object: (repo: Repo, args) => findObject(repo, args),
  },
  Ref: {
    id: ({ ref }: { ref: string }) => nodeId('Ref', ref),
    name: ({ ref }: { ref: string }) => ref.replace(/^refs\/[^/]+\//, ''),
    prefix: ({ ref }: { ref: string }) => /^refs\/[^/]+\//.exec(ref)?.[0] ?? '',
    target: ({ repo, ref }: { repo: Repo; ref: string }) =>
      commitNode(repo, resolveRef(repo, ref) ?? ''),
  },
  CreateCommitOnBranchPayload: {
    clientMutationId: (payload: Payload) => payload.clientMutationId,
    commit: ({ repo, sha }: Payload) => commitNode(repo, sha),
    ref: ({ repo, branch }: Payload) => ({
      type: 'Ref',
      value: { repo, ref: `refs/heads/${branch}` },
    }),
  },
  Commit: {
    id: onCommit(({ commit }) => nodeId('Commit', commit.sha)),
    oid: onCommit(({ commit }) => commit.sha),
    abbreviatedOid: onCommit(({ commit }) => commit.sha.slice(0, 7)),
    url: onCommit(commitUrl),
    commitUrl: onCommit(commitUrl),
    message: onCommit(({ commit }) => commit.message),
    messageHeadline: onCommit(({ commit }) => commit.message.split('\n')[0] ?? ''),
    committedDate: onCommit(({ commit }) => commit.committer.at),
    tree: onCommit(({ repo, commit }) => ({ type: 'Tree', value: { repo, sha: commit.tree } })),
    signature: onCommit(({ commit }) =>
      commit.verified ? { type: 'GitSignature', value: commit } : null,
    ),
  },
  GitSignature: {
    isValid: () => true,
    state: () => 'VALID',
    wasSignedByGitHub: () => true,
  },
  Tree: { oid: ({ sha }: { sha: string }) => sha },
  Blob: {
    oid: ({ sha }: { sha: string }) => sha,
    byteSize: (blob: { repo: Repo; sha: string }) => content(blob).length,
    isBinary: (blob: { repo: Repo; sha: string }) => content(blob).includes(0),
    isTruncated: () => false,
    text: (blob: { repo: Repo; sha: string }) =>
      content(blob).includes(0) ? null : content(blob).toString('utf8'),
  },
};
