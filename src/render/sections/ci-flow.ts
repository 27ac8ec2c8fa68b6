import type { AuditEvidence } from '../../model/audit-evidence.ts';
import { conclusionWord, fateOf } from '../format/conclusion.ts';
import type { Part } from '../format/section.ts';
import { type Blocks, paragraph, table } from '../markdown/block.ts';
import { emphasis, type Inline, strong } from '../markdown/inline.ts';

/** Steps in one chain; a longer one is no picture any more. */
const MAX_STEPS = 60;

export const ciFlow: Part = {
  id: 'ci-flow',
  heading: () => '4.1 CI Flow',
  keep: 'fold',
  body: ({ evidence: { flow } }) =>
    flow.length === 0 ? [] : [paragraph(chain(flow)), ...durations(flow)],
};

/** Blocks of the longest step's bar. */
const MAX_BAR = 20;

/** How long each step took, drawn in letters: it needs no picture and no theme. */
function durations(flow: AuditEvidence['flow']): readonly Blocks[] {
  const timed = flow.filter(({ seconds }) => seconds != null).slice(0, MAX_STEPS);
  const longest = Math.max(0, ...timed.map(({ seconds }) => seconds ?? 0));
  if (longest === 0) return [];
  const rows = timed.map(({ name, seconds }) => {
    const width = Math.round(((seconds ?? 0) * MAX_BAR) / longest);
    return [name, `${seconds} s`, width === 0 ? '▏' : '█'.repeat(width)];
  });
  return [table(['Step', 'Took', 'Length'], rows, { align: [null, 'right'] })];
}

function chain(flow: AuditEvidence['flow']): Inline {
  const steps = flow.slice(0, MAX_STEPS).map(link);
  const more = flow.length - steps.length;
  const ends = more > 0 ? [...steps, `${more} more`] : steps;
  return ends.flatMap((step, at): Inline[] => (at === 0 ? [step] : [' → ', step]));
}

/** What passed stands plain, so that the eye falls on what did not. */
function link({ name, conclusion }: AuditEvidence['flow'][number]): Inline {
  const marked = `${name} (${conclusionWord(conclusion)})`;
  switch (fateOf(conclusion)) {
    case 'passed':
      return name;
    case 'skipped':
      return emphasis(marked);
    case 'failed':
    case 'undecided':
      return strong(marked);
  }
}
