import type { Script } from '../model/workflow.ts';
import { gateTargetOf } from './shell/classify-command.ts';
import { commandsOf } from './shell/shell.ts';

/** Whether a script runs tests: its exit code then says whether they passed. */
export function runsTests(script: Script): boolean {
  return commandsOf(script).some(({ words }) => gateTargetOf(words) === 'test');
}
