import type { Completed, CompletedCommand } from './completion-words.ts';

/**
 * For bash 3.2 and later, which macOS has: `COMP_WORDS`, `COMP_CWORD` and `compgen` (Bash Reference
 * Manual, "Programmable Completion"). Words that hold `:` or `=` do not occur.
 */
export function bashCompletion(commands: readonly CompletedCommand[]): string {
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
    ...commands.flatMap(caseOf),
    '  esac',
    '}',
    'complete -F _milestone_audit milestone-audit',
    '',
  ].join('\n');
}

function caseOf({ name, options, takes, endless }: CompletedCommand): readonly string[] {
  const replies = new Map<string, string[]>();
  for (const { names, value } of options) {
    if (value === undefined) continue;
    const said = reply(value);
    replies.set(said, [...(replies.get(said) ?? []), ...names]);
  }
  const values = [...replies].map(([said, of]) => `        ${of.join('|')}) ${said}; return ;;`);
  const names = options.flatMap((option) => option.names).join(' ');
  return [
    `    ${name})`,
    ...(values.length > 0 ? ['      case "$before" in', ...values, '      esac'] : []),
    '      case "$word" in',
    `        -*) COMPREPLY=($(compgen -W '${names}' -- "$word")) ;;`,
    `        *) ${taken(takes, endless)} ;;`,
    '      esac',
    '      ;;',
  ];
}

/** What a command takes first is offered at the first place behind it, the next anywhere later. */
function taken(takes: readonly Completed[], endless: boolean): string {
  const [first, second] = takes;
  if (first === undefined) return ':';
  if (endless || (second === undefined && first.kind !== 'words')) return reply(first);
  const later = second === undefined ? ':' : reply(second);
  return `if [ "$COMP_CWORD" -eq 2 ]; then ${reply(first)}; else ${later}; fi`;
}

function reply(value: Completed): string {
  switch (value.kind) {
    case 'words':
      return `COMPREPLY=($(compgen -W '${value.words.join(' ')}' -- "$word"))`;
    case 'file':
      return files('-f');
    case 'folder':
      return files('-d');
    case 'nothing':
      return ':';
    default:
      return value satisfies never;
  }
}

/** A name may hold blanks, so each line is one; bash itself then quotes it and adds a slash. */
function files(kind: '-f' | '-d'): string {
  return `compopt -o filenames 2>/dev/null; local IFS=$'\\n'; COMPREPLY=($(compgen ${kind} -- "$word"))`;
}
