import Bottleneck from 'bottleneck/light.js';
import type { Pace } from './rate-limits.ts';

/**
 * The queues of the throttling plugin, made for one client.
 *
 * The plugin's own stand at module level, allow ten requests at once and hold every write for a
 * second; ours follow `Pace`. A reservoir refills in steps of at least 250 ms.
 */
export function limitersOf(pace: Pace): {
  readonly global: Bottleneck.Group;
  readonly write: Bottleneck.Group;
  readonly notifications: Bottleneck.Group;
} {
  const queueTimeout = 120_000;
  return {
    global: new Bottleneck.Group({ maxConcurrent: pace.concurrent, timeout: queueTimeout }),
    write: new Bottleneck.Group({
      maxConcurrent: 1,
      reservoir: pace.writeBurst,
      reservoirIncreaseAmount: 1,
      reservoirIncreaseInterval: pace.writeRefill,
      reservoirIncreaseMaximum: pace.writeBurst,
      timeout: queueTimeout,
    }),
    notifications: new Bottleneck.Group({
      maxConcurrent: 1,
      minTime: pace.betweenNotifications,
      timeout: queueTimeout,
    }),
  };
}
