import { type ParseArgsConfig, parseArgs } from 'node:util';
import { closest } from '../config/closest.ts';
import { UsageError } from './command.ts';

export interface Arguments {
  readonly positionals: readonly string[];
  /** A string, `true`, or a list for options that may be repeated. */
  readonly values: Readonly<
    Record<string, string | boolean | readonly (string | boolean)[] | undefined>
  >;
}

/** Reads a command's arguments; what it does not know is refused by name, with the nearest it knows. */
export function readArguments(
  args: readonly string[],
  options: NonNullable<ParseArgsConfig['options']>,
): Arguments {
  try {
    const { positionals, values } = parseArgs({
      args: [...args],
      options,
      allowPositionals: true,
      strict: true,
    });
    return { positionals, values };
  } catch (error) {
    const said = error instanceof Error ? error.message : String(error);
    const unknown = /Unknown option '(-+[^']*)'/.exec(said)?.[1];
    if (unknown === undefined) throw new UsageError(said.split('.')[0] ?? said, { cause: error });
    const meant = closest(unknown.replace(/^-+/, ''), Object.keys(options));
    const hint = meant === undefined ? '' : `; did you mean --${meant}?`;
    throw new UsageError(`there is no option ${unknown}${hint}`, { cause: error });
  }
}

/** The one file a command is about. */
export function onlyPositional({ positionals }: Arguments, what: string): string {
  const [first, ...rest] = positionals;
  if (first === undefined) throw new UsageError(`${what} is missing`);
  if (rest.length > 0) throw new UsageError(`one ${what} is expected, not ${positionals.length}`);
  return first;
}

/** An option's text, when it was given. */
export function optionText({ values }: Arguments, name: string): string | undefined {
  const value = values[name];
  return typeof value === 'string' ? value : undefined;
}

/** The texts of an option that may be repeated. */
export function optionList({ values }: Arguments, name: string): readonly string[] {
  const value = values[name];
  return Array.isArray(value) ? value.filter((one) => typeof one === 'string') : [];
}
