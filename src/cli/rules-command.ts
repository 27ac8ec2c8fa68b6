import type { Rule } from '../model/rule.ts';
import { LEVEL_NAMES } from '../model/verdict.ts';
import { RULES, RULES_VERSION } from '../rules/registry.ts';
import { flag } from './arguments.ts';
import type { Command } from './command.ts';
import { fitting, inked, PLAIN, type Style } from './style.ts';

/** `rules`: prints every rule with its level definitions. */
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

/** Returns a rule with its level definitions, best level first. */
export function ruleTable(
  { id, title, levels }: Pick<Rule, 'id' | 'title' | 'levels'>,
  style: Style,
): readonly string[] {
  const rows = levels
    .map((text, level) => fitting(style, lead(level), text))
    .reverse()
    .flat();
  return [inked(style, 'bold', `${id} — ${title}`), ...rows];
}

function lead(level: number): string {
  return `  ${level} ${(LEVEL_NAMES[level] ?? '').padEnd(12)}  `;
}
