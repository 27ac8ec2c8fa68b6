import type { Audit } from '../../model/audit.ts';
import type { AuditEvidence } from '../../model/audit-evidence.ts';
import { conclusionKind, conclusionLabel } from '../format/labels.ts';
import { cite } from '../format/links.ts';
import type { Section, Subsection } from '../format/section.ts';
import {
  type Blocks,
  code,
  emphasis,
  type Inline,
  list,
  paragraph,
  quote,
  separated,
  strong,
  text,
} from '../markdown/tree.ts';
import { testResults } from './test-results.ts';

/** Maximum steps in the chain. */
const MAX_STEPS = 40;

export const ciFlow: Subsection = {
  id: 'ci-flow',
  heading: () => 'CI Flow',
  keep: 'fold',
  body: ({ evidence: { flow } }) => (flow.length === 0 ? [] : [paragraph(stepChain(flow))]),
};

function stepChain(flow: AuditEvidence['flow']): Inline {
  const steps = flow.slice(0, MAX_STEPS).map(stepLabel);
  const more = flow.length - steps.length;
  return separated(more > 0 ? [...steps, `${more} more`] : steps, ' → ');
}

/** Returns a step that passed as plain text and marks the others. */
function stepLabel({ name, conclusion }: AuditEvidence['flow'][number]): Inline {
  const label = `${name} (${conclusionLabel(conclusion)})`;
  switch (conclusionKind(conclusion)) {
    case 'passed':
      return name;
    case 'skipped':
      return emphasis(label);
    case 'failed':
    case 'undecided':
      return strong(label);
  }
}

/** Maximum paragraphs and list items quoted here, and the length of one in code points. */
const MAX_NOTES = 8;
const MAX_NOTE_POINTS = 160;

/** The team's own words: they are quoted and marked, because nothing measured them. */
const teamNotes: Subsection = {
  id: 'team-notes',
  heading: () => 'Notes by the Team',
  keep: 'fold',
  body: ({ notes }) => {
    if (notes == null || notes.sections.length === 0) return [];
    const [first] = notes.sections;
    const shown = firstLines(notes.sections, MAX_NOTES);
    const all = notes.sections.reduce((sum, { lines }) => sum + lines.length, notes.omitted);
    const left = all - shown.reduce((sum, { lines }) => sum + lines.length, 0);
    const more = left === 0 ? '' : `; ${left} more lines are there`;
    return [
      paragraph(
        'Quoted from ',
        first === undefined ? code(notes.path) : cite(first.source),
        `: stated by the team, not measured${more}.`,
      ),
      quote(...shown.flatMap(sectionBlocks)),
    ];
  },
};

type NoteSections = NonNullable<Audit['notes']>['sections'];

function firstLines(sections: NoteSections, max: number): NoteSections {
  let room = max;
  return sections.flatMap((section) => {
    const lines = section.lines.slice(0, room);
    room -= lines.length;
    return lines.length === 0 ? [] : [{ ...section, lines }];
  });
}

function sectionBlocks({ title, lines }: NoteSections[number]): readonly Blocks[] {
  return [
    ...(title === '' ? [] : [paragraph(strong(title))]),
    list(lines.map((line) => text(line, MAX_NOTE_POINTS))),
  ];
}

export const evidence: Section = {
  id: 'evidence',
  number: 4,
  heading: () => 'Evidence',
  keep: 'always',
  body: (audit) =>
    [ciFlow, teamNotes, testResults].every((one) => one.body(audit).length === 0)
      ? [paragraph('No run and no test report of this code is known.')]
      : [],
  subsections: [ciFlow, teamNotes, testResults],
};
