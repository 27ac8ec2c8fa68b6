import { ancestors, commitsBetween, mergeBase } from '../git-graph.ts';
import type { Commit } from '../git-objects.ts';
import {
  type Call,
  HttpError,
  invalid,
  notFound,
  ok,
  param,
  type Reply,
  type Route,
} from '../http.ts';
import { MAX_COMPARED } from '../limits.ts';
import { resolveRef } from '../lookup.ts';
import { paged } from '../paging.ts';
import { rulesFor } from '../rules.ts';
import { commitJson, diffJson } from '../views/commit.ts';
import { repoJson } from '../views/repository.ts';
import { apiOf, htmlOf, nodeId } from '../views/view.ts';
import type { Repo } from '../world.ts';

const base = '/repos/{owner}/{repo}';
const READ = 'contents=read';

const commitOf = (call: Call, ref: string): Commit => {
  const sha = resolveRef(call.repo, ref);
  if (sha === undefined) throw invalid(`No commit found for SHA: ${ref}`);
  return call.repo.store.mustCommit(sha);
};

function getCommit(call: Call): Reply {
  const commit = commitOf(call, param(call, 'ref'));
  if (call.accept.includes('vnd.github.sha')) {
    return {
      status: 200,
      body: Buffer.from(commit.sha),
      headers: { 'content-type': 'application/vnd.github.sha' },
    };
  }
  const [parent] = commit.parents;
  const before = parent === undefined ? '' : call.repo.store.mustCommit(parent).tree;
  const files = diffJson(call.view, call.repo, before, commit);
  const sum = (key: string): number => files.reduce((all, file) => all + Number(file[key]), 0);
  const [additions, deletions] = [sum('additions'), sum('deletions')];
  const stats = { total: additions + deletions, additions, deletions };
  const body = { ...commitJson(call.view, call.repo, commit), stats, files: files.slice(0, 300) };
  return ok(body);
}

/** Did this commit change the path, counted from its first parent? */
function touches(repo: Repo, commit: Commit, path: string): boolean {
  const idIn = (sha: string | undefined): string[] => {
    if (sha === undefined) return [];
    const tree = repo.store.readTree(repo.store.mustCommit(sha).tree);
    return [...tree].flatMap(([name, { sha: blob }]) =>
      name === path || name.startsWith(`${path}/`) ? [`${name} ${blob}`] : [],
    );
  };
  return idIn(commit.sha).join() !== idIn(commit.parents[0]).join();
}

function listCommits(call: Call): Reply {
  const start = commitOf(call, call.query.get('sha') ?? call.repo.defaultBranch);
  const path = call.query.get('path');
  const found = [...ancestors(call.repo.store, start.sha)]
    .map((sha) => call.repo.store.mustCommit(sha))
    .filter((commit) => path === null || touches(call.repo, commit, path));
  return paged(call, found, (commit) => commitJson(call.view, call.repo, commit));
}

/** The two commits of a `base...head`. */
export function sides(call: Call): [Commit, Commit] {
  const [from, to, extra] = param(call, 'basehead').split('...');
  if (!from || !to || extra !== undefined) throw notFound();
  const side = (name: string): Commit => {
    const colon = name.indexOf(':');
    const fork = call.world.repos.get(`${name.slice(0, colon)}/${call.repo.name}`.toLowerCase());
    const sha = resolveRef(colon < 0 ? call.repo : (fork ?? call.repo), name.slice(colon + 1));
    if (sha === undefined) throw notFound();
    return call.repo.store.mustCommit(sha);
  };
  return [side(from), side(to)];
}

function statusOf(ahead: number, behind: number): string {
  if (ahead > 0) return behind > 0 ? 'diverged' : 'ahead';
  return behind > 0 ? 'behind' : 'identical';
}

/** Without paging 250 commits; the files come on the first page only, 300 at most. */
function compare(call: Call): Reply {
  const { store } = call.repo;
  const [from, to] = sides(call);
  const shared = mergeBase(store, from.sha, to.sha);
  if (shared === undefined) throw new HttpError(404, 'No common ancestor between the two commits.');
  const ahead = commitsBetween(store, from.sha, to.sha);
  const behind = commitsBetween(store, to.sha, from.sha).length;
  const unpaged = !call.query.has('per_page') && !call.query.has('page');
  const first = Number(call.query.get('page') ?? 1) <= 1;
  const show = (commit: Commit) => commitJson(call.view, call.repo, commit);
  const page = paged(call, ahead, show);
  const before = store.mustCommit(shared).tree;
  const files = first ? diffJson(call.view, call.repo, before, to, MAX_COMPARED) : [];
  const html = `${htmlOf(call.view, call.repo)}/compare/${from.sha}...${to.sha}`;
  const body = {
    url: `${apiOf(call.view, call.repo)}/compare/${param(call, 'basehead')}`,
    html_url: html,
    permalink_url: html,
    diff_url: `${html}.diff`,
    patch_url: `${html}.patch`,
    base_commit: show(from),
    merge_base_commit: show(store.mustCommit(shared)),
    status: statusOf(ahead.length, behind),
    ahead_by: ahead.length,
    behind_by: behind,
    total_commits: ahead.length,
    commits: unpaged ? ahead.slice(0, 250).map(show) : page.body,
    files,
  };
  return { ...page, body, ...(unpaged ? { headers: {} } : {}) };
}

