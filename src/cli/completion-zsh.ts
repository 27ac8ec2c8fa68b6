import type { Completed, CompletedCommand, CompletedOption } from './completion-words.ts';

/** For zsh's own completion system: `_arguments` and `_describe` (zsh manual, zshcompsys). */
export function zshCompletion(commands: readonly CompletedCommand[]): string {
  return [
    '#compdef milestone-audit',
    '# zsh completion of milestone-audit; made by: milestone-audit completion zsh',
    '_milestone_audit() {',
    '  local -a commands',
    '  if (( CURRENT == 2 )); then',
    '    commands=(',
    ...commands.map(({ name, summary }) => `      ${quoted(`${name}:${summary}`)}`),
    '    )',
    "    _describe -t commands 'command' commands",
    '    return',
    '  fi',
    '  local command=$words[2]',
    '  shift words',
    '  (( CURRENT-- ))',
    '  case $command in',
    ...commands.flatMap(caseOf),
    '  esac',
    '}',
    // Read by `source` it is to be named; found in fpath, zsh calls the file itself.
    'if [ "$funcstack[1]" = "_milestone_audit" ] || [ "$funcstack[1]" = "_milestone-audit" ]; then',
    '  _milestone_audit "$@"',
    'else',
    '  compdef _milestone_audit milestone-audit',
    'fi',
    '',
  ].join('\n');
}

function caseOf({ name, options, takes, endless }: CompletedCommand): readonly string[] {
  const places = takes.map((value, at) => {
    const place = endless && at === takes.length - 1 ? '*' : String(at + 1);
    return quoted(`${place}:${value.kind === 'words' ? 'word' : value.kind}:${action(value)}`);
  });
  const specs = [...options.flatMap(specsOf), ...places];
  return [`    ${name})`, '      _arguments \\', ...continued(specs), '      ;;'];
}

function continued(lines: readonly string[]): readonly string[] {
  return lines.map((line, at) => `        ${line}${at < lines.length - 1 ? ' \\' : ''}`);
}

function specsOf({ names, meaning, repeated, value }: CompletedOption): readonly string[] {
  const said = meaning.replace(/[[\]:\\]/g, (sign) => `\\${sign}`);
  const taken = value === undefined ? '' : `:${value.kind}:${action(value)}`;
  return names.map((name) => {
    const once = repeated ? '*' : names.length > 1 ? `(${names.join(' ')})` : '';
    return quoted(`${once}${name}[${said}]${taken}`);
  });
}

function action(value: Completed): string {
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

function quoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
