import { list, paragraph } from '../../markdown/block.ts';
import { code, strong } from '../../markdown/inline.ts';
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
      [
        strong('Config:'),
        ' ',
        code(config.path),
        `, profile ${config.profile}, ${configFrom(config.from)}`,
        ' (',
        code(commits.policy.slice(0, 7)),
        ')',
      ],
      [strong('Made by:'), ` ${tool.name} ${tool.version}, rules version ${tool.rules_version}`],
    ]),
  ],
};

function configFrom(from: string): string {
  switch (from) {
    case 'policy':
      return 'read from the branch it protects';
    case 'head':
      return 'read from the audited commit, because the branch it protects has none yet';
    case 'default':
      return 'defaults, because there is none';
    default:
      return `read from ${from}`;
  }
}
