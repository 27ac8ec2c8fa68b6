import { closest } from '../lib/closest.ts';
import type { Audit, AuditRule } from '../model/audit.ts';
import type { Rule } from '../model/rule.ts';
import { RULES } from '../rules/registry.ts';
import { flag, UsageError } from './arguments.ts';
import type { Command } from './command.ts';
import { readAuditFile } from './read-input.ts';
import { ruleTable } from './rules-command.ts';
import { fitting, linked, PLAIN, type Style } from './style.ts';

/** `explain`: prints the level definitions of a rule and, with an audit, the reason for its level. */
export const explainCommand: Command = {
  async run(given, terminal) {
    const [id = '', path] = given.positionals;
    const rule = ruleNamed(id);
    const audit = path === undefined ? undefined : await readAuditFile(path);
    const style = terminal.style ?? PLAIN;
    const score = audit === undefined ? '' : explainScore(rule, audit, style);
    terminal.out(flag(given, 'json') ? asJson(rule, audit) : `${describe(rule, style)}${score}`);
    return 0;
  },
};

function ruleNamed(id: string): Rule {
  const rule = RULES.find((one) => one.id === id);
  if (rule !== undefined) return rule;
  const meant = closest(
    id,
    RULES.map((one) => one.id),
  );
  throw new UsageError(
    `there is no rule ${id}${meant === undefined ? '' : `; did you mean ${meant}?`}`,
  );
}

function asJson({ id, title, levels, needs, remediation }: Rule, audit?: Audit): string {
  const judged = audit?.rules.find((one) => one.id === id) ?? null;
  return `${JSON.stringify({ id, title, levels, needs, remediation, judged }, null, 2)}\n`;
}

function describe(rule: Rule, style: Style): string {
  const { needs, remediation } = rule;
  return [
    ...ruleTable(rule, style),
    ...fitting(style, 'needs: ', needs.join(', ') || 'nothing'),
    ...fitting(style, 'to mend it: ', remediation.recommendation),
    '',
  ].join('\n');
}

function explainScore(rule: Rule, audit: Audit, style: Style): string {
  const judged = audit.rules.find((one) => one.id === rule.id);
  if (judged === undefined) return `\n${audit.milestone}: this rule was not judged.\n`;
  const proofs = judged.proof.flatMap(({ text, source }) => {
    const where = source.url ?? source.what;
    // A link that can be clicked needs no printed address.
    if (style.links === true && source.url !== undefined) {
      return fitting(style, '  ', text).map((line) => `  ${linked(style, line.trim(), where)}`);
    }
    return [...fitting(style, '  ', text), `    ${where}`];
  });
  return ['', ...fitting(style, `${audit.milestone}: `, stateOf(judged)), ...proofs, ''].join('\n');
}

function stateOf(rule: AuditRule): string {
  switch (rule.state) {
    case 'known':
      return `level ${rule.level}: ${rule.measured}`;
    case 'open':
      return `level ${rule.level}–${rule.level_max}: ${rule.measured}`;
    case 'not-applicable':
      return `not applicable: ${rule.reason}`;
    case 'off':
      return `off: ${rule.reason}`;
  }
  rule.state satisfies never;
  return '';
}
