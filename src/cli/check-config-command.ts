import { checkConfig } from '../config/check-config.ts';
import { extendConfig } from '../config/extend-config.ts';
import { describeProblem, type Problem } from '../config/problem.ts';
import { quantity } from '../lib/format.ts';
import { sanitize } from '../lib/sanitize.ts';
import { RULES } from '../rules/registry.ts';
import { firstPositional, flag, optionText } from './arguments.ts';
import type { Command } from './command.ts';
import { sharedCopy } from './config-file.ts';
import { readInput } from './read-input.ts';
import { type ResolvedValue, resolvedValues } from './resolved-config.ts';
import { inked, PLAIN, type Style, wrapped } from './style.ts';

/**
 * `check-config`: prints every problem of a configuration with its line, exit code 1; a valid one with
 * all its values and where each comes from.
 */
export const checkConfigCommand: Command = {
  async run(given, terminal) {
    const path = firstPositional(given);
    const text = await readInput(path);
    const { problems, values } = await checked(path, text, optionText(given, 'extends'));
    const valid = problems.length === 0;
    const style = terminal.style ?? PLAIN;
    if (flag(given, 'json')) {
      terminal.out(`${JSON.stringify({ path, valid, problems, values }, null, 2)}\n`);
    } else if (valid) {
      terminal.out(`${path} is valid\n\n${values.map((one) => valueLine(one, style)).join('')}`);
    } else {
      const lines = text.split(/\r?\n/);
      terminal.out(problems.map((problem) => shown(problem, lines, style)).join(''));
      terminal.out(`${quantity(problems.length, 'problem')} in ${path}\n`);
    }
    return valid ? 0 : 1;
  },
};

interface Checked {
  readonly problems: readonly Problem[];
  readonly values: readonly ResolvedValue[];
}

async function checked(path: string, text: string, copy: string | undefined): Promise<Checked> {
  const own = checkConfig(path, text, RULES);
  if (own.state === 'invalid') return { problems: own.problems, values: [] };
  const unread = own.file.extends !== undefined && copy === undefined;
  // Only GitHub has the shared config: without a copy, its values are not shown.
  const extended = unread
    ? { state: 'valid' as const, file: own.file }
    : await extendConfig(path, own, sharedCopy(copy), RULES);
  if (extended.state === 'invalid') return { problems: extended.problems, values: [] };
  const shared = 'shared' in extended ? extended.shared : undefined;
  const values = resolvedValues({ own: own.file, at: own.at, extended: extended.file, shared });
  const hint = {
    key: 'extends',
    value: own.file.extends,
    origin: 'not read: give a copy with --extends FILE',
  };
  return { problems: [], values: unread ? [hint, ...values] : values };
}

/** A key with its value, cut where the terminal ends, and its origin. */
function valueLine({ key, value, origin }: ResolvedValue, style: Style): string {
  const end = `  (${origin})`;
  const room = Math.max(10, style.width - key.length - 2 - end.length);
  const text = sanitize(valueText(value), style.wraps === true ? room : undefined);
  return `${inked(style, 'bold', `${key}:`)} ${text}${inked(style, 'dim', end)}\n`;
}

/** The key names an entry already. */
const NAMES = ['id', 'kind', 'name', 'title', 'zone'];

function valueText(value: unknown): string {
  if (Array.isArray(value)) return value.length === 0 ? 'none' : value.map(valueText).join(', ');
  if (typeof value !== 'object' || value === null) return String(value);
  const fields = Object.entries(value).filter(([name]) => !NAMES.includes(name));
  if (fields.length === 0) return valueText(Object.values(value)[0] ?? 'none');
  return fields.map(([name, one]) => `${name} ${valueText(one)}`).join('; ');
}

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
