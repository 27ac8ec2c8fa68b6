import { RULES } from '../rules/registry.ts';
import { firstPositional } from './arguments.ts';
import type { Command } from './command.ts';
import { bashCompletion } from './completion-bash.ts';
import { fishCompletion } from './completion-fish.ts';
import { type CompletedCommand, completedCommands } from './completion-words.ts';
import { zshCompletion } from './completion-zsh.ts';
import type { ListedCommand } from './listed-command.ts';

const SHELLS: Readonly<Record<string, (commands: readonly CompletedCommand[]) => string>> = {
  bash: bashCompletion,
  fish: fishCompletion,
  zsh: zshCompletion,
};

/** `completion`: a script that completes commands, options and their words, made from what `--help` shows. */
export function completionOf(commands: Readonly<Record<string, ListedCommand>>): Command {
  return {
    run(given, terminal) {
      const made = SHELLS[firstPositional(given)];
      const rules = RULES.map(({ id }) => id);
      terminal.out(made?.(completedCommands(commands, rules)) ?? '');
      return Promise.resolve(0);
    },
  };
}
