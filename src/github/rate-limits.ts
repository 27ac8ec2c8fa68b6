import type { Octokit } from '@octokit/core';
import { RequestError } from '@octokit/request-error';
import Bottleneck from 'bottleneck/light.js';

/**
 * How fast GitHub is asked, and how patiently. Milliseconds unless the name says otherwise.
 *
 * What GitHub allows one token (docs.github.com, "Rate limits for the REST API" and "Best practices
 * for using the REST API", read 2026-11-22): 1,000 requests an hour and repository, 100 at once,
 * 900 points a minute (a read is 1, a write 5), 80 content-creating requests a minute; one second
 * between writes when there are many of them.
 */
export interface RateLimits {
  /** Requests under way at once. 24 of the 100 allowed leave room for the workflow's other jobs. */
  readonly concurrent: number;
  /**
   * Writes that may follow each other at once; beyond them one a second. An audit makes four to
   * eight, which is not the large number GitHub asks to space out, and a full second between them
   * would make up most of an audit's time. GraphQL questions count as writes here.
   */
  readonly writeBurst: number;
  readonly writeRefill: number;
  /** Between two requests that notify people; an audit makes one at most. */
  readonly betweenNotifications: number;
  /** Retries of one request after a server's or the network's failure; they wait 1, 4, 9 `retryUnit`. */
  readonly retries: number;
  readonly retryUnit: number;
  /** Longest single wait for a rate limit, in seconds; a limit that lasts longer is reported. */
  readonly limitWaitSeconds: number;
  /** How often one request waits for a rate limit. */
  readonly limitWaits: number;
  /**
   * What a second of such a wait takes: a little more in each run, so that audits which met a limit
   * together do not meet it together again.
   */
  readonly limitUnit: number;
  /** One attempt. GitHub itself cuts off any request that takes more than 10 s. */
  readonly attempt: number;
  /** One attempt of a download. */
  readonly download: number;
  /** From the client's making to its last request. */
  readonly total: number;
}

export const DEFAULT_RATE_LIMITS: RateLimits = {
  concurrent: 24,
  writeBurst: 8,
  writeRefill: 1_000,
  betweenNotifications: 3_000,
  retries: 3,
  retryUnit: 1_000,
  limitWaitSeconds: 75,
  limitWaits: 6,
  limitUnit: 1_000,
  attempt: 20_000,
  download: 120_000,
  total: 45 * 60_000,
};

/** The rateLimits of one workflow run: the same for each try of it, another for its neighbours. */
export function rateLimitsOfRun(runId: number): Partial<RateLimits> {
  return { limitUnit: DEFAULT_RATE_LIMITS.limitUnit + (runId % 61) * 10 };
}

/**
 * The queues of the throttling plugin, made for one client.
 *
 * The plugin's own stand at module level, allow ten requests at once and hold every write for a
 * second; ours follow `Pace`. A reservoir refills in steps of at least 250 ms.
 */
export function limitersOf(rateLimits: RateLimits): {
  readonly global: Bottleneck.Group;
  readonly write: Bottleneck.Group;
  readonly notifications: Bottleneck.Group;
} {
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

/** Says in the words that the throttling plugin knows when a refusal names the time to wait. */
function reword(error: RequestError): void {
  const { status, response } = error;
  const limited = status === 429 || status === 403;
  if (!limited || response?.headers['retry-after'] === undefined) return;
  if (!/secondary rate/i.test(error.message)) error.message = `secondary rate: ${error.message}`;
}

/**
 * An octokit plugin: a refusal that says when to come back is a limit, whatever else it says.
 *
 * The throttling plugin knows a secondary limit by the words "secondary rate" in GitHub's message; a
 * 429 of a server in between, with `retry-after` alone, would not be waited for (docs.github.com,
 * "Best practices for using the REST API", read 2026-11-22).
 */
export function recognizeSecondaryLimits(octokit: Octokit): void {
  octokit.hook.error('request', (error) => {
    if (error instanceof RequestError) reword(error);
    throw error;
  });
}
