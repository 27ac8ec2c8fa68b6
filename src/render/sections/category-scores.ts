import { quantity } from '../../lib/quantity.ts';
import type { Audit, AuditCategory } from '../../model/audit.ts';
import { printOverall, printScore, rubricWord } from '../format/print-score.ts';
import type { Chapter } from '../format/section.ts';
import { type Blocks, paragraph, table } from '../markdown/block.ts';
import { type Inline, prose, strong } from '../markdown/inline.ts';
import { ruleBreakdown } from './rule-breakdown.ts';

export const categoryScores: Chapter = {
  id: 'category-scores',
  heading: () => '3. Category Scores',
  keep: 'always',
  body: (audit) => [categoryTable(audit), formula(audit), measuredOver(audit), minimum(audit)],
  parts: [ruleBreakdown],
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
      [strong('Overall'), '', strong(overall), rubricWord(audit.score)],
    ],
    { align: [null, 'right', 'right'] },
  );
}

/** What a person vouches for must not look measured. */
export function categoryCell({ title, attested }: AuditCategory): string {
  return attested === null ? title : `${title} (attested)`;
}

/** Where something is unknown the score is lower than what was measured; the reader sees both. */
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

/** `4.3 / 5; 4.8 over the 16 of 17 rules that could be measured.` Empty when all could be. */
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
