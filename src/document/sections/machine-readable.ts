import { list, paragraph } from '../../markdown/block.ts';
import { code, type Inline, strong } from '../../markdown/inline.ts';
import type { Audit } from '../../model/audit.ts';
import type { Chapter } from '../part.ts';

export const machineReadable: Chapter = {
  id: 'machine-readable',
  heading: () => 'Appendix E. JSON',
  keep: 'fold',
  body: ({ paths, config, tool, schema, commits }) => [
    paragraph(
      'This document is generated: every sentence is a function of the audit’s JSON. The same evidence gives the same bytes, on any day.',
    ),
    list([
      [strong('Audit as data:'), ' ', code(paths.json), ' (', code(schema), ')'],
      [strong('Evidence it was computed from:'), ' ', code(paths.evidence)],
      [
        strong('To compute it again:'),
        ' ',
        code(`milestone-audit score ${paths.evidence} -o audit.json`),
      ],
      [
        strong('Why a rule has its level:'),
        ' ',
        code(`milestone-audit explain RULE ${paths.json}`),
      ],
      [strong('Config:'), ' ', configLine(config, commits.policy)],
      [strong('Made by:'), ` ${tool.name} ${tool.version}, rules version ${tool.rules_version}`],
    ]),
  ],
};

function configLine({ path, from, profile }: Audit['config'], policy: string): Inline {
  const known = `, profile ${profile}, `;
  switch (from) {
    case 'policy':
      return [code(path), known, 'read from the base branch at ', code(policy.slice(0, 7))];
    case 'head':
      return [code(path), known, 'read from the audited commit, as the base branch has none yet'];
    case 'default':
      return `there is none, so the defaults hold${known.replace(/, $/, '')}`;
    default:
      return [code(path), known, `read from ${from}`];
  }
}
