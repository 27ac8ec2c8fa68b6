import { endGroup, error, info, notice, startGroup, warning } from '@actions/core';
import { safeLogLine } from '../lib/sanitize.ts';
import type { Log } from '../model/world.ts';

function safe(message: string): string {
  return message.split(/\r?\n/).map(safeLogLine).join('\n');
}

/** The step's log. No line of it can start a workflow command, whatever it repeats from outside. */
export const actionLog: Log = {
  info: (message) => info(safe(message)),
  warning: (message) => warning(safe(message)),
  error: (message) => error(safe(message)),
  notice: (message, { path, line, title }) =>
    notice(safe(message), { file: path, startLine: line, title: safeLogLine(title) }),
  async group(title, body) {
    startGroup(safeLogLine(title));
    try {
      return await body();
    } finally {
      endGroup();
    }
  },
};
