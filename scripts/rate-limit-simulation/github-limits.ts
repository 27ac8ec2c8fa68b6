import { realFetch } from './real-fetch.ts';
import type { VirtualClock } from './virtual-clock.ts';

type Fetch = (url: string, init: RequestInit) => Promise<Response>;

/**
 * GitHub's limits, which all audits of a repository share (docs.github.com, "Rate limits for the REST
 * API", read 2026-11-22).
 */
export interface Limits {
  /** Requests an hour: 1,000 for a workflow's token, 15,000 on Enterprise Cloud. */
  readonly anHour: number;
  readonly atOnce: number;
  /** Points a minute: a read is 1, a write 5; GraphQL has points of its own. */
  readonly restPoints: number;
  readonly graphqlPoints: number;
  /** Requests that make content, a minute and an hour. */
  readonly contentAMinute: number;
  readonly contentAnHour: number;
  /** Milliseconds until an answer. */
  readonly latency: number;
}

export const GITHUB: Limits = {
  anHour: 1_000,
  atOnce: 100,
  restPoints: 900,
  graphqlPoints: 2_000,
  contentAMinute: 80,
  contentAnHour: 500,
  latency: 50,
};

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

/** What was spent in windows that begin with their first request. */
class Budget {
  #began = Number.NEGATIVE_INFINITY;
  #spent = 0;
  readonly #most: number;
  readonly #window: number;

  constructor(most: number, window: number) {
    this.#most = most;
    this.#window = window;
  }

  get resets(): number {
    return this.#began + this.#window;
  }

  takes(now: number, points: number): boolean {
    if (now >= this.resets) {
      this.#began = now;
      this.#spent = 0;
    }
    if (this.#spent + points > this.#most) return false;
    this.#spent += points;
    return true;
  }
}

const said = (status: number, message: string, headers: Record<string, string> = {}): Response =>
  new Response(JSON.stringify({ message }), {
    status,
    headers: { 'content-type': 'application/json; charset=utf-8', ...headers },
  });

const secondary = (): Response =>
  said(
    403,
    'You have exceeded a secondary rate limit. Please wait a few minutes before you try again.',
  );

/** Octokit reckons the wait by the server's clock. */
function exhausted(now: number, resets: number): Response {
  return said(403, 'API rate limit exceeded for installation.', {
    'x-ratelimit-remaining': '0',
    'x-ratelimit-reset': String(Math.ceil(resets / 1000)),
    date: new Date(now).toUTCString(),
  });
}

export interface Gate {
  readonly fetch: Fetch;
  /** Requests that were let through, and those refused by which limit. */
  readonly counts: () => Readonly<Record<string, number>>;
}

/** Stands before the sandbox and refuses as GitHub does, by a simulated clock. */
export function gate(clock: VirtualClock, limits: Limits): Gate {
  const hour = new Budget(limits.anHour, HOUR);
  const rest = new Budget(limits.restPoints, MINUTE);
  const graphql = new Budget(limits.graphqlPoints, MINUTE);
  const content = new Budget(limits.contentAMinute, MINUTE);
  const contentOfHour = new Budget(limits.contentAnHour, HOUR);
  const counts: Record<string, number> = {};
  const passed = realFetch(clock);
  let underWay = 0;

  const count = (what: string): void => {
    counts[what] = (counts[what] ?? 0) + 1;
  };

  const tooMuchContent = (now: number): boolean =>
    !(content.takes(now, 1) && contentOfHour.takes(now, 1));

  const tooManyPoints = (url: string, points: number, now: number): boolean =>
    !(url.endsWith('/graphql') ? graphql : rest).takes(now, points);

  function overSecondary(url: string, mutates: boolean, now: number): string | undefined {
    if (underWay >= limits.atOnce) return 'at once';
    if (tooManyPoints(url, mutates ? 5 : 1, now)) return 'points a minute';
    return mutates && tooMuchContent(now) ? 'content' : undefined;
  }

  function refusal(url: string, mutates: boolean): Response | undefined {
    const now = clock.now();
    if (!hour.takes(now, 1)) {
      count('refused: an hour');
      return exhausted(now, hour.resets);
    }
    const over = overSecondary(url, mutates, now);
    if (over === undefined) return undefined;
    count(`refused: ${over}`);
    return secondary();
  }

  return {
    counts: () => counts,
    fetch: async (url, init) => {
      const method = init.method ?? 'GET';
      const text = typeof init.body === 'string' ? init.body : '';
      const isGraphql = url.endsWith('/graphql');
      const mutates = isGraphql ? text.includes('mutation') : method !== 'GET';
      const refused = refusal(url, mutates);
      underWay += 1;
      try {
        await clock.sleep(limits.latency);
        if (refused !== undefined) return refused;
        count('answered');
        return await passed(url, init);
      } finally {
        underWay -= 1;
      }
    },
  };
}
