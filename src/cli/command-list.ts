import table from '../tables/commands.yaml';
import type { Command, ListedCommand, ListedOption } from './command.ts';
import type { CommandName } from './command-json.ts';

/** Loads the code of each command when it runs. */
const LOADS = {
  audit: async () => (await import('./audit-command.ts')).auditCommand,
  collect: async () => (await import('./collect-command.ts')).collectCommand,
  score: async () => (await import('./score-command.ts')).scoreCommand,
  render: async () => (await import('./render-command.ts')).renderCommand,
  verify: async () => (await import('./verify-command.ts')).verifyCommand,
  rollup: async () => (await import('./rollup-command.ts')).rollupCommand,
  rehearse: async () => (await import('./rehearse-command.ts')).rehearseCommand,
  reports: async () => (await import('./reports-command.ts')).reportsCommand,
  workflows: async () => (await import('./workflows-command.ts')).workflowsCommand,
  rules: async () => (await import('./rules-command.ts')).rulesCommand,
  explain: async () => (await import('./explain-command.ts')).explainCommand,
  defer: async () => (await import('./defer-command.ts')).deferCommand,
  init: async () => (await import('./init-command.ts')).initCommand,
  'check-config': async () => (await import('./check-config-command.ts')).checkConfigCommand,
  completion: async (): Promise<Command> =>
    (await import('./completion-command.ts')).completionOf(COMMANDS),
} satisfies Record<CommandName, () => Promise<Command>>;

/** Every command has it. */
const JSON_OPTION: ListedOption = { name: 'json', meaning: 'prints JSON, errors too' };

type Listed = Omit<ListedCommand, 'load'>;

/** The commands, grouped as in `--help`. */
export const GROUPS: readonly (readonly [
  title: string,
  commands: Readonly<Record<string, ListedCommand>>,
])[] = Object.entries(table as Readonly<Record<string, Readonly<Record<string, Listed>>>>).map(
  ([title, commands]) => [
    title,
    Object.fromEntries(
      Object.entries(commands).map(([name, listed]) => [
        name,
        { ...listed, options: [...listed.options, JSON_OPTION], load: LOADS[name as CommandName] },
      ]),
    ),
  ],
);

/** Every command, in the order of `--help`. */
export const COMMANDS: Readonly<Record<string, ListedCommand>> = Object.fromEntries(
  GROUPS.flatMap(([, commands]) => Object.entries(commands)),
);
