import { setFlagsFromString } from 'node:v8';

/**
 * Keeps V8's young generation at the size it has: the 1 MiB a process begins with at the door of a
 * command, 2 to 4 MiB in the action, once its first request has left. Reading reports leaves much
 * behind that is garbage at once, for which V8 would take some 20 MiB more and gain nothing.
 * `npm run bench` on 2026-11-23, 500,000 tests: 64 MiB instead of 80 with Node 20, 76 instead of 89
 * with Node 24, in the same time; judging takes 2 % more with Node 24 and 12 % with Node 20, which is
 * why the other commands do without.
 *
 * `--max-semi-space-size` would say the same, but the runner starts the action. Node's documentation
 * of `setFlagsFromString` (read 2026-11-23) warns that a flag set late may do nothing or worse: this
 * one is only looked at when the young generation is about to grow.
 */
export function keepMemorySteady(): void {
  setFlagsFromString('--semi-space-growth-factor=1');
}
