import { subscribe, unsubscribe } from 'node:diagnostics_channel';

/** Told by undici, which is also Node's own fetch, when it has written a request to its socket (undici docs, "Diagnostics Channel Support", read 2026-11-23). */
const CHANNEL = 'undici:client:sendHeaders';

/**
 * Fulfilled when the next HTTP request has left this process; never, when none does.
 *
 * Loading a megabyte of code stops everything else for 50 ms: done earlier, it would stand between
 * the opening of the connection and the first request.
 */
export function requestSent(): Promise<void> {
  return new Promise((resolve) => {
    function sent(): void {
      unsubscribe(CHANNEL, sent);
      resolve();
    }
    subscribe(CHANNEL, sent);
  });
}
