import { sentence } from '../lib/format.ts';
import { sanitize } from '../lib/sanitize.ts';
import type { Audit, AuditRule } from '../model/audit.ts';
import type { Rule } from '../model/rule.ts';
import { LEVEL_NAMES, type Level, levelText } from '../model/verdict.ts';
import { flag } from './arguments.ts';
import { type Command, jsonText } from './command.ts';
import { readAuditFile } from './read-input.ts';
import { levelRows, ruleNamed, rulePage } from './rules-command.ts';
import { fitting, inked, linked, PLAIN, type Style } from './style.ts';

/** Number of proofs that are shown. */
const MAX_PROOFS = 5;

/** `explain`: prints why a rule is at its level and what the next one takes; without an audit, its page. */
export const explainCommand: Command = {
  async run(given, terminal) {
    const [id = '', path] = given.positionals;
    const rule = ruleNamed(id);
    const audit = path === undefined ? undefined : await readAuditFile(path);
    const style = terminal.style ?? PLAIN;
    if (flag(given, 'json')) terminal.out(asJson(rule, audit));
    else terminal.out(audit === undefined ? rulePage(rule, style) : explained(rule, audit, style));
    return 0;
  },
};

function asJson({ id, title, levels, needs, remediation }: Rule, audit?: Audit): string {
  const judged = audit?.rules.find((one) => one.id === id) ?? null;
  return jsonText<'explain'>({ id, title, levels, needs, remediation, judged });
}

function explained(rule: Rule, audit: Audit, style: Style): string {
  const judged = audit.rules.find((one) => one.id === rule.id);
  if (judged === undefined) return `${rule.id} is not used by the audit of ${audit.milestone}.\n`;
  const { level, level_max: most } = judged;
  const lead = `${audit.milestone} ${rule.id}: `;
  const answer = fitting(style, lead, stateOf(judged)).map((line) => inked(style, 'bold', line));
  if (level === null || most === null) return `${answer.join('\n')}\n`;
  return `${[
    ...answer,
    ...proofs(judged, style),
    ...judged.open.flatMap(({ what, why }) =>
      fitting(style, '  missing: ', `${sanitize(what)} (${sanitize(why)})`),
    ),
    ...nextLevel(rule, most, style),
    '',
    ...levelRows(rule, style, { level, most }),
  ].join('\n')}\n`;
}

function proofs({ proof }: AuditRule, style: Style): readonly string[] {
  const shown = proof.slice(0, MAX_PROOFS).flatMap(({ text, source }) => {
    const where = source.url ?? source.what;
    const lines = fitting(style, '  ', sanitize(text));
    // A link that can be clicked needs no printed address.
    return style.links === true && source.url !== undefined
      ? lines.map((line) => `  ${linked(style, line.trim(), where)}`)
      : [...lines, `    ${where}`];
  });
  const more = proof.length - MAX_PROOFS;
  return more > 0 ? [...shown, `  ... and ${more} more`] : shown;
}

/** What lifts the rule above the highest level that its evidence allows. */
function nextLevel({ levels, remediation }: Rule, most: Level, style: Style): readonly string[] {
  const next = levels.findIndex((text, level) => level > most && text !== '—');
  if (next === -1) return [];
  return [
    ...fitting(style, `Level ${next} takes: `, levels[next] ?? ''),
    ...fitting(style, '  = ', remediation.recommendation),
  ];
}

function stateOf(rule: AuditRule): string {
  const { level, level_max: most, measured, reason } = rule;
  switch (rule.state) {
    case 'known':
    case 'open': {
      const range = { level: level ?? 0, most: most ?? 5 };
      const name = range.level === range.most ? ` (${LEVEL_NAMES[range.level]})` : '';
      return sentence(`level ${levelText(range)}${name}: ${sanitize(measured, 600)}`);
    }
    case 'not-applicable':
      return `not applicable: ${sanitize(reason ?? '')}`;
    case 'off':
      return `off: ${sanitize(reason ?? '')}`;
  }
  rule.state satisfies never;
  return '';
}
