/**
 * How fast GitHub is asked, and how patiently. Milliseconds unless the name says otherwise.
 *
 * What GitHub allows one token (docs.github.com, "Rate limits for the REST API" and "Best practices
 * for using the REST API", read 2026-11-22): 1,000 requests an hour and repository, 100 at once,
 * 900 points a minute (a read is 1, a write 5), 80 content-creating requests a minute; one second
 * between writes when there are many of them.
 */
export interface Pace {
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

export const PACE: Pace = {
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

/** The pace of one workflow run: the same for each try of it, another for its neighbours. */
export function paceOfRun(runId: number): Partial<Pace> {
  return { limitUnit: PACE.limitUnit + (runId % 61) * 10 };
}
