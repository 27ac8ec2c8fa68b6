import { type ApiError, err, type Result } from '../model/result.ts';
import type { RateLimits } from './rate-limits.ts';

/**
 * Shares of the budget that are kept for more important requests, by what a request is for. What is
 * not listed decides what is audited and what its status is, or publishes it: it is always sent.
 */
const KEPT: readonly (readonly [route: RegExp, share: number])[] = [
  [/\/actions\/artifacts\/\{artifact_id\}\/zip$/, 0.1],
  [/\/actions\/jobs\/\{job_id\}\/logs$/, 0.2],
  [/\/attestations\/\{subject_digest\}$/, 0.25],
  [/\/actions\/runs\/\{run_id\}\/(?:jobs|attempts)\b/, 0.25],
  [/\/actions\/runs\/\{run_id\}\/artifacts$/, 0.6],
];

/** Files and commits of other repositories: pins of actions and shared scripts. */
const KEPT_OF_OTHERS = 0.3;

/** What the token has left according to the last response. */
interface TokenRest {
  readonly left: number;
  /** Milliseconds since the epoch. */
  readonly until: number;
}

/** Counts the requests to the API and refuses the least important ones before none is left. */
export interface RequestBudget {
  /** Counts a request, or returns why it is not sent. */
  take(route: string, isForeign: boolean): Result<never> | undefined;
  /** Notes what the token has left, from the headers of a response. */
  note(headers: Readonly<Record<string, string | number | undefined>>): void;
}

/** Returns the budget of one audit, which the token's own limit may make smaller. */
export function requestBudget(rateLimits: RateLimits): RequestBudget {
  let sent = 0;
  let sentWhenNoted = 0;
  let rest: TokenRest | undefined;
  /** All requests that the token allowed at the first response. */
  let allowed = rateLimits.requests;

  const leftOf = (now: number): number => {
    const own = rateLimits.requests - sent;
    if (rest === undefined || isSoon(rest, now, rateLimits)) return own;
    return Math.min(own, rest.left - (sent - sentWhenNoted));
  };

  return {
    take(route, isForeign) {
      const share = isForeign ? KEPT_OF_OTHERS : KEPT.find(([one]) => one.test(route))?.[1];
      const isKept = share !== undefined && leftOf(Date.now()) <= share * allowed;
      if (isKept) return err(refusal(route, sent, rateLimits, rest));
      sent += 1;
      return undefined;
    },
    note(headers) {
      const { 'x-ratelimit-remaining': remaining, 'x-ratelimit-reset': reset } = headers;
      const isCore = (headers['x-ratelimit-resource'] ?? 'core') === 'core';
      const [left, until] = [Number(remaining), Number(reset) * 1000];
      if (remaining === undefined || !isCore || Number.isNaN(left + until)) return;
      // Responses arrive in any order; within one hour the lowest number is the newest.
      if (rest !== undefined && rest.until >= until && rest.left <= left) return;
      if (rest === undefined) allowed = Math.min(allowed, left + sent);
      rest = { left, until };
      sentWhenNoted = sent;
    },
  };
}

/** Returns whether the token gets new requests before a request would give up waiting for them. */
function isSoon({ until }: TokenRest, now: number, { limitWaitSeconds }: RateLimits): boolean {
  return until - now <= limitWaitSeconds * 1000;
}

function refusal(
  route: string,
  sent: number,
  { requests }: RateLimits,
  rest: TokenRest | undefined,
): ApiError {
  const ofToken = rest !== undefined && rest.left + sent < requests;
  if (!ofToken) {
    const message = `${route} was not sent: an audit sends at most ${requests} requests, and the rest is kept for what matters more`;
    return { kind: 'budget', message };
  }
  const time = new Date(rest.until).toISOString().slice(11, 16);
  const message = `${route} was not sent: the token has ${rest.left} requests left until ${time} UTC, which are kept for what matters more`;
  return { kind: 'limited', message };
}
