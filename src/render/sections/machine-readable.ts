import type { Audit } from '../../model/audit.ts';
import { NO_MILESTONE } from '../../model/milestone-id.ts';
import type { Section } from '../format/section.ts';
import { code, type Inline, list, paragraph, strong } from '../markdown/tree.ts';

export const machineReadable: Section = {
  id: 'machine-readable',
  heading: () => 'Appendix E. JSON',
  keep: 'fold',
  body: (audit) => [
    paragraph(
      'This document is generated: every sentence is a function of the audit’s JSON. The same evidence gives the same bytes, on any day. The files lie at these paths where the config has them committed.',
    ),
    list([...files(audit), ...madeBy(audit)]),
  ],
};

/** Returns the paths of the files, or only their names for an audit without a milestone, which is not committed. */
function files({ milestone, paths, schema }: Audit): readonly Inline[] {
  const shownPath = (path: string): string =>
    milestone === NO_MILESTONE ? path.slice(path.lastIndexOf('/') + 1) : path;
  const [json, evidence] = [shownPath(paths.json), shownPath(paths.evidence)];
  return [
    [strong('Audit as data:'), ' ', code(json), ' (', code(schema), ')'],
    [strong('Evidence it was computed from:'), ' ', code(evidence)],
    [strong('To compute it again:'), ' ', code(`milestone-audit score ${evidence} -o audit.json`)],
    [strong('Why a rule has its level:'), ' ', code(`milestone-audit explain RULE ${json}`)],
  ];
}

function madeBy({ config, commits, tool }: Audit): readonly Inline[] {
  return [
    [strong('Config:'), ' ', configLine(config, commits.policy)],
    ...(config.extends === undefined
      ? []
      : [[strong('It extends:'), ' ', code(config.extends)] as const]),
    ...Object.entries(config.workflow_keys ?? {}).map(
      ([key, reason]) =>
        [strong('Workflow key declared irrelevant:'), ' ', code(key), `: ${reason}`] as const,
    ),
    [strong('Made by:'), ` ${tool.name} ${tool.version}, rules version ${tool.rules_version}`],
  ];
}

function configLine(config: Audit['config'], policy: string): Inline {
  const { path, from, profile } = config;
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
