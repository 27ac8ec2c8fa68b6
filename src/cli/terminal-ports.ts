import { systemClock } from '../local/system-clock.ts';
import { safeLogLine } from '../markdown/workflow-command.ts';
import type { Log, World } from '../model/world.ts';
import { VERSION } from './version.ts';

/** The ports that are the same for every command: the clock, a log on stderr, results that nobody takes. */
export function terminalPorts(
  say: (line: string) => void,
): Pick<World, 'clock' | 'log' | 'results' | 'tool'> {
  const line = (message: string): void => say(`${safeLogLine(message)}\n`);
  const log: Log = {
    info: line,
    warning: line,
    error: line,
    group: (title, body) => {
      line(title);
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
