import { fittingClauses, quantity } from '../../lib/format.ts';
import type { Audit, AuditCategory, AuditRule } from '../../model/audit.ts';
import { LEVEL_NAMES } from '../../model/verdict.ts';
import { printRange } from '../format/labels.ts';
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
  number: 2,
  heading: () => 'Scoring Rubric',
  keep: 'always',
  body: () => [paragraph(LEVEL_NAMES.map((name, level) => `${level} ${name}`).join(' · '))],
};

export const ruleBreakdown: Subsection = {
  id: 'rule-breakdown',
  heading: () => 'Rule by Rule',
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

function levelCell({ state, level, level_max: most }: AuditRule): Inline {
  switch (state) {
    case 'known':
      return level === null ? '–' : `${level} ${LEVEL_NAMES[level]}`;
    case 'open':
      return strong(`${level}–${most}`);
    case 'not-applicable':
      return 'not applicable';
    case 'off':
      return 'switched off';
  }
  state satisfies never;
  return '';
}

function measuredCell(rule: AuditRule): Inline {
  const words = rule.reason ?? rule.measured;
  const raised = rule.deferrals.length === 0 ? '' : `; raised by ${rule.deferrals.join(', ')}`;
  const set = rule.configured === undefined ? '' : `; configured: ${rule.configured}`;
  return prose(`${words}${raised}${set}`);
}

export const categoryScores: Section = {
  id: 'category-scores',
  number: 3,
  heading: () => 'Category Scores',
  keep: 'always',
  body: (audit) => [categoryTable(audit), formula(audit), openWords(audit), minimum(audit)],
};

/** Length of a note in characters, unless one value is longer. The rules below have every value. */
const NOTE_LENGTH = 120;

export function categoryTable(audit: Audit): Blocks {
  return table(
    ['Category', 'Weight', 'Score', 'Notes'],
    [
      ...audit.categories.map((category) => [
        categoryCell(category),
        String(category.weight),
        printRange(category),
        prose(fittingClauses(category.note, NOTE_LENGTH)),
      ]),
      [strong('Overall'), '', strong(printRange(audit)), lowest(audit)],
    ],
    { align: [null, 'right', 'right'] },
  );
}

/** Names the categories with the lowest score; empty when all have the same. */
function lowest({ categories }: Audit): string {
  const scores = categories.flatMap(({ score }) => score ?? []);
  const least = Math.min(...scores);
  if (scores.every((score) => score === least)) return '';
  const titles = categories.filter(({ score }) => score === least).map(({ title }) => title);
  return `lowest: ${titles.slice(0, 3).join(', ')}`;
}

/** Marks an attested category: a person's statement must not look measured. */
function categoryCell({ title, attested }: AuditCategory): string {
  return attested === null ? title : `${title} (attested)`;
}

/** With a range there are two formulas, which the appendix has. */
function formula(audit: Audit): Blocks {
  return audit.formula === '' || audit.score !== audit.score_max
    ? []
    : paragraph('Overall = ', prose(audit.formula));
}

function openWords({ rules }: Audit): Blocks {
  const open = rules.filter(({ state, scored }) => state === 'open' && scored).length;
  return open === 0
    ? []
    : paragraph(
        `Evidence is missing for ${quantity(open, 'scored rule')}: a range is the lowest and the highest score that the evidence allows.`,
      );
}

function minimum({ minimum_score }: Audit): Blocks {
  return minimum_score === null ? [] : paragraph(`Minimum score: ${minimum_score}.`);
}
