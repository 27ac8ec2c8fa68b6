import type { TreeItem } from '../git-objects.ts';
import { fullName, repoOf, reposOf, resolveRef, userOf } from '../lookup.ts';
import { permits } from '../permissions.ts';
import { commentHtml } from '../views/check.ts';
import { htmlOf, type Json, nodeId } from '../views/view.ts';
import type { Comment, Pull, Repo } from '../world.ts';
import {
  type Context,
  commitNode,
  forbidden,
  graphqlError,
  type Node,
  type OnCommit,
  type Resolver,
} from './context.ts';
import { createCommitOnBranch } from './create-commit.ts';

/** Maximum items per page of a connection (docs.github.com, "Rate limits for the GraphQL API"). */
const MAX_NODES = 100;

/** Maximum bytes of a file's text; a longer one is truncated. */
const MAX_TEXT = 512_000;

interface Refs {
  readonly repo: Repo;
  readonly names: readonly string[];
  readonly first: number;
}

interface Page<T = unknown> {
  readonly items: readonly T[];
  readonly from: number;
  readonly first: number;
}

interface Tagged {
  readonly repo: Repo;
  readonly sha: string;
  readonly commit: string;
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
  return objectAt(repo, sha, path);
}

/** The file or folder at a path of a commit. */
function objectAt(repo: Repo, commit: string, path: string): Node | null {
  let here: Pick<TreeItem, 'type' | 'sha'> | undefined = {
    type: 'tree',
    sha: repo.store.mustCommit(commit).tree,
  };
  for (const name of path.split('/')) {
    here = repo.store.listTree(here?.sha ?? '')?.find((item) => item.name === name);
  }
  if (here === undefined) return null;
  return { type: here.type === 'tree' ? 'Tree' : 'Blob', value: { repo, sha: here.sha } };
}

const onCommit =
  <T>(get: (on: OnCommit, context: Context) => T) =>
  (source: never, _: Json, context: Context): T =>
    get(source, context);

const content = ({ repo, sha }: { repo: Repo; sha: string }): Buffer =>
  repo.store.blobContent(sha) ?? Buffer.alloc(0);

const commitUrl = ({ repo, commit }: OnCommit, { view }: Context): string =>
  `${htmlOf(view, repo)}/commit/${commit.sha}`;

