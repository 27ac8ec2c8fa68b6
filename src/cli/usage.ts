import type { ListedCommand, ListedOption } from './listed-command.ts';

/** A command with its arguments and options, in one line. */
export function usageOf(name: string, { takes, options }: ListedCommand): string {
  const shown = takes?.shown ?? [];
  // What a command is about stands first, its options after it; files without end stand last.
  const endless = (takes?.most ?? 0) === Number.POSITIVE_INFINITY;
  const rest = endless ? [...optionsOf(options), ...shown] : [...shown, ...optionsOf(options)];
  return [name, ...rest].join(' ');
}

function optionsOf(options: readonly ListedOption[]): readonly string[] {
  const parts: string[] = [];
  const choices = new Set<string>();
  for (const option of options.filter(({ beside }) => beside === undefined)) {
    const { choice } = option;
    if (choice === undefined) parts.push(alone(option));
    else if (!choices.has(choice)) {
      choices.add(choice);
      parts.push(choiceOf(options, choice));
    }
  }
  return parts;
}

function choiceOf(options: readonly ListedOption[], choice: string): string {
  const ways = options
    .filter((one) => one.choice === choice)
    .map((one) =>
      [one, ...options.filter(({ beside }) => beside === one.name)].map(repeatable).join(' '),
    );
  return `(${ways.join(' | ')})`;
}

function alone(option: ListedOption): string {
  if (option.needed) return bare(option);
  return `[${bare(option)}]${option.repeated ? '...' : ''}`;
}

function repeatable(option: ListedOption): string {
  return `${bare(option)}${option.repeated ? '...' : ''}`;
}

function bare({ name, short, value }: ListedOption): string {
  const dashed = short === undefined ? `--${name}` : `-${short}`;
  return value === undefined ? dashed : `${dashed} ${value}`;
}
