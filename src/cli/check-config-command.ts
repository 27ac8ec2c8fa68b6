import { checkConfig } from '../config/check-config.ts';
import { describeProblem } from '../config/problem.ts';
import { RULES } from '../rules/registry.ts';
import { firstPositional, flag } from './arguments.ts';
import type { Command } from './command.ts';
import { readInput } from './read-input.ts';
import { inked, PLAIN, type Style, wrapped } from './style.ts';

/** `check-config`: prints every problem of a configuration; exit code 1 when there is one. */
export const checkConfigCommand: Command = {
  async run(given, terminal) {
    const path = firstPositional(given);
    const checked = checkConfig(path, await readInput(path), RULES);
    const problems = checked.state === 'valid' ? [] : checked.problems;
    if (flag(given, 'json')) {
      terminal.out(
        `${JSON.stringify({ path, valid: problems.length === 0, problems }, null, 2)}\n`,
      );
      return problems.length === 0 ? 0 : 1;
    }
    if (checked.state === 'valid') {
      terminal.out(`${path} is valid\n`);
      return 0;
    }
    const style = terminal.style ?? PLAIN;
    terminal.out(problems.map((problem) => shown(describeProblem(problem), style)).join(''));
    return 1;
  },
};

/** Editors open `file:line:column` at the beginning of a line. */
function shown(problem: string, style: Style): string {
  if (style.wraps !== true) return `${problem}\n`;
  const [first = '', ...more] = wrapped(problem, style.width - 4);
  const [place = '', ...rest] = first.split(' ');
  const lines = [
    [inked(style, 'bold', place), ...rest].join(' '),
    ...more.map((one) => `    ${one}`),
  ];
  return `${lines.join('\n')}\n`;
}
