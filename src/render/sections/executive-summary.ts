import { quantity, sentence } from '../../lib/format.ts';
import type { Audit } from '../../model/audit.ts';
import { gateLabel, printOverall, verdictWords } from '../format/labels.ts';
import { cite, commitLink } from '../format/links.ts';
import { boundedTable, type Section } from '../format/section.ts';
import {
  type Blocks,
  type Inline,
  list,
  paragraph,
  prose,
  strong,
  text,
} from '../markdown/tree.ts';

export const executiveSummary: Section = {
  id: 'executive-summary',
  heading: () => '1. Executive Summary',
  keep: 'always',
  body: (audit) => [
    paragraph(strong(`${verdictWords(audit)}.`), ' ', prose(sentence(audit.reason))),
    paragraph(
      `${leadIn(audit)} ${basis(audit)} of commit `,
      commitLink(audit, audit.commits.audited),
      '.',
    ),
    ...results(audit),
    ...gaps(audit),
  ],
};

function leadIn(audit: Audit): string {
  return audit.score === null
    ? 'Nothing could be scored from'
    : `The score of ${printOverall(audit)} is based on`;
}

/** Returns the evidence behind the score: `2 workflow runs, 6,842 tests and 1 coverage report`. */
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

/** Returns the plan's criteria. People mark them done, so the text below says that the gates decide. */
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
    .map(({ title, state }) => [title, gateLabel(state)]);
  return boundedTable(['Criterion', 'Result'], rows);
}

function gaps(audit: Audit): readonly Blocks[] {
  const found = remainingGaps(audit);
  if (found.length === 0) return [];
  return [paragraph(strong('Remaining gap:')), list(found.map((gap) => text(sentence(gap), 600)))];
}

/** Maximum gaps named in the summary. */
const MAX_GAPS = 7;

/** Returns what the audit lacks for a full score without deferrals, worst first, each in a sentence. */
export function remainingGaps(audit: Audit): readonly string[] {
  const gaps = [
    ...failedGates(audit),
    ...brokenInvariants(audit),
    ...openCriteria(audit),
    ...usedDeferrals(audit),
    ...openRules(audit),
  ];
  const more = gaps.length - MAX_GAPS;
  return more > 0 ? [...gaps.slice(0, MAX_GAPS), `${quantity(more, 'further gap')} below`] : gaps;
}

function failedGates({ gates }: Audit): readonly string[] {
  return gates
    .filter(({ state }) => state === 'failed')
    .map(({ title, evidence }) => `The gate “${title}” failed: ${evidence}`);
}

function brokenInvariants({ invariants }: Audit): readonly string[] {
  return invariants
    .filter(({ state }) => state === 'broken')
    .map(({ title, evidence }) => `The invariant “${title}” is broken: ${evidence}`);
}

function openCriteria({ criteria }: Audit): readonly string[] {
  const open = criteria.filter(({ met }) => !met).length;
  return open === 0
    ? []
    : [
        `${quantity(open, 'criterion', 'criteria')} of the plan ${open === 1 ? 'is' : 'are'} not marked done`,
      ];
}

function usedDeferrals({ deferrals }: Audit): readonly string[] {
  return deferrals
    .filter(({ used }) => used)
    .map(
      ({ id, issue, reason, until }) => `Deferred until ${until} by ${id} (${issue}): ${reason}`,
    );
}

function openRules({ rules }: Audit): readonly string[] {
  const open = rules.filter(({ state }) => state === 'open').length;
  return open === 0 ? [] : [`Evidence is missing for ${quantity(open, 'rule')}, see appendix D`];
}
