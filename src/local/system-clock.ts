import { setTimeout as wait } from 'node:timers/promises';
import type { Clock } from '../model/world.ts';

export const systemClock: Clock = {
  now: () => Date.now(),
  sleep: (milliseconds) => wait(milliseconds),
};
