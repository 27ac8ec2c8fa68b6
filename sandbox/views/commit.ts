import { type Change, diffTrees } from '../git-graph.ts';
import type { Commit, Signature } from '../git-objects.ts';
import { lineDiff } from '../line-diff.ts';
import { userOf } from '../lookup.ts';
import type { Repo } from '../world.ts';
import { userJson } from './user.ts';
import { apiOf, htmlOf, type Json, nodeId, type View } from './view.ts';

/** Bytes above which GitHub leaves the patch of a file out; it counts files with NUL as binary. */
const MAX_PATCH = 1_000_000;

export function verificationJson(commit: Commit): Json {
  return commit.verified
    ? {
        verified: true,
        reason: 'valid',
        signature: '-----BEGIN PGP SIGNATURE-----\n\nsandbox\n-----END PGP SIGNATURE-----\n',
        payload: `tree ${commit.tree}\n`,
        verified_at: commit.committer.at,
      }
    : { verified: false, reason: 'unsigned', signature: null, payload: null, verified_at: null };
}

const personJson = (who: Signature): Json => ({ name: who.name, email: who.email, date: who.at });

/** The account behind a commit's e-mail address; null when it belongs to nobody. */
function accountJson(view: View, who: Signature): Json | null {
  const user = [...view.world.users.values()].find((one) => one.email === who.email);
  return user === undefined ? null : userJson(view, user.login);
}

const parentsJson = (view: View, repo: Repo, commit: Commit, kind: 'commits' | 'git/commits') =>
  commit.parents.map((sha) => ({
    sha,
    url: `${apiOf(view, repo)}/${kind}/${sha}`,
    html_url: `${htmlOf(view, repo)}/commit/${sha}`,
  }));

/** `commit` (of the repositories API) */
export function commitJson(view: View, repo: Repo, commit: Commit): Json {
  const api = apiOf(view, repo);
  return {
    sha: commit.sha,
    node_id: nodeId('Commit', commit.sha),
    commit: {
      author: personJson(commit.author),
      committer: personJson(commit.committer),
      message: commit.message,
      tree: { sha: commit.tree, url: `${api}/git/trees/${commit.tree}` },
      url: `${api}/git/commits/${commit.sha}`,
      comment_count: 0,
      verification: verificationJson(commit),
    },
    url: `${api}/commits/${commit.sha}`,
    html_url: `${htmlOf(view, repo)}/commit/${commit.sha}`,
    comments_url: `${api}/commits/${commit.sha}/comments`,
    author: accountJson(view, commit.author),
    committer: accountJson(view, commit.committer),
    parents: parentsJson(view, repo, commit, 'commits'),
  };
}

/** `git-commit` */
export function gitCommitJson(view: View, repo: Repo, commit: Commit): Json {
  const api = apiOf(view, repo);
  return {
    sha: commit.sha,
    node_id: nodeId('Commit', commit.sha),
    url: `${api}/git/commits/${commit.sha}`,
    html_url: `${htmlOf(view, repo)}/commit/${commit.sha}`,
    author: personJson(commit.author),
    committer: personJson(commit.committer),
    tree: { sha: commit.tree, url: `${api}/git/trees/${commit.tree}` },
    message: commit.message,
    parents: parentsJson(view, repo, commit, 'git/commits'),
    verification: verificationJson(commit),
  };
}

/** `simple-commit` */
export const simpleCommitJson = (commit: Commit): Json => ({
  id: commit.sha,
  tree_id: commit.tree,
  message: commit.message,
  timestamp: commit.committer.at,
  author: { name: commit.author.name, email: commit.author.email },
  committer: { name: commit.committer.name, email: commit.committer.email },
});

const contentOf = (repo: Repo, sha: string | undefined): Buffer =>
  (sha === undefined ? undefined : repo.store.blobContent(sha)) ?? Buffer.alloc(0);

function linesJson(repo: Repo, change: Change): Json {
  const before = contentOf(repo, 'before' in change ? change.before.sha : undefined);
  const after = contentOf(repo, 'after' in change ? change.after.sha : undefined);
  if (before.includes(0) || after.includes(0) || before.length + after.length > MAX_PATCH) {
    return { additions: 0, deletions: 0, changes: 0 };
  }
  const { additions, deletions, patch } = lineDiff(before.toString(), after.toString());
  const counts = { additions, deletions, changes: additions + deletions };
  return patch === '' ? counts : { ...counts, patch };
}

/** `diff-entry`, for the first files that changed between two trees of a repository */
export function diffJson(
  view: View,
  repo: Repo,
  from: string,
  to: Commit,
  limit = Number.POSITIVE_INFINITY,
): Json[] {
  const { store } = repo;
  const before = from === '' ? new Map() : store.readTree(from);
  const changes = diffTrees(before, store.readTree(to.tree)).slice(0, limit);
  return changes.map((change) => {
    const path = change.path.split('/').map(encodeURIComponent).join('/');
    return {
      sha: 'after' in change ? change.after.sha : change.before.sha,
      filename: change.path,
      status: change.kind,
      ...linesJson(repo, change),
      blob_url: `${htmlOf(view, repo)}/blob/${to.sha}/${path}`,
      raw_url: `${htmlOf(view, repo)}/raw/${to.sha}/${path}`,
      contents_url: `${apiOf(view, repo)}/contents/${path}?ref=${to.sha}`,
      ...(change.kind === 'renamed' ? { previous_filename: change.from } : {}),
    };
  });
}

export const loginOf = (view: View, login: string): string => userOf(view.world, login).login;