function requiredChecks(call: Call, branch: string) {
  const rules = rulesFor(call.world, branch).filter(
    (rule) => rule.type === 'required_status_checks',
  );
  const checks = rules.flatMap(
    (rule) => (rule.parameters?.['required_status_checks'] ?? []) as { context: string }[],
  );
  return checks.map(({ context }) => context);
}

const isProtected = (call: Call, branch: string): boolean =>
  call.repo === call.world.repo && rulesFor(call.world, branch).length > 0;

function getBranch(call: Call): Reply {
  const name = param(call, 'branch');
  const sha = call.repo.refs.get(`refs/heads/${name}`);
  if (sha === undefined) throw new HttpError(404, 'Branch not found');
  const url = `${apiOf(call.view, call.repo)}/branches/${name}`;
  const contexts = requiredChecks(call, name);
  const protectedHere = isProtected(call, name);
  return ok({
    name,
    commit: commitJson(call.view, call.repo, call.repo.store.mustCommit(sha)),
    _links: { self: url, html: `${htmlOf(call.view, call.repo)}/tree/${name}` },
    protected: protectedHere,
    protection: {
      enabled: protectedHere,
      required_status_checks: {
        enforcement_level: contexts.length > 0 ? 'non_admins' : 'off',
        contexts,
        checks: contexts.map((context) => ({ context, app_id: null })),
      },
    },
    protection_url: `${url}/protection`,
  });
}

function listBranches(call: Call): Reply {
  const names = [...call.repo.refs.keys()].filter((ref) => ref.startsWith('refs/heads/')).sort();
  return paged(call, names, (ref) => {
    const name = ref.slice('refs/heads/'.length);
    const sha = call.repo.refs.get(ref) ?? '';
    const url = `${apiOf(call.view, call.repo)}/commits/${sha}`;
    return { name, commit: { sha, url }, protected: isProtected(call, name) };
  });
}

/** Branches whose tip is this commit (O: repos/list-branches-for-head-commit). */
function branchesWhereHead(call: Call): Reply {
  const { sha } = commitOf(call, param(call, 'commit_sha'));
  const refs = [...call.repo.refs].filter(([ref, at]) => /^refs\/heads\//.test(ref) && at === sha);
  const url = `${apiOf(call.view, call.repo)}/commits/${sha}`;
  return ok(
    refs.map(([ref]) => {
      const name = ref.slice('refs/heads/'.length);
      return { name, commit: { sha, url }, protected: isProtected(call, name) };
    }),
  );
}

function listTags(call: Call): Reply {
  const tags = [...call.repo.refs.keys()].filter((ref) => ref.startsWith('refs/tags/')).sort();
  const api = apiOf(call.view, call.repo);
  return paged(call, tags.reverse(), (ref) => {
    const name = ref.slice('refs/tags/'.length);
    const sha = resolveRef(call.repo, ref) ?? '';
    return {
      name,
      zipball_url: `${api}/zipball/refs/tags/${name}`,
      tarball_url: `${api}/tarball/refs/tags/${name}`,
      commit: { sha, url: `${api}/commits/${sha}` },
      node_id: nodeId('Ref', ref),
    };
  });
}

function branchRules(call: Call): Reply {
  const rules = rulesFor(call.world, param(call, 'branch'));
  return paged(call, rules, ({ type, parameters }) => ({
    type,
    ...(parameters && Object.keys(parameters).length > 0 ? { parameters } : {}),
    ruleset_source_type: 'Repository',
    ruleset_source: `${call.repo.owner}/${call.repo.name}`,
    ruleset_id: 31,
  }));
}

const route = (operation: string, path: string, needs: string, handle: Route['handle']): Route => ({
  operation,
  method: 'GET',
  path: `${base}${path}`,
  needs,
  handle,
});

/** A branch's protection asks for `administration`, which a workflow's token never has. */
export const repoRoutes: readonly Route[] = [
  route('repos/get', '', 'metadata=read', (call) => ok(repoJson(call.view, call.repo))),
  route('repos/list-branches', '/branches', READ, listBranches),
  route(
    'repos/get-branch-protection',
    '/branches/{branch}/protection',
    'administration=read',
    () => {
      throw new HttpError(404, 'Branch not protected');
    },
  ),
  route('repos/get-branch', '/branches/{branch+}', READ, getBranch),
  route('repos/get-branch-rules', '/rules/branches/{branch+}', 'metadata=read', branchRules),
  route('repos/list-tags', '/tags', 'metadata=read', listTags),
  route('repos/list-commits', '/commits', READ, listCommits),
  route(
    'repos/list-branches-for-head-commit',
    '/commits/{commit_sha}/branches-where-head',
    READ,
    branchesWhereHead,
  ),
  route('repos/get-commit', '/commits/{ref+}', READ, getCommit),
  route('repos/compare-commits-with-basehead', '/compare/{basehead+}', READ, compare),
];
