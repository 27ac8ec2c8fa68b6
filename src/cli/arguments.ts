import { parseArgs } from 'node:util';
import { closest } from '../lib/closest.ts';
import type { Audit } from '../model/audit.ts';
import type { FailOn } from '../model/config.ts';
import {
  type Arguments,
  type ListedCommand,
  type ListedOption,
  usageOf,
  wordsOf,
} from './command.ts';

const ALLOWED: readonly FailOn[] = ['red', 'yellow', 'never'];

/** Returns the value of `--fail-on`. Default: `red`. */
export function failOnOf(given: Arguments): FailOn {
  const value = optionText(given, 'fail-on');
  return ALLOWED.find((one) => one === value) ?? 'red';
}

/** Returns whether a verdict passes. A preview fails only if a gate fails at its highest level. */
export function passes({ verdict, outcome, gates }: Audit, failOn: FailOn): boolean {
  if (failOn === 'never') return true;
  if (outcome === 'PREVIEW') {
    return gates.every(({ state, optional }) => state !== 'failed' || optional !== undefined);
  }
  if (outcome === 'PENDING' || verdict === 'red') return false;
  return verdict === 'green' || failOn === 'red';
}

/** Parses the arguments of a command. Throws a `UsageError` that names an unknown option and the closest known one. */
export function readArguments(
  args: readonly string[],
  name: string,
  listed: ListedCommand,
): Arguments {
  const { positionals, values, tokens } = parseArgs({
    args: [...args],
    options: Object.fromEntries(listed.options.map((one) => [one.name, shapeOf(one)])),
    allowPositionals: true,
    strict: false,
    tokens: true,
  });
  const given = tokens.filter((token) => token.kind === 'option');
  for (const token of given) checkOption(token, name, listed);
  const twice = given.find(
    (token, at) =>
      !listed.options.some((one) => one.name === token.name && one.repeated) &&
      given.findIndex((other) => other.name === token.name) !== at,
  );
  if (twice !== undefined) throw new UsageError(`${twice.rawName} is given twice`);
  const all = { positionals, values };
  checkPositionals(all, name, listed);
  return all;
}

function shapeOf({ value, repeated, short }: ListedOption) {
  return {
    type: value === undefined ? ('boolean' as const) : ('string' as const),
    ...(repeated ? { multiple: true } : {}),
    ...(short === undefined ? {} : { short }),
  };
}

interface Token {
  readonly name: string;
  /** As typed: `--name` or `-o`. */
  readonly rawName: string;
  readonly value: string | undefined;
  readonly inlineValue: boolean | undefined;
}

function checkOption(
  { name, rawName, value, inlineValue }: Token,
  command: string,
  listed: ListedCommand,
): void {
  const option = listed.options.find((one) => one.name === name);
  if (option === undefined) throw new UsageError(unknownOption(rawName, command, listed));
  if (option.value === undefined) {
    if (value !== undefined) throw new UsageError(`${rawName} takes no value (got ${value})`);
    return;
  }
  if (value === undefined || value === '') {
    throw new UsageError(`${rawName} needs a value: ${rawName} ${option.value}`);
  }
  // An option is a value only when it is written as one: `--name=--other`.
  if (!inlineValue && /^--?[a-z]/.test(value)) {
    throw new UsageError(`${rawName} needs a value: ${rawName} ${option.value} (got ${value})`);
  }
  checkWord(rawName, value, wordsOf(option.value));
}

function unknownOption(rawName: string, command: string, listed: ListedCommand): string {
  const name = rawName.replace(/^-+/, '');
  // `[AUDIT.json]` is an argument that people write as `--audit FILE`.
  if (listed.takes?.shown.some((one) => /[A-Z]+/.exec(one)?.[0].toLowerCase() === name)) {
    return `unknown option ${rawName}; it is an argument: milestone-audit ${usageOf(command, listed)}`;
  }
  const names = [...listed.options.map((one) => one.name), 'help'];
  const meant = closest(name, names);
  const known = names.map((one) => `--${one}`).join(', ');
  return `unknown option ${rawName}; ${meant === undefined ? `options are ${known}` : `did you mean --${meant}?`}`;
}

function checkWord(what: string, value: string, words: readonly string[]): void {
  if (words.length === 0 || words.includes(value)) return;
  const meant = closest(value, words);
  const hint = meant === undefined ? '' : `; did you mean ${meant}?`;
  throw new UsageError(`${what} must be one of ${words.join(', ')} (got ${value})${hint}`);
}

function checkPositionals(given: Arguments, name: string, listed: ListedCommand): void {
  const { takes } = listed;
  const { positionals } = given;
  const [first, ...rest] = positionals;
  if (takes === undefined) {
    if (first !== undefined) throw new UsageError(strayHint(first, given, name, listed));
    return;
  }
  if (positionals.length < takes.least) {
    throw new UsageError(`${takes.what} is missing: milestone-audit ${usageOf(name, listed)}`);
  }
  if (positionals.includes('')) throw new UsageError(`${takes.what} is empty`);
  if (takes.most !== undefined && positionals.length > takes.most) {
    const most = takes.most === 1 ? `one ${takes.what} is` : `${takes.shown.join(' ')} are`;
    throw new UsageError(`${most} expected (got ${rest.at(-1)} too)`);
  }
  takes.shown.forEach((shown, at) => {
    const value = positionals[at];
    if (value !== undefined) checkWord(`the ${takes.what}`, value, wordsOf(shown));
  });
}

/** A shell that expands a pattern passes the further files as arguments. */
function strayHint(stray: string, given: Arguments, name: string, listed: ListedCommand): string {
  const globs = listed.options.find(
    (one) => one.value === 'GLOB' && one.repeated && optionList(given, one.name).length > 0,
  );
  const instead =
    globs === undefined
      ? listed.stray && `${listed.stray} ${stray}`
      : `quote the pattern: --${globs.name} 'reports/*.xml'`;
  return `${name} takes no file (got ${stray})${instead === undefined ? '' : `; ${instead}`}`;
}

/** Returns the first positional argument. */
export function firstPositional({ positionals: [first = ''] }: Arguments): string {
  return first;
}

/** Returns whether a flag is set. */
export function flag({ values }: Arguments, name: string): boolean {
  return values[name] === true;
}

/** Returns the text of an option, if it is set. */
export function optionText({ values }: Arguments, name: string): string | undefined {
  const value = values[name];
  return typeof value === 'string' ? value : undefined;
}

/** Returns the number of an option, if it is set. Throws a `UsageError` unless it is a whole number above 0. */
export function optionCount(given: Arguments, name: string): number | undefined {
  const text = optionText(given, name);
  if (text === undefined) return undefined;
  const count = Number(text);
  if (Number.isInteger(count) && count > 0) return count;
  throw new UsageError(`--${name} must be a whole number above 0 (got ${text})`);
}

/** Returns the texts of an option that can be repeated. */
export function optionList({ values }: Arguments, name: string): readonly string[] {
  const value = values[name];
  return Array.isArray(value) ? value.filter((one) => typeof one === 'string') : [];
}

/** Wrong usage, as one line that says what to do. The entry point prints it; the exit code is 2. */
export class UsageError extends Error {}
