import { paragraph } from '../../markdown/block.ts';
import { emphasis, type Inline, strong } from '../../markdown/inline.ts';
import type { AuditEvidence } from '../../model/audit-evidence.ts';
import { conclusionWord, fateOf } from '../conclusion.ts';
import type { Part } from '../part.ts';

/** Steps in one chain; a longer one is no picture any more. */
const MOST_STEPS = 60;

export const ciFlow: Part = {
  id: 'ci-flow',
  heading: () => '4.1 CI Flow',
  keep: 'fold',
  body: ({ evidence: { flow } }) => (flow.length === 0 ? [] : [paragraph(chain(flow))]),
};

function chain(flow: AuditEvidence['flow']): Inline {
  const steps = flow.slice(0, MOST_STEPS).map(link);
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