/** How each field of `schema.graphql` is found, by type and field name. */
export const resolvers: Readonly<Record<string, Readonly<Record<string, Resolver>>>> = {
  Query: {
    viewer: (_, __, { token }) => ({ type: 'User', value: token.login }),
    repository: (_, args, { world }) => {
      const name = `${args['owner']}/${args['name']}`;
      const repo = repoOf(world, name);
      const seen = repo && (!repo.private || repo === world.repo || repo.fork);
      if (seen) return { type: 'Repository', value: repo };
      if (world.withoutGitHub !== undefined) throw graphqlError(world.withoutGitHub);
      const message = `Could not resolve to a Repository with the name '${name}'.`;
      throw graphqlError(message, 'NOT_FOUND');
    },
    organization: (_, args, { world }) => {
      const login = String(args['login']);
      if (world.users.get(login)?.type === 'Organization') {
        return { type: 'Organization', value: login };
      }
      const message = `Could not resolve to an Organization with the login of '${login}'.`;
      throw graphqlError(message, 'NOT_FOUND');
    },
    rateLimit: (_, __, { world, token }) => ({
      type: 'RateLimit',
      value: { limit: world.rateLimit, used: token.used },
    }),
  },
  Mutation: { createCommitOnBranch },
  Organization: {
    id: (login: string, _, { world }) => nodeId('Organization', userOf(world, login).id),
    login: (login: string) => login,
    repositories: (login: string, args, { world }) => {
      const first = Number(args['first'] ?? 0);
      if (!(first >= 1 && first <= MAX_NODES)) {
        throw graphqlError(
          `\`first\` on the \`repositories\` connection must be 1 to ${MAX_NODES}.`,
        );
      }
      const from = Number(Buffer.from(String(args['after'] ?? ''), 'base64').toString() || 0);
      return { type: 'RepositoryConnection', value: { items: reposOf(world, login), from, first } };
    },
  },
  RepositoryConnection: {
    totalCount: ({ items }: Page) => items.length,
    pageInfo: (page: Page) => ({ type: 'PageInfo', value: page }),
    nodes: ({ items, from, first }: Page) =>
      items.slice(from, from + first).map((value) => ({ type: 'Repository', value })),
  },
  PageInfo: {
    hasNextPage: ({ items, from, first }: Page) => from + first < items.length,
    endCursor: ({ items, from, first }: Page) =>
      Buffer.from(String(Math.min(items.length, from + first))).toString('base64'),
  },
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
    isArchived: () => false,
    defaultBranchRef: (repo: Repo) => ({
      type: 'Ref',
      value: { repo, ref: `refs/heads/${repo.defaultBranch}` },
    }),
    ref: (repo: Repo, args) => {
      const name = String(args['qualifiedName']);
      const ref = [name, `refs/heads/${name}`].find((one) => repo.refs.has(one));
      return ref === undefined ? null : { type: 'Ref', value: { repo, ref } };
    },
    object: (repo: Repo, args, { world, token }) => {
      const mine = repo === world.repo || repo.fork;
      if (mine && !permits(token, 'contents=read')) throw forbidden();
      return findObject(repo, args);
    },
    pullRequest: (_: Repo, args, { world, token }) => {
      if (!permits(token, 'pull_requests=read')) throw forbidden();
      const pull = world.pulls.find(({ number }) => number === args['number']);
      return pull === undefined ? null : { type: 'PullRequest', value: pull };
    },
    refs: (repo: Repo, args) => {
      const prefix = String(args['refPrefix']);
      const names = [...repo.refs.keys()].filter((ref) => ref.startsWith(prefix)).sort();
      const first = Number(args['first'] ?? 0);
      if (!(first >= 1 && first <= MAX_NODES)) {
        throw graphqlError(`\`first\` on the \`refs\` connection must be 1 to ${MAX_NODES}.`);
      }
      return { type: 'RefConnection', value: { repo, names: names.reverse(), first } };
    },
  },
  PullRequest: {
    comments: (pull: Pull, args, { world }) => {
      const items = world.comments.filter(({ issue }) => issue === pull.number);
      return {
        type: 'IssueCommentConnection',
        value: { items, from: 0, first: Number(args['first'] ?? MAX_NODES) },
      };
    },
  },
  IssueCommentConnection: {
    pageInfo: (page: Page) => ({ type: 'PageInfo', value: page }),
    nodes: ({ items, first }: Page) =>
      items.slice(0, first).map((value) => ({ type: 'IssueComment', value })),
  },
  IssueComment: {
    author: ({ author }: Comment, _, { world }) =>
      userOf(world, author).type === 'Bot'
        ? { type: 'Bot', value: author.replace(/\[bot\]$/, '') }
        : { type: 'User', value: author },
    body: ({ body }: Comment) => body,
    url: (comment: Comment, _, { view }) => commentHtml(view, comment),
  },
  Bot: { login: (login: string) => login },
  Ref: {
    id: ({ ref }: { ref: string }) => nodeId('Ref', ref),
    name: ({ ref }: { ref: string }) => ref.replace(/^refs\/[^/]+\//, ''),
    prefix: ({ ref }: { ref: string }) => /^refs\/[^/]+\//.exec(ref)?.[0] ?? '',
    target: ({ repo, ref }: { repo: Repo; ref: string }) => {
      const sha = repo.refs.get(ref) ?? '';
      const commit = resolveRef(repo, ref) ?? '';
      return sha === commit
        ? commitNode(repo, commit)
        : { type: 'Tag', value: { repo, sha, commit } };
    },
  },
  RefConnection: {
    totalCount: ({ names }: Refs) => names.length,
    nodes: ({ repo, names, first }: Refs) =>
      names.slice(0, first).map((ref) => ({ type: 'Ref', value: { repo, ref } })),
  },
  Tag: {
    oid: ({ sha }: Tagged) => sha,
    target: ({ repo, commit }: Tagged) => commitNode(repo, commit),
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
    repository: onCommit(({ repo }) => ({ type: 'Repository', value: repo })),
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
  TreeEntry: {
    name: ({ name }: TreeItem) => name,
    type: ({ type }: TreeItem) => type,
  },
  Tree: {
    oid: ({ sha }: { sha: string }) => sha,
    entries: ({ repo, sha }: { repo: Repo; sha: string }) =>
      (repo.store.listTree(sha) ?? []).map((value) => ({ type: 'TreeEntry', value })),
  },
  Blob: {
    oid: ({ sha }: { sha: string }) => sha,
    byteSize: (blob: { repo: Repo; sha: string }) => content(blob).length,
    isBinary: (blob: { repo: Repo; sha: string }) => content(blob).includes(0),
    isTruncated: (blob: { repo: Repo; sha: string }) => content(blob).length > MAX_TEXT,
    text: (blob: { repo: Repo; sha: string }) =>
      content(blob).includes(0) ? null : content(blob).subarray(0, MAX_TEXT).toString('utf8'),
  },
};
