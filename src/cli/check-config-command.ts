import { checkConfig } from '../config/check-config.ts';
import { describeProblem } from '../config/problem.ts';
import { RULES } from '../rules/registry.ts';
import { onlyPositional, readArguments } from './arguments.ts';
import type { Command } from './command.ts';
import { readInput } from './read-input.ts';

/** `check-config`: every problem of a config at once; exit code 1 when there is one. */
export const checkConfigCommand: Command = {
  name: 'check-config',
  async run(args, terminal) {
    const path = onlyPositional(readArguments(args, {}), 'config file');
    const checked = checkConfig(path, await readInput(path), RULES);
    if (checked.state === 'valid') {
      terminal.out(`${path} is valid\n`);
      return 0;
    }
    terminal.out(checked.problems.map((problem) => `${describeProblem(problem)}\n`).join(''));
    return 1;
  },
};
