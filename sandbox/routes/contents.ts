import type { Entry, FlatTree, TreeItem } from '../git-objects.ts';
import {
  type Call,
  HttpError,
  invalid,
  mustText,
  notFound,
  ok,
  param,
  type Reply,
  type Route,
  textField,
} from '../http.ts';
import { MAX_CONTENT } from '../limits.ts';
import { resolveRef } from '../lookup.ts';
import { commitOnBranch } from '../move-ref.ts';
import { refusal } from '../rules.ts';
import { gitCommitJson } from '../views/commit.ts';
import { apiOf, htmlOf, type Json } from '../views/view.ts';

const path = '/repos/{owner}/{repo}/contents/{path+}';

interface Found {
  readonly kind: 'file' | 'dir';
  readonly sha: string;
  readonly mode: string;
}

function walk(call: Call, tree: string, segments: readonly string[]): Found | undefined {
  let here: Found = { kind: 'dir', sha: tree, mode: '40000' };
  for (const segment of segments) {
    const item = call.repo.store.listTree(here.sha)?.find((one) => one.name === segment);
    if (!item) return undefined;
    here = { kind: item.type === 'tree' ? 'dir' : 'file', sha: item.sha, mode: item.mode };
  }
  return here;
}

const typeOf = (mode: string): string =>
  mode === '40000'
    ? 'dir'
    : mode === '120000'
      ? 'symlink'
      : mode === '160000'
        ? 'submodule'
        : 'file';

function entryJson(call: Call, where: string, ref: string, found: Found): Json {
  const encoded = where.split('/').map(encodeURIComponent).join('/');
  const url = `${apiOf(call.view, call.repo)}/contents/${encoded}?ref=${encodeURIComponent(ref)}`;
  const kind = found.kind === 'dir' ? 'tree' : 'blob';
  const git = `${apiOf(call.view, call.repo)}/git/${kind}s/${found.sha}`;
  const html = `${htmlOf(call.view, call.repo)}/${kind}/${ref}/${encoded}`;
  const raw = `https://raw.githubusercontent.com/${call.repo.owner}/${call.repo.name}/${ref}/${encoded}`;
  return {
    name: where.split('/').at(-1) ?? '',
    path: where,
    sha: found.sha,
    size: call.repo.store.blobSize(found.sha),
    url,
    html_url: html,
    git_url: git,
    download_url: found.kind === 'dir' ? null : raw,
    type: typeOf(found.mode),
    _links: { self: url, git, html },
  };
}

const wantsRaw = (call: Call): boolean => /application\/vnd\.github(\.v3)?\.raw/.test(call.accept);

function fileReply(call: Call, where: string, ref: string, found: Found): Reply {
  const bytes = call.repo.store.blobContent(found.sha) ?? Buffer.alloc(0);
  if (wantsRaw(call)) {
    return { status: 200, body: bytes, headers: { 'content-type': 'application/vnd.github.raw' } };
  }
  const entry = entryJson(call, where, ref, found);
  if (found.mode === '120000') return ok({ ...entry, target: bytes.toString('utf8') });
  const big = bytes.length > MAX_CONTENT;
  const content = big ? '' : lines(bytes.toString('base64'));
  return ok({ ...entry, content, encoding: big ? 'none' : 'base64' });
}

/** GitHub breaks base64 after 60 characters, and ends it with a line feed. */
const lines = (base64: string): string => base64.replace(/.{1,60}/g, '$&\n');

function getContent(call: Call): Reply {
  const where = (call.params['path'] ?? '').replace(/\/+$/, '');
  const ref = call.query.get('ref') ?? call.repo.defaultBranch;
  const sha = resolveRef(call.repo, ref);
  if (sha === undefined) throw new HttpError(404, `No commit found for the ref ${ref}`);
  const segments = where === '' ? [] : where.split('/');
  const found = walk(call, call.repo.store.mustCommit(sha).tree, segments);
  if (!found) throw notFound();
  if (found.kind === 'file') return fileReply(call, where, ref, found);
  const inside = call.repo.store.listTree(found.sha) ?? [];
  return ok(inside.map((item) => entryJson(call, under(where, item), ref, asFound(item))));
}

const under = (where: string, item: TreeItem): string =>
  where === '' ? item.name : `${where}/${item.name}`;
const asFound = (item: TreeItem): Found => ({
  kind: item.type === 'tree' ? 'dir' : 'file',
  sha: item.sha,
  mode: item.mode,
});

/** What GitHub says about `sha`, as measured: 422 when missing, 409 when it is another one. */
function checkSha(call: Call, where: string, old: Entry | undefined): void {
  if (!old) return;
  const sha = textField(call, 'sha');
  if (sha === undefined) throw invalid(`Invalid request.\n\n"sha" wasn't supplied.`);
  if (sha !== old.sha) throw new HttpError(409, `${where} does not match ${sha}`);
}

function putContent(call: Call): Reply {
  const { world, repo } = call;
  const where = param(call, 'path');
  const branch = textField(call, 'branch') ?? repo.defaultBranch;
  const tip = repo.refs.get(`refs/heads/${branch}`);
  if (tip === undefined) throw new HttpError(404, `Branch ${branch} not found`);
  const message = mustText(call, 'message');
  const content = mustText(call, 'content');
  const refused = refusal(world, branch);
  if (refused !== undefined) throw new HttpError(409, refused);
  const tree: FlatTree = repo.store.readTree(repo.store.mustCommit(tip).tree);
  const old = tree.get(where);
  checkSha(call, where, old);
  const sha = repo.store.blob(Buffer.from(content, 'base64'));
  tree.set(where, { mode: old?.mode ?? '100644', sha });
  const made = commitOnBranch(world, repo, branch, { login: call.token.login, message, tree });
  const found: Found = { kind: 'file', sha, mode: '100644' };
  const body = {
    content: entryJson(call, where, branch, found),
    commit: gitCommitJson(call.view, repo, repo.store.mustCommit(made)),
  };
  return ok(body, old ? 200 : 201);
}

export const contentRoutes: readonly Route[] = [
  {
    operation: 'repos/get-content',
    method: 'GET',
    path,
    needs: 'contents=read',
    handle: getContent,
  },
  {
    operation: 'repos/get-content',
    method: 'GET',
    path: '/repos/{owner}/{repo}/contents',
    needs: 'contents=read',
    handle: getContent,
  },
  {
    operation: 'repos/create-or-update-file-contents',
    method: 'PUT',
    path,
    needs: 'contents=write',
    handle: putContent,
  },
];
