import type { VirtualClock } from './virtual-clock.ts';

type Fetch = (url: string, init: RequestInit) => Promise<Response>;

/**
 * Returns a fetch during which simulated time stands still, until the whole body has arrived. Signals
 * are left out, because their time-outs count real time.
 */
export function realFetch(clock: VirtualClock): Fetch {
  return async (url, init) => {
    clock.busy += 1;
    try {
      const { signal: _, ...rest } = init;
      const answer = await fetch(url, rest);
      const body = await answer.arrayBuffer();
      const { status, headers } = answer;
      return new Response(body.byteLength === 0 ? null : body, { status, headers });
    } finally {
      clock.busy -= 1;
    }
  };
}
