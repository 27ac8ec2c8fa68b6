import { setMaxListeners } from 'node:events';
import { err, type Result } from '../../model/result.ts';

/** Maximum minutes of collecting, besides the wait for unfinished runs. Jobs often have 15 to 30. */
export const COLLECT_MINUTES = 10;

/** Returns a signal that aborts after these minutes. It does not keep the process alive. */
export function deadlineIn(minutes: number): AbortSignal {
  const signal = AbortSignal.timeout(minutes * 60_000);
  // Each open request listens.
  setMaxListeners(0, signal);
  return signal;
}

/**
 * Returns a port whose requests are answered with an error once the deadline has passed, open ones
 * too. What they would have read becomes unreadable evidence.
 */
export function withDeadline<T extends object>(port: T, deadline: AbortSignal, minutes: number): T {
  const late = err<never>({
    kind: 'unreachable',
    message: `collecting takes at most ${minutes} minutes`,
  });
  return new Proxy(port, {
    get(target, name) {
      const value: unknown = Reflect.get(target, name);
      if (typeof value !== 'function') return value;
      return (...input: unknown[]) => unlessLate(() => value.apply(target, input));
    },
  });

  function unlessLate(request: () => unknown): unknown {
    if (deadline.aborted) return Promise.resolve(late);
    const answer = request();
    return answer instanceof Promise ? raced(answer) : answer;
  }

  /** The listener is removed with the answer, so that the signal does not keep what was read. */
  function raced(answer: Promise<Result<unknown>>): Promise<Result<unknown>> {
    return new Promise((resolve, reject) => {
      const end = (): void => resolve(late);
      deadline.addEventListener('abort', end, { once: true });
      answer.then(resolve, reject).finally(() => deadline.removeEventListener('abort', end));
    });
  }
}
