import { quantity } from '../../lib/quantity.ts';
import type { Audit } from '../../model/audit.ts';
import { commitLink } from '../format/address.ts';
import { boundedTable } from '../format/bounded-table.ts';
import { cite } from '../format/cite.ts';
import { printOverall } from '../format/print-score.ts';
import { remainingGaps } from '../format/remaining-gaps.ts';
import type { Chapter } from '../format/section.ts';
import { sentence } from '../format/sentence.ts';
import { closing, gateWord } from '../format/verdict-words.ts';
import { type Blocks, list, paragraph } from '../markdown/block.ts';
import { type Inline, prose, strong, text } from '../markdown/inline.ts';

export const executiveSummary: Chapter = {
  id: 'executive-summary',
  heading: () => '1. Executive Summary',
  keep: 'always',
  body: (audit) => [
    paragraph(strong(closing(audit)), ' ', prose(sentence(audit.reason))),
    paragraph(
      `${leadIn(audit)} ${basis(audit)} of commit `,
      commitLink(audit, audit.commits.audited),
      '.',
    ),
    ...results(audit),
    ...gaps(audit),
  ],
};

function leadIn({ score }: Audit): string {
  return score === null
    ? 'Nothing could be measured from'
    : `The score of ${printOverall(score)} rests on`;
}

/** What was looked at, so that a reader knows how much stands behind the score. */
function basis({ runs, evidence }: Audit): string {
  const counted = runs.filter(({ relation }) => relation !== 'stale').length;
  const parts = [
    ...(counted === 0 ? [] : [quantity(counted, 'workflow run')]),
    ...(evidence.tests === null ? [] : [quantity(evidence.tests.tests, 'test')]),
    ...(evidence.coverage.length === 0
      ? []
      : [quantity(evidence.coverage.length, 'coverage report')]),
    ...(evidence.artifacts.length === 0 ? [] : [quantity(evidence.artifacts.length, 'artifact')]),
  ];
  const last = parts.pop() ?? 'the files alone, no run and no report,';
  return parts.length === 0 ? last : `${parts.join(', ')} and ${last}`;
}

function results(audit: Audit): readonly Blocks[] {
  return audit.criteria.length > 0 ? criteria(audit) : gates(audit);
}

/** A tick in a plan is a person's word: the table says so, and the gates decide. */
function criteria(audit: Audit): readonly Blocks[] {
  const rows = audit.criteria.map(({ text: words, met, source }): readonly Inline[] => [
    prose(words),
    met ? '✓ ticked' : '✗ open',
    cite(source),
  ]);
  return [
    ...boundedTable(['Criterion', 'Result', 'Source'], rows),
    paragraph(
      'The criteria are the plan’s definition of done, as ticked there. What was measured is in sections 3 to 5, and the gates of section 5 decide the verdict.',
    ),
  ];
}

function gates(audit: Audit): readonly Blocks[] {
  const rows = audit.gates
    .filter(({ state }) => state !== 'not-applicable')
    .map(({ title, state }) => [title, gateWord(state)]);
  return boundedTable(['Criterion', 'Result'], rows);
}

function gaps(audit: Audit): readonly Blocks[] {
  const found = remainingGaps(audit);
  if (found.length === 0) return [];
  return [paragraph(strong('Remaining gap:')), list(found.map((gap) => text(sentence(gap), 600)))];
}
