import { ancestors } from '../git-graph.ts';
import type { FlatTree, Mode, ObjectStore } from '../git-objects.ts';
import {
  type Call,
  invalid,
  mustText,
  notFound,
  ok,
  param,
  type Reply,
  type Route,
} from '../http.ts';
import { MAX_TREE } from '../limits.ts';
import { resolveRef, userOf } from '../lookup.ts';
import { moveBranch } from '../move-ref.ts';
import { refusal } from '../rules.ts';
import { gitCommitJson } from '../views/commit.ts';
import { apiOf, type Json, nodeId } from '../views/view.ts';

const base = '/repos/{owner}/{repo}/git';
const READ = 'contents=read';
const WRITE = 'contents=write';

function refJson(call: Call, ref: string, sha: string): Json {
  const api = apiOf(call.view, call.repo);
  const type = call.repo.store.get(sha)?.type === 'tag' ? 'tag' : 'commit';
  return {
    ref,
    node_id: nodeId('Ref', ref),
    url: `${api}/git/${ref}`,
    object: { sha, type, url: `${api}/git/${type}s/${sha}` },
  };
}

function getRef(call: Call): Reply {
  const ref = `refs/${param(call, 'ref')}`;
  const sha = call.repo.refs.get(ref);
  if (sha === undefined) throw notFound();
  return ok(refJson(call, ref, sha));
}

function matchingRefs(call: Call): Reply {
  const start = `refs/${param(call, 'ref')}`;
  const found = [...call.repo.refs].filter(([ref]) => ref.startsWith(start)).sort();
  return ok(found.map(([ref, sha]) => refJson(call, ref, sha)));
}

/** Branch name of a full ref; undefined for tags and other refs. */
const branchOf = (ref: string): string | undefined => /^refs\/heads\/(.+)$/.exec(ref)?.[1];

function createRef(call: Call): Reply {
  const ref = mustText(call, 'ref');
  const sha = mustText(call, 'sha');
  if (!/^refs\/[^/]+\/./.test(ref)) throw invalid('Reference name must start with refs/heads/');
  if (call.repo.refs.has(ref)) throw invalid('Reference already exists');
  if (!call.repo.store.readCommit(sha)) throw invalid('Object does not exist');
  const branch = branchOf(ref);
  if (branch === undefined) call.repo.refs.set(ref, sha);
  else moveBranch(call.world, call.repo, branch, sha);
  return ok(refJson(call, ref, sha), 201);
}

function updateRef(call: Call): Reply {
  const ref = `refs/${param(call, 'ref')}`;
  const sha = mustText(call, 'sha');
  const old = call.repo.refs.get(ref);
  if (old === undefined) throw invalid('Reference does not exist');
  if (!call.repo.store.readCommit(sha)) throw invalid('Object does not exist');
  const forward = ancestors(call.repo.store, sha).has(old);
  if (!forward && call.body['force'] !== true) throw invalid('Update is not a fast forward');
  const branch = branchOf(ref);
  const refused = branch === undefined ? undefined : refusal(call.world, branch);
  if (refused !== undefined) throw invalid(refused);
  if (branch === undefined) call.repo.refs.set(ref, sha);
  else moveBranch(call.world, call.repo, branch, sha);
  return ok(refJson(call, ref, sha));
}

function deleteRef(call: Call): Reply {
  const ref = `refs/${param(call, 'ref')}`;
  if (!call.repo.refs.delete(ref)) throw invalid('Reference does not exist');
  return { status: 204 };
}

function getCommit(call: Call): Reply {
  const commit = call.repo.store.readCommit(param(call, 'commit_sha'));
  if (!commit) throw notFound();
  return ok(gitCommitJson(call.view, call.repo, commit));
}

function signatureOf(call: Call, key: string) {
  const given = call.body[key] as { name?: string; email?: string; date?: string } | undefined;
  const user = userOf(call.world, call.token.login);
  const { name = user.name, email = user.email, date } = given ?? {};
  return { name, email, at: date ?? call.world.clock.now() };
}

/** Verified only when it is the bot's own and carries no author of its own choice. */
function createCommit(call: Call): Reply {
  const { store } = call.repo;
  const tree = mustText(call, 'tree');
  if (!store.listTree(tree)) throw invalid('Tree SHA does not exist');
  const parents = (call.body['parents'] ?? []) as string[];
  if (parents.some((sha) => !store.readCommit(sha)))
    throw invalid('Parent SHA does not exist or is not a commit object');
  call.world.clock.tick();
  const sha = store.commit({
    tree,
    parents,
    author: signatureOf(call, 'author'),
    committer: signatureOf(call, 'committer'),
    message: mustText(call, 'message'),
    verified: !call.world.enterprise && !('author' in call.body) && !('committer' in call.body),
  });
  return ok(gitCommitJson(call.view, call.repo, store.mustCommit(sha)), 201);
}

interface Row {
  readonly path: string;
  readonly mode: string;
  readonly type: string;
  readonly sha: string;
}

function rowsOf(store: ObjectStore, sha: string, deep: boolean, under = ''): Row[] {
  return (store.listTree(sha) ?? []).flatMap(({ name, mode, ...rest }) => {
    const row = { path: under + name, mode: mode === '40000' ? '040000' : mode, ...rest };
    const inside = deep && row.type === 'tree';
    return inside ? [row, ...rowsOf(store, row.sha, true, `${row.path}/`)] : [row];
  });
}

