import type { Octokit } from '@octokit/core';
import { RequestError } from '@octokit/request-error';
import Bottleneck from 'bottleneck/light.js';

/**
 * How many requests are sent, and how long they may take, in milliseconds unless the name has a unit.
 *
 * GitHub's limits per token (docs.github.com, "Rate limits for the REST API" and "Best practices for
 * using the REST API", read 2026-11-22): 1,000 requests per hour and repository, 100 concurrent
 * requests, 900 points per minute (a read is 1, a write 5), 80 content-creating requests per minute,
 * and one second between writes when there are many.
 */
export interface RateLimits {
  /** Maximum concurrent requests. 24 of 100 leave room for the workflow's other jobs. */
  readonly concurrent: number;
  /**
   * Writes without a pause; after them one per `writeRefill`. An audit makes four to eight, which is
   * not the large number GitHub asks to space out.
   */
  readonly writeBurst: number;
  readonly writeRefill: number;
  /**
   * Maximum requests to the API in one audit, which leaves the workflow's other jobs 400 of their 1,000
   * per hour. Downloads from GitHub's store do not count there.
   */
  readonly requests: number;
  /** Pause between two requests that notify people; an audit makes at most one. */
  readonly betweenNotifications: number;
  /** Retries of one request after a server or network failure, after 1, 4 and 9 `retryUnit`. */
  readonly retries: number;
  readonly retryUnit: number;
  /** Maximum wait for a rate limit; a longer limit is an error. */
  readonly limitWaitSeconds: number;
  /** Maximum waits of one request for a rate limit. */
  readonly limitWaits: number;
  /**
   * Duration of one second of such a wait. It differs between runs, so that audits that hit a limit
   * together do not hit it together again.
   */
  readonly limitUnit: number;
  /** Timeout of one attempt. GitHub cancels requests after 10 s. */
  readonly attempt: number;
  /** Maximum time in which a download receives no byte. */
  readonly stall: number;
  /** Time from creating the client to its last request. */
  readonly total: number;
}

export const DEFAULT_RATE_LIMITS: RateLimits = {
  concurrent: 24,
  writeBurst: 8,
  writeRefill: 1_000,
  requests: 600,
  betweenNotifications: 3_000,
  retries: 3,
  retryUnit: 1_000,
  limitWaitSeconds: 75,
  limitWaits: 6,
  limitUnit: 1_000,
  attempt: 20_000,
  stall: 60_000,
  total: 45 * 60_000,
};

/** Returns the settings of one workflow run: equal for its attempts, different for other runs. */
export function rateLimitsOfRun(runId: number): Partial<RateLimits> {
  return { limitUnit: DEFAULT_RATE_LIMITS.limitUnit + (runId % 61) * 10 };
}

export interface Limiters {
  readonly global: Bottleneck.Group;
  readonly write: Bottleneck.Group;
  readonly notifications: Bottleneck.Group;
}

/**
 * Returns the queues of the throttling plugin for one client.
 *
 * The plugin's own queues are global, allow ten concurrent requests, and delay every write by a
 * second. A reservoir refills in steps of at least 250 ms.
 */
export function limitersOf(rateLimits: RateLimits): Limiters {
  const queueTimeout = 120_000;
  return {
    global: new Bottleneck.Group({ maxConcurrent: rateLimits.concurrent, timeout: queueTimeout }),
    write: new Bottleneck.Group({
      maxConcurrent: 1,
      reservoir: rateLimits.writeBurst,
      reservoirIncreaseAmount: 1,
      reservoirIncreaseInterval: rateLimits.writeRefill,
      reservoirIncreaseMaximum: rateLimits.writeBurst,
      timeout: queueTimeout,
    }),
    notifications: new Bottleneck.Group({
      maxConcurrent: 1,
      minTime: rateLimits.betweenNotifications,
      timeout: queueTimeout,
    }),
  };
}

/**
 * An octokit plugin: treats every 403 and 429 with `retry-after` as a secondary rate limit.
 *
 * The throttling plugin recognizes one by the words "secondary rate" in GitHub's message. It would not
 * wait for a 429 of a proxy that has only `retry-after` (docs.github.com, "Best practices for using
 * the REST API", read 2026-11-22).
 */
export function recognizeSecondaryLimits(octokit: Octokit): void {
  octokit.hook.error('request', (error) => {
    if (error instanceof RequestError) addLimitWords(error);
    throw error;
  });
}

function addLimitWords(error: RequestError): void {
  const { status, response } = error;
  const limited = status === 429 || status === 403;
  if (!limited || response?.headers['retry-after'] === undefined) return;
  if (!/secondary rate/i.test(error.message)) error.message = `secondary rate: ${error.message}`;
}
