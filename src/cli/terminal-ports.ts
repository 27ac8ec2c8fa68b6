import { safeLogLine } from '../lib/sanitize.ts';
import { systemClock } from '../local/system-clock.ts';
import type { Log, World } from '../model/world.ts';
import type { Progress } from './progress.ts';
import { VERSION } from './version.ts';

/** The ports that are the same for every command: the clock, a log on stderr, results that nobody takes. */
export function terminalPorts({
  step,
  say,
}: Progress): Pick<World, 'clock' | 'log' | 'results' | 'tool'> {
  const log: Log = {
    info: (message) => step(safeLogLine(message)),
    warning: (message) => say(safeLogLine(message)),
    error: (message) => say(safeLogLine(message)),
    group: (title, body) => {
      step(safeLogLine(title));
      return body();
    },
  };
  return {
    clock: systemClock,
    log,
    results: { output: () => undefined, summary: () => Promise.resolve() },
    tool: { version: VERSION },
  };
}
