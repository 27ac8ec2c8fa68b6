import { expect, it } from '@jest/globals';
import { DEFAULT_RATE_LIMITS } from '../../src/github/rate-limits.ts';
import { type RequestBudget, requestBudget } from '../../src/github/request-budget.ts';

const ACTIONS = 'GET /repos/{owner}/{repo}/actions';
const ROUTES = {
  artifacts: `${ACTIONS}/runs/{run_id}/artifacts`,
  jobs: `${ACTIONS}/runs/{run_id}/jobs`,
  attempt: `${ACTIONS}/runs/{run_id}/attempts/{attempt_number}`,
  log: `${ACTIONS}/jobs/{job_id}/logs`,
  report: `${ACTIONS}/artifacts/{artifact_id}/zip`,
  runs: `${ACTIONS}/runs`,
  status: 'POST /repos/{owner}/{repo}/statuses/{sha}',
};
/** A reset that no test lives to see. */
const RESET = 4_000_000_000;

const budgetOf = (requests: number): RequestBudget =>
  requestBudget({ ...DEFAULT_RATE_LIMITS, requests });

/** Returns how many of a thousand requests of a route are sent. */
function sent(budget: RequestBudget, route: string, isForeign = false): number {
  const all = Array.from({ length: 1000 }, () => budget.take(route, isForeign));
  return all.filter((refused) => refused === undefined).length;
}

it('keeps requests for what matters more', () => {
  const budget = budgetOf(600);
  const counts = {
    artifacts: sent(budget, ROUTES.artifacts),
    pins: sent(budget, 'GET /repos/{owner}/{repo}/compare/{basehead}', true),
    jobs: sent(budget, ROUTES.jobs),
    attempts: sent(budget, ROUTES.attempt),
    logs: sent(budget, ROUTES.log),
    reports: sent(budget, ROUTES.report),
  };
  expect(counts).toEqual({
    artifacts: 240,
    pins: 180,
    jobs: 30,
    attempts: 0,
    logs: 30,
    reports: 60,
  });
});

it('always sends what decides the audit and publishes it', () => {
  const budget = budgetOf(10);
  expect([sent(budget, ROUTES.runs), sent(budget, ROUTES.status)]).toEqual([1000, 1000]);
});

it('says that the budget is used up', () => {
  expect(budgetOf(0).take(ROUTES.jobs, false)).toEqual({
    ok: false,
    error: {
      kind: 'budget',
      message: `${ROUTES.jobs} was not sent: an audit sends at most 0 requests, and the rest is kept for what matters more`,
    },
  });
});

const headers = (remaining: number, more: object = {}) => ({
  'x-ratelimit-remaining': String(remaining),
  'x-ratelimit-reset': String(RESET),
  ...more,
});

it('spends no more than the token has left', () => {
  const budget = budgetOf(600);
  budget.note(headers(100));
  expect([sent(budget, ROUTES.artifacts), sent(budget, ROUTES.report)]).toEqual([40, 50]);
});

it('takes the lowest rest of responses that arrive in any order', () => {
  const budget = budgetOf(600);
  for (const remaining of [100, 50, 99]) budget.note(headers(remaining));
  expect(sent(budget, ROUTES.report)).toBe(40);
});

it('does not count the rest of another resource', () => {
  const budget = budgetOf(600);
  budget.note(headers(0, { 'x-ratelimit-resource': 'graphql' }));
  expect(sent(budget, ROUTES.report)).toBe(540);
});

it('does not save requests when the token gets new ones soon', () => {
  const budget = budgetOf(600);
  budget.note({ 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': '0' });
  expect(sent(budget, ROUTES.report)).toBe(600);
});

it('says until when the token has few requests left', () => {
  const budget = budgetOf(600);
  budget.note(headers(0));
  expect(budget.take(ROUTES.log, false)).toMatchObject({
    error: {
      kind: 'limited',
      message: expect.stringContaining('the token has 0 requests left until 07:06 UTC'),
    },
  });
});
