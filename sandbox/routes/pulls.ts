import { refreshPull } from '../build-pulls.ts';
import {
  type Call,
  HttpError,
  invalid,
  mustText,
  notFound,
  numberParam,
  ok,
  type Route,
  textField,
} from '../http.ts';
import { resolveRef } from '../lookup.ts';
import { paged } from '../paging.ts';
import { commitJson } from '../views/commit.ts';
import { pullCommits, pullFiles, pullJson, simplePullJson } from '../views/pull.ts';
import { reviewJson } from '../views/review.ts';
import type { Pull } from '../world.ts';

const pulls = '/repos/{owner}/{repo}/pulls';
const READ = 'pull_requests=read';
const WRITE = 'pull_requests=write';

function pullOf(call: Call): Pull {
  const pull = call.world.pulls.find((one) => one.number === numberParam(call, 'pull_number'));
  if (!pull) throw notFound();
  return pull;
}

function listPulls(call: Call) {
  const state = call.query.get('state') ?? 'open';
  const head = call.query.get('head');
  const base = call.query.get('base');
  const found = call.world.pulls
    .filter((pull) => state === 'all' || pull.state === state)
    .filter((pull) => head === null || head === `${pull.headRepo.owner}:${pull.headRef}`)
    .filter((pull) => base === null || base === pull.baseRef)
    .sort((a, b) => b.number - a.number);
  return paged(call, found, (pull) => simplePullJson(call.view, pull));
}

/** Numbers are shared between issues and pull requests. */
const nextNumber = (call: Call): number =>
  Math.max(0, ...[...call.world.pulls, ...call.world.issues].map((one) => one.number)) + 1;

function mayOpen(call: Call): void {
  if (call.world.actionsMayOpenPulls || call.token.login !== 'github-actions[bot]') return;
  throw new HttpError(403, 'GitHub Actions is not permitted to create or approve pull requests.');
}

function createPull(call: Call) {
  mayOpen(call);
  const { world, repo } = call;
  const headRef = mustText(call, 'head').replace(`${repo.owner}:`, '');
  const baseRef = mustText(call, 'base');
  const headSha = repo.refs.get(`refs/heads/${headRef}`);
  const baseSha = repo.refs.get(`refs/heads/${baseRef}`);
  const wrong = (field: string, code = 'invalid') =>
    invalid('Validation Failed', [{ resource: 'PullRequest', field, code }]);
  if (headSha === undefined) throw wrong('head');
  if (baseSha === undefined) throw wrong('base');
  const open = world.pulls.find(
    (pull) => pull.state === 'open' && pull.headRef === headRef && pull.baseRef === baseRef,
  );
  const custom = (message: string) =>
    invalid('Validation Failed', [{ resource: 'PullRequest', code: 'custom', message }]);
  if (open) throw custom(`A pull request already exists for ${repo.owner}:${headRef}.`);
  const now = world.clock.tick();
  const pull: Pull = {
    number: nextNumber(call),
    title: mustText(call, 'title'),
    body: textField(call, 'body') ?? null,
    author: call.token.login,
    state: 'open',
    draft: call.body['draft'] === true,
    headRepo: repo,
    headRef,
    headSha,
    baseRef,
    baseSha,
    createdAt: now,
    updatedAt: now,
    closedAt: null,
    mergedAt: null,
    mergedBy: null,
    mergeCommitSha: null,
    milestone: null,
    reviews: [],
    merge: null,
  };
  if (pullCommits(pull).length === 0) {
    throw custom(`No commits between ${baseRef} and ${headRef}`);
  }
  refreshPull(world, pull);
  world.pulls.push(pull);
  return ok(pullJson(call.view, pull), 201);
}

function applyState(pull: Pull, state: string | undefined): void {
  if (state !== 'closed' && state !== 'open') return;
  if (pull.mergedAt !== null) throw invalid('Validation Failed', []);
  pull.state = state;
  pull.closedAt = state === 'closed' ? pull.updatedAt : null;
}

function applyBase(call: Call, pull: Pull, base: string | undefined): void {
  if (base === undefined) return;
  if (!call.repo.refs.has(`refs/heads/${base}`)) throw invalid('Validation Failed', []);
  pull.baseRef = base;
  refreshPull(call.world, pull);
}

function updatePull(call: Call) {
  const pull = pullOf(call);
  pull.title = textField(call, 'title') ?? pull.title;
  pull.body = textField(call, 'body') ?? pull.body;
  pull.updatedAt = call.world.clock.tick();
  applyState(pull, textField(call, 'state'));
  applyBase(call, pull, textField(call, 'base'));
  return ok(pullJson(call.view, pull));
}

/** Found by head or merge commit, but never for the head of a fork (learningequality/kolibri#14719). */
function pullsOfCommit(call: Call) {
  const sha = resolveRef(call.repo, call.params['commit_sha'] ?? '');
  if (sha === undefined) throw invalid(`No commit found for SHA: ${call.params['commit_sha']}`);
  const found = call.world.pulls.filter(
    (pull) =>
      (pull.headRepo === call.world.repo && pullCommits(pull).some((one) => one.sha === sha)) ||
      (pull.headRepo === call.world.repo && pull.headSha === sha) ||
      (pull.mergedAt !== null && pull.mergeCommitSha === sha),
  );
  return paged(call, found, (pull) => simplePullJson(call.view, pull));
}

export const pullRoutes: readonly Route[] = [
  { operation: 'pulls/list', method: 'GET', path: pulls, needs: READ, handle: listPulls },
  { operation: 'pulls/create', method: 'POST', path: pulls, needs: WRITE, handle: createPull },
  {
    operation: 'pulls/get',
    method: 'GET',
    path: `${pulls}/{pull_number}`,
    needs: READ,
    handle: (call) => ok(pullJson(call.view, pullOf(call))),
  },
  {
    operation: 'pulls/update',
    method: 'PATCH',
    path: `${pulls}/{pull_number}`,
    needs: WRITE,
    handle: updatePull,
  },
  {
    operation: 'pulls/list-files',
    method: 'GET',
    path: `${pulls}/{pull_number}/files`,
    needs: READ,
    handle: (call) => paged(call, pullFiles(call.view, pullOf(call)).slice(0, 3000), (one) => one),
  },
  {
    operation: 'pulls/list-commits',
    method: 'GET',
    path: `${pulls}/{pull_number}/commits`,
    needs: READ,
    handle: (call) =>
      paged(call, pullCommits(pullOf(call)).slice(0, 250), (commit) =>
        commitJson(call.view, call.repo, commit),
      ),
  },
  {
    operation: 'pulls/list-reviews',
    method: 'GET',
    path: `${pulls}/{pull_number}/reviews`,
    needs: READ,
    handle: (call) => {
      const pull = pullOf(call);
      const numbered = pull.reviews.map((review, at) => ({ review, at }));
      return paged(call, numbered, ({ review, at }) => reviewJson(call.view, pull, review, at));
    },
  },
  {
    operation: 'repos/list-pull-requests-associated-with-commit',
    method: 'GET',
    path: '/repos/{owner}/{repo}/commits/{commit_sha}/pulls',
    needs: READ,
    handle: pullsOfCommit,
  },
];
