import { checkConfig } from '../config/check-config.ts';
import { describeProblem, type Problem } from '../config/problem.ts';
import { quantity } from '../lib/format.ts';
import { sanitize } from '../lib/sanitize.ts';
import { RULES } from '../rules/registry.ts';
import { firstPositional, flag } from './arguments.ts';
import type { Command } from './command.ts';
import { readInput } from './read-input.ts';
import { inked, PLAIN, type Style, wrapped } from './style.ts';

/** `check-config`: prints every problem of a configuration with its line; exit code 1 when there is one. */
export const checkConfigCommand: Command = {
  async run(given, terminal) {
    const path = firstPositional(given);
    const text = await readInput(path);
    const checked = checkConfig(path, text, RULES);
    const problems = checked.state === 'valid' ? [] : checked.problems;
    const valid = problems.length === 0;
    if (flag(given, 'json')) {
      terminal.out(`${JSON.stringify({ path, valid, problems }, null, 2)}\n`);
    } else if (valid) terminal.out(`${path} is valid\n`);
    else {
      const style = terminal.style ?? PLAIN;
      const lines = text.split(/\r?\n/);
      terminal.out(problems.map((problem) => shown(problem, lines, style)).join(''));
      terminal.out(`${quantity(problems.length, 'problem')} in ${path}\n`);
    }
    return valid ? 0 : 1;
  },
};

/** Editors open `file:line:column` at the beginning of a line. */
function shown(problem: Problem, lines: readonly string[], style: Style): string {
  const described = describeProblem(problem);
  const [first = '', ...more] =
    style.wraps === true ? wrapped(described, style.width - 4) : [described];
  const [place = '', ...rest] = first.split(' ');
  const quoted = sanitize(lines[(problem.line ?? 0) - 1] ?? '', style.width - 10).trimEnd();
  return [
    [inked(style, 'bold', place), ...rest].join(' '),
    ...more.map((one) => `    ${one}`),
    ...(quoted === ''
      ? []
      : [inked(style, 'dim', `${String(problem.line).padStart(5)} | ${quoted}`)]),
    '',
  ].join('\n');
}
