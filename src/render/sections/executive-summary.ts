import { quantity, sentence } from '../../lib/format.ts';
import type { Audit } from '../../model/audit.ts';
import { criterionText, measuredFor } from '../format/criterion.ts';
import { decisionSentences, usedDeferrals } from '../format/decision.ts';
import { verdictWords } from '../format/labels.ts';
import { cite } from '../format/links.ts';
import { wayOut } from '../format/missing-evidence.ts';
import { boundedTable, type Section } from '../format/section.ts';
import { toDoLine } from '../format/task.ts';
import { toDos } from '../format/to-do.ts';
import {
  type Blocks,
  type Inline,
  list,
  paragraph,
  prose,
  quote,
  strong,
  text,
} from '../markdown/tree.ts';

/** Maximum criteria and gaps in the summary, and the length of one criterion in code points. */
const MAX_CRITERIA = 12;
const MAX_GAPS = 5;
const MAX_CRITERION_POINTS = 160;

export const executiveSummary: Section = {
  id: 'executive-summary',
  number: 1,
  heading: () => 'Executive Summary',
  keep: 'always',
  body: (audit) => [...objective(audit), result(audit), ...criteria(audit), ...gaps(audit)],
};

/** Quotes the plan: the objective is what people want, not what was measured. */
function objective({ objective: stated }: Audit): readonly Blocks[] {
  return stated == null
    ? []
    : [
        quote(paragraph(prose(stated.text))),
        paragraph('Objective, quoted from ', cite(stated.source), '.'),
      ];
}

function result(audit: Audit): Blocks {
  return paragraph(strong(`${verdictWords(audit)}.`), ' ', prose(decisionSentences(audit)));
}

/** Returns the plan's criteria: what people state next to what was measured. */
function criteria(audit: Audit): readonly Blocks[] {
  const rows = audit.criteria.map((criterion): readonly Inline[] => [
    text(criterionText(audit, criterion), MAX_CRITERION_POINTS),
    measuredFor(audit, criterion),
    criterion.met ? '✓ done' : '✗ open',
  ]);
  return boundedTable(['Criterion (plan)', 'Measured', 'Plan says'], rows, [], 0, MAX_CRITERIA);
}

/** Returns what the audit lacks, worst first. */
function gaps(audit: Audit): readonly Blocks[] {
  const found = [
    ...toDos(audit).map(toDoLine),
    ...openCriteria(audit),
    ...usedDeferrals(audit).map(({ id, owner, reason, until }) =>
      text(`${sentence(reason)} Deferred until ${until} (${id}, ${owner}).`, 400),
    ),
  ];
  const [first, ...others] = found;
  if (first === undefined) return [];
  const label = strong('Remaining gap:');
  const out = wayOut(audit);
  const or = out === '' ? [] : [paragraph(out)];
  if (others.length === 0) return [paragraph(label, ' ', first), ...or];
  const more = found.length - MAX_GAPS;
  const counted = more > 0 ? [`and ${more} more`] : [];
  return [
    paragraph(strong('Remaining gaps:')),
    list([...found.slice(0, MAX_GAPS), ...counted]),
    ...or,
  ];
}

function openCriteria({ criteria: all }: Audit): readonly Inline[] {
  const open = all.filter(({ met }) => !met).length;
  const words = quantity(open, 'criterion', 'criteria');
  return open === 0 ? [] : [`${words} of the plan ${open === 1 ? 'is' : 'are'} not marked done.`];
}