function treeJson(call: Call, sha: string, deep: boolean): Json {
  const { store } = call.repo;
  const api = apiOf(call.view, call.repo);
  const rows = rowsOf(store, sha, deep);
  return {
    sha,
    url: `${api}/git/trees/${sha}`,
    truncated: rows.length > MAX_TREE,
    tree: rows.slice(0, MAX_TREE).map((row) => ({
      ...row,
      ...(row.type === 'blob' ? { size: store.blobSize(row.sha) } : {}),
      url: `${api}/git/${row.type}s/${row.sha}`,
    })),
  };
}

/** A tree may be named by its own id, by a commit or by a ref. */
function getTree(call: Call): Reply {
  const named = param(call, 'tree_sha');
  const commit = resolveRef(call.repo, named);
  const sha = commit === undefined ? named : call.repo.store.mustCommit(commit).tree;
  if (!call.repo.store.listTree(sha)) throw notFound();
  return ok(treeJson(call, sha, call.query.has('recursive')));
}

function applyRow(call: Call, tree: FlatTree, value: Json): void {
  const { path, mode, sha, content } = value as {
    path: string;
    mode: Mode;
    sha?: string | null;
    content?: string;
  };
  if (sha === null) tree.delete(path);
  else if (content !== undefined) tree.set(path, { mode, sha: call.repo.store.blob(content) });
  else if (sha !== undefined && call.repo.store.get(sha)) tree.set(path, { mode, sha });
  else throw invalid(`tree.sha ${sha} is not a valid blob`);
}

/** Without `base_tree` everything else is gone (O: git/create-tree). */
function createTree(call: Call): Reply {
  const { store } = call.repo;
  const named = call.body['base_tree'];
  const start = typeof named === 'string' ? (store.readCommit(named)?.tree ?? named) : undefined;
  if (start !== undefined && !store.listTree(start)) throw notFound();
  const tree: FlatTree = start === undefined ? new Map() : store.readTree(start);
  for (const row of (call.body['tree'] ?? []) as Json[]) applyRow(call, tree, row);
  return ok(treeJson(call, store.writeTree(tree), false), 201);
}

function getBlob(call: Call): Reply {
  const sha = param(call, 'file_sha');
  const bytes = call.repo.store.blobContent(sha);
  if (!bytes) throw notFound();
  if (call.accept.includes('raw')) {
    return { status: 200, body: bytes, headers: { 'content-type': 'application/vnd.github.raw' } };
  }
  return ok({
    sha,
    node_id: nodeId('Blob', sha),
    size: bytes.length,
    url: `${apiOf(call.view, call.repo)}/git/blobs/${sha}`,
    content: bytes.toString('base64').replace(/.{1,60}/g, '$&\n'),
    encoding: 'base64',
  });
}

function createBlob(call: Call): Reply {
  const encoding = call.body['encoding'] === 'base64' ? 'base64' : 'utf8';
  const sha = call.repo.store.blob(Buffer.from(mustText(call, 'content'), encoding));
  return ok({ sha, url: `${apiOf(call.view, call.repo)}/git/blobs/${sha}` }, 201);
}

function getTag(call: Call): Reply {
  const sha = param(call, 'tag_sha');
  const object = call.repo.store.get(sha);
  if (object?.type !== 'tag') throw notFound();
  const text = object.content.toString('utf8');
  const line = (key: string): string => new RegExp(`^${key} (.*)$`, 'm').exec(text)?.[1] ?? '';
  const api = apiOf(call.view, call.repo);
  const target = line('object');
  return ok({
    node_id: nodeId('Tag', sha),
    sha,
    url: `${api}/git/tags/${sha}`,
    tag: line('tag'),
    message: text.slice(text.indexOf('\n\n') + 2).trimEnd(),
    tagger: { name: call.repo.owner, email: '', date: call.repo.createdAt },
    object: { sha: target, type: 'commit', url: `${api}/git/commits/${target}` },
  });
}

const route = (
  operation: string,
  method: Route['method'],
  path: string,
  needs: string,
  handle: Route['handle'],
): Route => ({ operation, method, path: `${base}${path}`, needs, handle });

export const gitRoutes: readonly Route[] = [
  route('git/get-ref', 'GET', '/ref/{ref+}', READ, getRef),
  route('git/list-matching-refs', 'GET', '/matching-refs/{ref+}', READ, matchingRefs),
  route('git/create-ref', 'POST', '/refs', WRITE, createRef),
  route('git/update-ref', 'PATCH', '/refs/{ref+}', WRITE, updateRef),
  route('git/delete-ref', 'DELETE', '/refs/{ref+}', WRITE, deleteRef),
  route('git/create-commit', 'POST', '/commits', WRITE, createCommit),
  route('git/get-commit', 'GET', '/commits/{commit_sha}', READ, getCommit),
  route('git/create-tree', 'POST', '/trees', WRITE, createTree),
  route('git/get-tree', 'GET', '/trees/{tree_sha+}', READ, getTree),
  route('git/create-blob', 'POST', '/blobs', WRITE, createBlob),
  route('git/get-blob', 'GET', '/blobs/{file_sha}', READ, getBlob),
  route('git/get-tag', 'GET', '/tags/{tag_sha}', READ, getTag),
];
