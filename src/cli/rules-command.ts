import { LEVEL_NAMES } from '../model/verdict.ts';
import { RULES, RULES_VERSION } from '../rules/registry.ts';
import { flag } from './arguments.ts';
import type { Command } from './command.ts';

/** `rules`: every rule with its boundary table. */
export const rulesCommand: Command = {
  async run(given, terminal) {
    terminal.out(flag(given, 'json') ? asJson() : asText());
    return 0;
  },
};

function asJson(): string {
  const rules = RULES.map(({ id, title, needs, uses, levels, remediation }) => ({
    id,
    title,
    needs,
    uses,
    levels,
    remediation,
  }));
  return `${JSON.stringify({ rules_version: RULES_VERSION, rules }, null, 2)}\n`;
}

function asText(): string {
  return RULES.map(({ id, title, levels }) => {
    const rows = levels.map(
      (text, level) => `  ${level} ${(LEVEL_NAMES[level] ?? '').padEnd(12)}  ${text}`,
    );
    return `${id} — ${title}\n${rows.reverse().join('\n')}\n`;
  }).join('\n');
}
