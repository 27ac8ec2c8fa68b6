import { RULES, RULES_VERSION } from '../rules/registry.ts';
import { flag } from './arguments.ts';
import type { Command } from './command.ts';
import { ruleTable } from './rule-table.ts';
import { PLAIN, type Style } from './style.ts';

/** `rules`: every rule with its boundary table. */
export const rulesCommand: Command = {
  async run(given, terminal) {
    terminal.out(flag(given, 'json') ? asJson() : asText(terminal.style ?? PLAIN));
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

function asText(style: Style): string {
  return RULES.map((rule) => `${ruleTable(rule, style).join('\n')}\n`).join('\n');
}
