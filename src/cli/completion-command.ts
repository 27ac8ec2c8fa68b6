import { RULES } from '../rules/registry.ts';
import { firstPositional, flag } from './arguments.ts';
import {
  type Command,
  jsonText,
  type ListedCommand,
  type ListedOption,
  wordsOf,
} from './command.ts';
import type { CommandJson } from './command-json.ts';

/** What a place can hold: one of these words, a file, a folder, or any text. */
export type Completed =
  | { readonly kind: 'words'; readonly words: readonly string[] }
  | { readonly kind: 'file' }
  | { readonly kind: 'folder' }
  | { readonly kind: 'nothing' };

export interface CompletedOption {
  /** With dashes: `--output`, `-o`. */
  readonly names: readonly string[];
  readonly meaning: string;
  readonly repeated: boolean;
  /** Absent for a flag. */
  readonly value?: Completed;
}

export interface CompletedCommand {
  readonly name: string;
  readonly summary: string;
  readonly options: readonly CompletedOption[];
  /** What each place holds; with `endless`, the last one repeats. */
  readonly takes: readonly Completed[];
  readonly endless: boolean;
}

/** Returns the commands for the shell scripts; `rules` are the rule ids. */
function completedCommands(
  commands: Readonly<Record<string, ListedCommand>>,
  rules: readonly string[],
): readonly CompletedCommand[] {
  return Object.entries(commands).map(([name, { summary, options, takes }]) => ({
    name,
    summary,
    options: [...options.map((one) => optionOf(one, rules)), HELP],
    takes: (takes?.shown ?? []).map((shown) => completedOf(shown, rules)),
    endless: takes !== undefined && takes.most === undefined,
  }));
}

const HELP: CompletedOption = {
  names: ['--help'],
  meaning: 'shows what the command does, and its options',
  repeated: false,
};

function optionOf(
  { name, short, value, repeated, meaning }: ListedOption,
  rules: readonly string[],
): CompletedOption {
  return {
    names: [`--${name}`, ...(short === undefined ? [] : [`-${short}`])],
    meaning,
    repeated: repeated === true,
    ...(value === undefined ? {} : { value: completedOf(value, rules) }),
  };
}

function completedOf(shown: string, rules: readonly string[]): Completed {
  const words = /^\[?RULE\]?$/.test(shown) ? rules : wordsOf(shown);
  if (words.length > 0) return { kind: 'words', words };
  if (shown === 'DIR') return { kind: 'folder' };
  return /FILE|GLOB|\.json/.test(shown) ? { kind: 'file' } : { kind: 'nothing' };
}

/**
 * Returns the script for bash 3.2 and later (macOS has 3.2), with `COMP_WORDS`, `COMP_CWORD`, and
 * `compgen` (Bash Reference Manual, "Programmable Completion"). No word contains `:` or `=`.
 */
function bashCompletion(commands: readonly CompletedCommand[]): string {
  return [
    '# bash completion of milestone-audit; made by: milestone-audit completion bash',
    '_milestone_audit() {',
    `  local word="\${COMP_WORDS[COMP_CWORD]}" before="\${COMP_WORDS[COMP_CWORD-1]}"`,
    '  COMPREPLY=()',
    '  if [ "$COMP_CWORD" -eq 1 ]; then',
    `    COMPREPLY=($(compgen -W '${commands.map(({ name }) => name).join(' ')} --help --version' -- "$word"))`,
    '    return',
    '  fi',
    `  case "\${COMP_WORDS[1]}" in`,
    ...commands.flatMap(bashCase),
    '  esac',
    '}',
    'complete -F _milestone_audit milestone-audit',
    '',
  ].join('\n');
}

function bashCase({ name, options, takes, endless }: CompletedCommand): readonly string[] {
  const replies = new Map<string, string[]>();
  for (const { names, value } of options) {
    if (value === undefined) continue;
    const line = bashReply(value);
    replies.set(line, [...(replies.get(line) ?? []), ...names]);
  }
  const values = [...replies].map(([line, of]) => `        ${of.join('|')}) ${line}; return ;;`);
  const names = options.flatMap((option) => option.names).join(' ');
  return [
    `    ${name})`,
    ...(values.length > 0 ? ['      case "$before" in', ...values, '      esac'] : []),
    '      case "$word" in',
    `        -*) COMPREPLY=($(compgen -W '${names}' -- "$word")) ;;`,
    `        *) ${bashArguments(takes, endless)} ;;`,
    '      esac',
    '      ;;',
  ];
}

/** Offers the first argument right after the command, and the next one anywhere later. */
function bashArguments(takes: readonly Completed[], endless: boolean): string {
  const [first, second] = takes;
  if (first === undefined) return ':';
  if (endless || (second === undefined && first.kind !== 'words')) return bashReply(first);
  const later = second === undefined ? ':' : bashReply(second);
  return `if [ "$COMP_CWORD" -eq 2 ]; then ${bashReply(first)}; else ${later}; fi`;
}

function bashReply(value: Completed): string {
  switch (value.kind) {
    case 'words':
      return `COMPREPLY=($(compgen -W '${value.words.join(' ')}' -- "$word"))`;
    case 'file':
      return bashFiles('-f');
    case 'folder':
      return bashFiles('-d');
    case 'nothing':
      return ':';
    default:
      return value satisfies never;
  }
}

/** A file name can contain blanks, so each line is one name; bash quotes it and adds a slash. */
function bashFiles(kind: '-f' | '-d'): string {
  return `compopt -o filenames 2>/dev/null; local IFS=$'\\n'; COMPREPLY=($(compgen ${kind} -- "$word"))`;
}

