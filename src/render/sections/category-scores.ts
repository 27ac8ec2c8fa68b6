import { quantity } from '../../lib/format.ts';
import type { Audit, AuditCategory, AuditRule } from '../../model/audit.ts';
import { LEVEL_NAMES } from '../../model/verdict.ts';
import { levelName, printOverall, printScore } from '../format/labels.ts';
import { citeAll } from '../format/links.ts';
import { boundedTable, type Section, type Subsection } from '../format/section.ts';
import {
  type Blocks,
  code,
  type Inline,
  paragraph,
  prose,
  strong,
  table,
} from '../markdown/tree.ts';

export const scoringRubric: Section = {
  id: 'scoring-rubric',
  heading: () => '2. Scoring Rubric',
  keep: 'always',
  body: () => [
    table(
      ['Score', 'Meaning'],
      LEVEL_NAMES.map((name, level) => [String(level), name]),
      { align: ['right'] },
    ),
  ],
};

export const ruleBreakdown: Subsection = {
  id: 'rule-breakdown',
  heading: () => '3.1 Rule by Rule',
  keep: 'fold',
  body: (audit) =>
    boundedTable(
      ['Category', 'Rule', 'Level', 'Measured', 'Proof'],
      inCategories(audit).map(([category, rule]) => [
        category,
        code(rule.id),
        levelCell(rule),
        measuredCell(rule),
        citeAll(rule.proof),
      ]),
    ),
};

/** Returns the rules by category, then those that only gates and invariants use. */
function inCategories({ categories, rules }: Audit): readonly (readonly [string, AuditRule])[] {
  const byId = new Map(rules.map((rule) => [rule.id, rule]));
  const placed = categories.flatMap(({ title, rules: ids }) =>
    ids.flatMap((id) => byId.get(id) ?? []).map((rule) => [title, rule] as const),
  );
  const seen = new Set(placed.map(([, { id }]) => id));
  const rest = rules.filter(({ id }) => !seen.has(id));
  return [...placed, ...rest.map((rule) => ['not scored', rule] as const)];
}

function levelCell({ state, level }: AuditRule): Inline {
  switch (state) {
    case 'level':
      return level === null ? '–' : `${level} ${LEVEL_NAMES[level]}`;
    case 'unknown':
      return strong('unknown');
    case 'not-applicable':
      return 'not applicable';
    case 'off':
      return 'switched off';
  }
  state satisfies never;
  return '';
}

function measuredCell(rule: AuditRule): Inline {
  const words = rule.unknown_because ?? rule.reason ?? rule.measured;
  const raised = rule.deferrals.length === 0 ? '' : `; lifted by ${rule.deferrals.join(', ')}`;
  const set = rule.configured === undefined ? '' : `; configured: ${rule.configured}`;
  return prose(`${words}${raised}${set}`);
}

export const categoryScores: Section = {
  id: 'category-scores',
  heading: () => '3. Category Scores',
  keep: 'always',
  body: (audit) => [categoryTable(audit), formula(audit), measuredOver(audit), minimum(audit)],
  subsections: [ruleBreakdown],
};

function categoryTable(audit: Audit): Blocks {
  const overall = audit.score === null ? '–' : audit.score.toFixed(1);
  return table(
    ['Category', 'Weight', 'Score', 'Notes'],
    [
      ...audit.categories.map((category) => [
        categoryCell(category),
        String(category.weight),
        scoreCell(category),
        prose(category.note),
      ]),
      [strong('Overall'), '', strong(overall), levelName(audit.score)],
    ],
    { align: [null, 'right', 'right'] },
  );
}

/** Marks an attested category: a person's statement must not look measured. */
export function categoryCell({ title, attested }: AuditCategory): string {
  return attested === null ? title : `${title} (attested)`;
}

/** Returns the score, and the measured score if unknown rules lower it. */
export function scoreCell({ score, measured }: AuditCategory): Inline {
  const differs = measured !== null && measured !== score;
  return differs ? `${printScore(score)} (${printScore(measured)} measured)` : printScore(score);
}

function formula(audit: Audit): Blocks {
  return audit.formula === '' ? [] : paragraph('Overall = ', prose(audit.formula));
}

function measuredOver(audit: Audit): Blocks {
  const sentence = measuredSentence(audit);
  return sentence === ''
    ? []
    : paragraph(strong(sentence), ' What is unknown counts 0; appendix D says why it is unknown.');
}

/** Returns `4.3 / 5; 4.8 over the 16 of 17 rules that could be measured.`, or nothing if all were measured. */
export function measuredSentence({ score, measured, measured_rules }: Audit): string {
  if (measured_rules.measured === measured_rules.of) return '';
  const over = `the ${measured_rules.measured} of ${quantity(measured_rules.of, 'rule')} that could be measured`;
  return measured === null
    ? `${printOverall(score)}; none of ${quantity(measured_rules.of, 'rule')} could be measured.`
    : `${printOverall(score)}; ${measured.toFixed(1)} over ${over}.`;
}

function minimum({ minimum_score }: Audit): Blocks {
  return minimum_score === null ? [] : paragraph(`Minimum score by the config: ${minimum_score}.`);
}
