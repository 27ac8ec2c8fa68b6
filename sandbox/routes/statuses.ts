import {
  type Call,
  invalid,
  mustText,
  notFound,
  ok,
  param,
  type Route,
  textField,
} from '../http.ts';
import { checkDescription, MAX_STATUSES } from '../limits.ts';
import { resolveRef } from '../lookup.ts';
import { paged } from '../paging.ts';
import { simpleStatusJson, statusJson } from '../views/check.ts';
import { minimalRepoJson } from '../views/repository.ts';
import { apiOf } from '../views/view.ts';
import type { CommitStatus } from '../world.ts';

const base = '/repos/{owner}/{repo}';
const STATES = ['error', 'failure', 'pending', 'success'];

/** Contexts are compared without regard to case (O: repos/create-commit-status). */
const sameContext = (a: string, b: string): boolean => a.toLowerCase() === b.toLowerCase();

function createStatus(call: Call) {
  const { world } = call;
  const sha = param(call, 'sha');
  if (!call.repo.store.readCommit(sha)) throw invalid(`No commit found for SHA: ${sha}`);
  const state = mustText(call, 'state');
  const wrong = (more: Record<string, string>) =>
    invalid('Validation Failed', [{ resource: 'Status', ...more }]);
  if (!STATES.includes(state))
    throw wrong({ code: 'custom', field: 'state', message: 'state is not included in the list' });
  const description = textField(call, 'description');
  checkDescription(description);
  const context = textField(call, 'context') ?? 'default';
  const before = world.statuses.filter(
    (one) => one.sha === sha && sameContext(one.context, context),
  );
  if (before.length >= MAX_STATUSES) {
    const message = 'This SHA and context has reached the maximum number of statuses.';
    throw wrong({ code: 'custom', message });
  }
  const status: CommitStatus = {
    id: world.nextId(),
    sha,
    state,
    context,
    description: description ?? null,
    targetUrl: textField(call, 'target_url') ?? null,
    creator: call.token.login,
    createdAt: world.clock.tick(),
  };
  world.statuses.push(status);
  return ok(statusJson(call.view, status), 201);
}

const shaOf = (call: Call): string => {
  const sha = resolveRef(call.repo, param(call, 'ref'));
  if (sha === undefined) throw notFound();
  return sha;
};

/** Newest first. */
const statusesOf = (call: Call, sha: string): CommitStatus[] =>
  call.world.statuses.filter((one) => one.sha === sha).reverse();

function latestByContext(statuses: readonly CommitStatus[]): CommitStatus[] {
  return statuses.filter(
    (one, at) => statuses.findIndex((other) => sameContext(other.context, one.context)) === at,
  );
}

/** Failure beats pending beats success; nothing at all is pending. */
function summed(statuses: readonly CommitStatus[]): string {
  const states = statuses.map((one) => one.state);
  if (states.includes('error') || states.includes('failure')) return 'failure';
  return states.length === 0 || states.includes('pending') ? 'pending' : 'success';
}

function combined(call: Call) {
  const sha = shaOf(call);
  const newest = latestByContext(statusesOf(call, sha));
  const api = apiOf(call.view, call.repo);
  return paged(
    call,
    newest,
    (status) => simpleStatusJson(call.view, status),
    (statuses, total_count) => ({
      state: summed(newest),
      statuses,
      sha,
      total_count,
      repository: minimalRepoJson(call.view, call.repo),
      commit_url: `${api}/commits/${sha}`,
      url: `${api}/commits/${sha}/status`,
    }),
  );
}

export const statusRoutes: readonly Route[] = [
  {
    operation: 'repos/create-commit-status',
    method: 'POST',
    path: `${base}/statuses/{sha}`,
    needs: 'statuses=write',
    handle: createStatus,
  },
  {
    operation: 'repos/list-commit-statuses-for-ref',
    method: 'GET',
    path: `${base}/commits/{ref}/statuses`,
    needs: 'statuses=read',
    handle: (call) =>
      paged(call, statusesOf(call, shaOf(call)), (status) => statusJson(call.view, status)),
  },
  {
    operation: 'repos/get-combined-status-for-ref',
    method: 'GET',
    path: `${base}/commits/{ref}/status`,
    needs: 'statuses=read',
    handle: combined,
  },
];