type Shell = CommandJson['completion']['shell'];

const SHELLS: Readonly<Record<Shell, (commands: readonly CompletedCommand[]) => string>> = {
  bash: bashCompletion,
  fish: fishCompletion,
  zsh: zshCompletion,
};

/** `completion`: prints a script that completes commands, options, and their words. */
export function completionOf(commands: Readonly<Record<string, ListedCommand>>): Command {
  return {
    run(given, terminal) {
      const shell = firstPositional(given) as Shell;
      const rules = RULES.map(({ id }) => id);
      const script = SHELLS[shell](completedCommands(commands, rules));
      terminal.out(flag(given, 'json') ? jsonText<'completion'>({ shell, script }) : script);
      return Promise.resolve(0);
    },
  };
}

/** Returns the script for the completion system of zsh: `_arguments` and `_describe` (zsh manual, zshcompsys). */
function zshCompletion(commands: readonly CompletedCommand[]): string {
  return [
    '#compdef milestone-audit',
    '# zsh completion of milestone-audit; made by: milestone-audit completion zsh',
    '_milestone_audit() {',
    '  local -a commands',
    '  if (( CURRENT == 2 )); then',
    '    commands=(',
    ...commands.map(({ name, summary }) => `      ${zshQuoted(`${name}:${summary}`)}`),
    '    )',
    "    _describe -t commands 'command' commands",
    '    return',
    '  fi',
    '  local command=$words[2]',
    '  shift words',
    '  (( CURRENT-- ))',
    '  case $command in',
    ...commands.flatMap(zshCase),
    '  esac',
    '}',
    // A sourced script must register itself; zsh calls a file in fpath by itself.
    'if [ "$funcstack[1]" = "_milestone_audit" ] || [ "$funcstack[1]" = "_milestone-audit" ]; then',
    '  _milestone_audit "$@"',
    'else',
    '  compdef _milestone_audit milestone-audit',
    'fi',
    '',
  ].join('\n');
}

function zshCase({ name, options, takes, endless }: CompletedCommand): readonly string[] {
  const places = takes.map((value, at) => {
    const place = endless && at === takes.length - 1 ? '*' : String(at + 1);
    return zshQuoted(
      `${place}:${value.kind === 'words' ? 'word' : value.kind}:${zshAction(value)}`,
    );
  });
  const specs = [...options.flatMap(zshSpecs), ...places];
  return [`    ${name})`, '      _arguments \\', ...continued(specs), '      ;;'];
}

function continued(lines: readonly string[]): readonly string[] {
  return lines.map((line, at) => `        ${line}${at < lines.length - 1 ? ' \\' : ''}`);
}

function zshSpecs({ names, meaning, repeated, value }: CompletedOption): readonly string[] {
  const line = meaning.replace(/[[\]:\\]/g, (sign) => `\\${sign}`);
  const taken = value === undefined ? '' : `:${value.kind}:${zshAction(value)}`;
  return names.map((name) => {
    const once = repeated ? '*' : names.length > 1 ? `(${names.join(' ')})` : '';
    return zshQuoted(`${once}${name}[${line}]${taken}`);
  });
}

function zshAction(value: Completed): string {
  switch (value.kind) {
    case 'words':
      return `(${value.words.join(' ')})`;
    case 'file':
      return '_files';
    case 'folder':
      return '_files -/';
    case 'nothing':
      return ' ';
    default:
      return value satisfies never;
  }
}

function zshQuoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}

/** Returns the script for fish: one `complete` line per word (fish manual, "complete"). */
function fishCompletion(commands: readonly CompletedCommand[]): string {
  return [
    '# fish completion of milestone-audit; made by: milestone-audit completion fish',
    'complete -c milestone-audit -f',
    ...commands.map(
      ({ name, summary }) =>
        `complete -c milestone-audit -n __fish_use_subcommand -a ${name} -d ${fishQuoted(summary)}`,
    ),
    ...commands.flatMap(fishLines),
    '',
  ].join('\n');
}

function fishLines({ name, options, takes }: CompletedCommand): readonly string[] {
  const begin = `complete -c milestone-audit -n '__fish_seen_subcommand_from ${name}'`;
  return [
    ...options.map((option) => `${begin} ${fishOption(option)} -d ${fishQuoted(option.meaning)}`),
    ...takes.flatMap((value) => {
      const words = fishValue(value);
      return words === '' ? [] : [`${begin} ${words}`];
    }),
  ];
}

function fishOption({ names, value }: CompletedOption): string {
  const named = names.map((name) =>
    name.startsWith('--') ? `-l ${name.slice(2)}` : `-s ${name.slice(1)}`,
  );
  if (value === undefined) return named.join(' ');
  // No files are offered for a value that is not a file.
  const files = value.kind === 'file' ? '-r' : '-x';
  return `${named.join(' ')} ${files} ${fishValue(value)}`.trimEnd();
}

function fishValue(value: Completed): string {
  switch (value.kind) {
    case 'words':
      return `-a ${fishQuoted(value.words.join(' '))}`;
    case 'file':
      return '-F';
    case 'folder':
      return "-a '(__fish_complete_directories)'";
    case 'nothing':
      return '';
    default:
      return value satisfies never;
  }
}

function fishQuoted(text: string): string {
  return `'${text.replace(/[\\']/g, (sign) => `\\${sign}`)}'`;
}
