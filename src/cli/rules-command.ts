import { closest } from '../lib/closest.ts';
import type { Rule } from '../model/rule.ts';
import { LEVEL_NAMES, type Level } from '../model/verdict.ts';
import { RULES, RULES_VERSION } from '../rules/registry.ts';
import { firstPositional, flag, UsageError } from './arguments.ts';
import { type Command, jsonText } from './command.ts';
import { fitting, inked, PLAIN, type Style } from './style.ts';

/** `rules`: lists the rules; with a rule, prints its page. */
export const rulesCommand: Command = {
  async run(given, terminal) {
    const id = firstPositional(given);
    const rules = id === '' ? RULES : [ruleNamed(id)];
    const style = terminal.style ?? PLAIN;
    if (flag(given, 'json')) terminal.out(asJson(rules));
    else
      terminal.out(id === '' ? ruleList(style) : rules.map((one) => rulePage(one, style)).join(''));
    return 0;
  },
};

/** Returns a rule by its id. Throws a `UsageError` with the closest id. */
export function ruleNamed(id: string): Rule {
  const rule = RULES.find((one) => one.id === id);
  if (rule !== undefined) return rule;
  const ids = RULES.map((one) => one.id);
  const meant = closest(id, ids);
  const hint = meant === undefined ? 'milestone-audit rules lists them' : `did you mean ${meant}?`;
  throw new UsageError(`unknown rule ${id}; ${hint}`);
}

function asJson(rules: readonly Rule[]): string {
  const shown = rules.map(({ id, title, controls = [], needs, uses, levels, remediation }) => ({
    id,
    title,
    controls,
    needs,
    uses,
    levels,
    remediation,
  }));
  return jsonText<'rules'>({ rules_version: RULES_VERSION, rules: shown });
}

function ruleList(style: Style): string {
  const width = Math.max(...RULES.map(({ id }) => id.length));
  const rows = RULES.flatMap(({ id, title }) => fitting(style, `${id.padEnd(width)}  `, title));
  return `${[...rows, '', 'rules RULE prints the levels of a rule and how to reach them'].join('\n')}\n`;
}

/** Returns the page of a rule: levels, evidence, options, and what to do. */
export function rulePage(rule: Rule, style: Style): string {
  const { id, title, controls = [], needs, uses, options = [], remediation } = rule;
  return `${[
    inked(style, 'bold', `${id}: ${title}`),
    ...levelRows(rule, style),
    '',
    ...fitting(style, 'Evidence: ', [...needs, ...uses].join(', ') || 'none'),
    ...(controls.length === 0 ? [] : fitting(style, 'OSPS Baseline: ', controls.join(', '))),
    ...options.flatMap(({ name, meaning, fallback }) =>
      fitting(style, `Option ${name}: `, `${meaning}; default: ${fallback}`),
    ),
    ...fitting(style, 'To improve: ', remediation.recommendation),
  ].join('\n')}\n`;
}

/** Returns the level definitions, best first, with the reached level or range marked. */
export function levelRows(
  { levels }: Pick<Rule, 'levels'>,
  style: Style,
  reached?: { readonly level: Level; readonly most: Level },
): readonly string[] {
  return levels
    .map((text, level) => {
      const marked = reached !== undefined && level >= reached.level && level <= reached.most;
      const name = (LEVEL_NAMES[level] ?? '').padEnd(12);
      const rows = fitting(style, `${marked ? '>' : ' '} ${level} ${name}  `, text);
      return marked ? rows.map((row) => inked(style, 'bold', row)) : rows;
    })
    .reverse()
    .flat();
}
