import type { Completed, CompletedCommand, CompletedOption } from './completion-words.ts';

/** For fish: one `complete` line for each thing that may be typed (fish manual, "complete"). */
export function fishCompletion(commands: readonly CompletedCommand[]): string {
  return [
    '# fish completion of milestone-audit; made by: milestone-audit completion fish',
    'complete -c milestone-audit -f',
    ...commands.map(
      ({ name, summary }) =>
        `complete -c milestone-audit -n __fish_use_subcommand -a ${name} -d ${quoted(summary)}`,
    ),
    ...commands.flatMap(linesOf),
    '',
  ].join('\n');
}

function linesOf({ name, options, takes }: CompletedCommand): readonly string[] {
  const begin = `complete -c milestone-audit -n '__fish_seen_subcommand_from ${name}'`;
  return [
    ...options.map((option) => `${begin} ${optionWords(option)} -d ${quoted(option.meaning)}`),
    ...takes.flatMap((value) => {
      const words = valueWords(value);
      return words === '' ? [] : [`${begin} ${words}`];
    }),
  ];
}

function optionWords({ names, value }: CompletedOption): string {
  const named = names.map((name) =>
    name.startsWith('--') ? `-l ${name.slice(2)}` : `-s ${name.slice(1)}`,
  );
  if (value === undefined) return named.join(' ');
  // A value that is no file is one of these words or nobody's to guess: files are not offered for it.
  const files = value.kind === 'file' ? '-r' : '-x';
  return `${named.join(' ')} ${files} ${valueWords(value)}`.trimEnd();
}

function valueWords(value: Completed): string {
  switch (value.kind) {
    case 'words':
      return `-a ${quoted(value.words.join(' '))}`;
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

function quoted(text: string): string {
  return `'${text.replace(/[\\']/g, (sign) => `\\${sign}`)}'`;
}
