import { LEVEL_NAMES } from '../model/verdict.ts';
import { RULES, RULES_VERSION } from '../rules/registry.ts';
import { readArguments } from './arguments.ts';
import { type Command, UsageError } from './command.ts';

/** `rules`: every rule with its boundary table. */
export const rulesCommand: Command = {
  name: 'rules',
  async run(args, terminal) {
    const given = readArguments(args, { json: { type: 'boolean' } });
    if (given.positionals.length > 0)
      throw new UsageError('rules takes no file; to see one rule: explain RULE');
    terminal.out(given.values['json'] === true ? asJson() : asText());
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
