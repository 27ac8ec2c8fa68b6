import { redact } from '../lib/redact.ts';
import type { Receipt, World } from '../model/world.ts';
import { PENDING_STATE, trackPending } from './pending.ts';

/** How a run ended; without a receipt when the run made no audit. */
export interface RunEnd {
  readonly exitCode: 0 | 1;
  readonly receipt?: Receipt;
}

/**
 * Runs an audit so that no status stays pending: a pending status would block the pull request for
 * ever.
 *
 * When the run is stopped from outside or throws, every pending status ends as `error`, and then the
 * reason is thrown. A status that is still pending after that, because its last write failed, is kept
 * for the action's `post` step.
 */
export async function guardRun(
  world: World,
  run: (world: World) => Promise<RunEnd>,
): Promise<{ readonly exitCode: 0 | 1 }> {
  const keep = (open: string): void => world.results.keep?.(PENDING_STATE, open);
  const statuses = trackPending(world.forge, keep);
  try {
    const work = run({ ...world, forge: statuses.forge });
    const { exitCode, receipt } = await Promise.race([work, rejectedOnStop(world)]);
    if (receipt !== undefined && receipt.state !== 'failed') statuses.leave();
    return { exitCode };
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    await statuses.end(`The audit did not come to its end: ${redact(why).replaceAll('\n', ' ')}`);
    throw error;
  }
}

/** Returns a promise that rejects with the reason when the run is stopped, and never fulfills. */
function rejectedOnStop({ stop }: World): Promise<never> {
  return new Promise((_, reject) => {
    if (stop?.aborted) reject(stop.reason);
    stop?.addEventListener('abort', () => reject(stop.reason), { once: true });
  });
}
