import { JUDGING } from './judging-commands.ts';
import type { ListedCommand } from './listed-command.ts';
import { LOOKING } from './looking-commands.ts';
import { WRITING } from './writing-commands.ts';

const COMPLETION: ListedCommand = {
  summary: 'print the completion of commands and options for a shell',
  takes: { shown: ['bash|zsh|fish'], what: 'shell', least: 1, most: 1 },
  options: [],
  examples: [
    'source <(milestone-audit completion bash)',
    'milestone-audit completion zsh > "$fpath[1]/_milestone-audit"',
    'milestone-audit completion fish | source',
  ],
  load: async () => (await import('./completion-command.ts')).completionOf(COMMANDS),
};

/** The commands as `--help` groups them. */
export const GROUPS: readonly (readonly [
  title: string,
  commands: Readonly<Record<string, ListedCommand>>,
])[] = [
  ['Audit', JUDGING],
  ['Look', LOOKING],
  ['Write', WRITING],
  ['Shell', { completion: COMPLETION }],
];

/** Every command of the command line, in the order of `--help`. */
export const COMMANDS: Readonly<Record<string, ListedCommand>> = {
  ...JUDGING,
  ...LOOKING,
  ...WRITING,
  completion: COMPLETION,
};
