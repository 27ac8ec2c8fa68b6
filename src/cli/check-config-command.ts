import { checkConfig } from '../config/check-config.ts';
import type { ConfigFile, SharedReference } from '../config/config-schema.ts';
import { INPUT_DEFAULTS } from '../config/defaults.ts';
import { extendConfig } from '../config/extend-config.ts';
import { describeProblem, type Problem } from '../config/problem.ts';
import { resolveConfig } from '../config/resolve-config.ts';
import { readSettings } from '../config/settings.ts';
import { quantity } from '../lib/format.ts';
import { sanitize } from '../lib/sanitize.ts';
import type { Position } from '../lib/yaml.ts';
import { RULES } from '../rules/registry.ts';
import { firstPositional, flag, optionText } from './arguments.ts';
import { type Command, jsonText } from './command.ts';
import type { ResolvedValue } from './command-json.ts';
import { sharedCopy } from './config-file.ts';
import { readInput } from './read-input.ts';
import { inked, PLAIN, type Style, wrapped } from './style.ts';

/**
 * `check-config`: prints every problem of a configuration with its line, exit code 1; a valid one with
 * all its values and where each comes from.
 */
export const checkConfigCommand: Command = {
  async run(given, terminal) {
    const path = firstPositional(given) || (INPUT_DEFAULTS['config'] ?? '');
    const text = await readInput(path);
    const { problems, values } = await checked(path, text, optionText(given, 'extends'));
    const valid = problems.length === 0;
    const style = terminal.style ?? PLAIN;
    if (flag(given, 'json')) {
      terminal.out(jsonText<'check-config'>({ path, valid, problems, values }));
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
  const words = (isEmpty(value) ? EMPTY[key] : undefined) ?? valueText(value);
  const text = sanitize(words, style.wraps === true ? room : undefined);
  return `${inked(style, 'bold', `${key}:`)} ${text}${inked(style, 'dim', end)}\n`;
}

/** What an empty value means where it is not "none". */
const EMPTY: Readonly<Record<string, string>> = {
  workflows: 'every workflow that ran',
  milestone: 'from branch, title, subject, or tag',
};

function isEmpty(value: unknown): boolean {
  return typeof value === 'object' && value !== null && Object.keys(value).length === 0;
}

/** The key names an entry already. */
const NAMES = ['id', 'kind', 'name', 'title', 'zone'];

function valueText(value: unknown): string {
  if (Array.isArray(value)) return value.length === 0 ? 'none' : value.map(valueText).join(', ');
  if (typeof value !== 'object' || value === null) return String(value);
  const fields = Object.entries(value).filter(([name]) => !NAMES.includes(name));
  if (fields.length === 0) return valueText(Object.values(value)[0] ?? 'none');
  return fields.map(([name, one]) => `${kebab(name)} ${valueText(one)}`).join('; ');
}

/** Editors open `file:line:column` at the beginning of a line. */
function shown(problem: Problem, lines: readonly string[], style: Style): string {
  const described = describeProblem(problem);
  const [first = '', ...more] =
    style.wraps === true ? wrapped(described, style.width - 4) : [described];
  const [place = '', ...rest] = first.split(' ');
  const line = lines[(problem.line ?? 0) - 1] ?? '';
  const [indent = ''] = /^ {0,40}/.exec(line) ?? [];
  const words = sanitize(line.trim(), style.width - 10 - indent.length);
  const quoted = words === '' ? '' : `${indent}${words}`;
  return [
    [inked(style, 'bold', place), ...rest].join(' '),
    ...more.map((one) => `    ${one}`),
    ...(quoted === ''
      ? []
      : [inked(style, 'dim', `${String(problem.line).padStart(5)} | ${quoted}`)]),
    '',
  ].join('\n');
}

/** The config file as written, with the shared config that it extends. */
interface Layers {
  readonly own: ConfigFile;
  readonly at: (key: readonly PropertyKey[]) => Position;
  readonly extended: ConfigFile;
  readonly shared: SharedReference | undefined;
}

/** Values that only inputs set. */
const INPUTS = ['reports', 'wait-minutes', 'audit-key', 'dry-run', 'without-milestone'];
/** Values that the profile sets when the file does not. */
const OF_PROFILE = ['categories', 'unscored'];
const NAMING = ['title', 'id', 'name', 'zone'] as const;

/** Returns every value that judging and publishing use, sorted by key. */
function resolvedValues(layers: Layers): readonly ResolvedValue[] {
  const settings = readSettings({});
  if (settings.state === 'invalid') throw new Error('no input is always valid');
  const config = resolveConfig(layers.extended, settings.settings);
  return Object.entries(config)
    .map(([name, value]) => [kebab(name), value] as const)
    .filter(([key]) => !INPUTS.includes(key))
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .flatMap(([key, value]) => entriesOf(key, value, layers));
}

function kebab(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}

function entriesOf(key: string, value: unknown, layers: Layers): readonly ResolvedValue[] {
  const one = (name: string | undefined, part: unknown): ResolvedValue => ({
    key: name === undefined ? key : `${key}.${name}`,
    value: part,
    origin: originOf(key, name, layers),
  });
  if (key === 'rules') return Object.entries(value as object).map(([id, rule]) => one(id, rule));
  if (!Array.isArray(value) || value.length === 0) return [one(undefined, value)];
  const names = value.map(nameOf);
  return names.includes(undefined)
    ? [one(undefined, value)]
    : value.map((part, at) => one(names[at], part));
}

function nameOf(value: unknown): string | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const fields = value as Readonly<Record<string, unknown>>;
  const key = NAMING.find((name) => typeof fields[name] === 'string');
  return key === undefined ? undefined : String(fields[key]);
}

function originOf(
  key: string,
  name: string | undefined,
  { own, extended, at, shared }: Layers,
): string {
  const path = pathIn(own, key, name);
  if (path !== undefined) return `line ${at(path).line}`;
  if (shared !== undefined && pathIn(extended, key, name) !== undefined) {
    return `${shared.owner}/${shared.name}/${shared.path}@${shared.commit.slice(0, 7)}`;
  }
  return OF_PROFILE.includes(key) ? `profile ${extended.profile ?? 'default'}` : 'default';
}

/** Returns the path of a key, or of the entry of that name, in a file; `undefined` when it has none. */
function pathIn(
  file: ConfigFile,
  key: string,
  name: string | undefined,
): readonly PropertyKey[] | undefined {
  const value = (file as Readonly<Record<string, unknown>>)[key];
  if (value === undefined || name === undefined) return value === undefined ? undefined : [key];
  if (!Array.isArray(value)) return Object.hasOwn(Object(value), name) ? [key, name] : undefined;
  const index = value.findIndex((one) => nameOf(one) === name);
  return index === -1 ? undefined : [key, index];
}
