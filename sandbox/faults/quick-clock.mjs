// Loaded into the action's process before its bundle, with `--import`: a wait of a second or more
// passes 40 times as fast, so that the shipped bundle can be tried with its own patience. Work and
// answers have all the time that they need, so nothing depends on how fast the machine is. Shorter
// waits and intervals are left alone: HTTP clients count their own time-outs in them. `?longest=` in the
// address leaves longer waits alone, in milliseconds.
import { createRequire, syncBuiltinESMExports } from 'node:module';
import runZeroWaitsAtOnce from './zero-waits.cjs';

const FASTER = 40;
const SHORT = 1_000;
const LONGEST = Number(new URL(import.meta.url).searchParams.get('longest') ?? Infinity);

runZeroWaitsAtOnce(globalThis);
const timers = createRequire(import.meta.url)('node:timers/promises');
const { setTimeout: wait } = timers;
const { setTimeout: later } = globalThis;
const { now } = Date;

/** Milliseconds that were not waited for. */
let skipped = 0;
Date.now = () => now() + skipped;

/** Returns the shorter wait, and what moves the clock to the time at which the whole one is due. */
function shortened(after) {
  if (!(after >= SHORT && after <= LONGEST)) return { real: after, arrive: () => undefined };
  // Not `Date.now`: another clock of this kind, loaded later, may have moved it.
  const due = now() + skipped + after;
  return {
    real: after / FASTER,
    arrive: () => {
      skipped = Math.max(skipped, due - now());
    },
  };
}

globalThis.setTimeout = (run, after, ...rest) => {
  const { real, arrive } = shortened(after);
  return later(() => {
    arrive();
    run(...rest);
  }, real);
};
timers.setTimeout = async (after, ...rest) => {
  const { real, arrive } = shortened(after);
  const value = await wait(real, ...rest);
  arrive();
  return value;
};
syncBuiltinESMExports();
