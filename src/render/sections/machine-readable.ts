import type { Audit } from '../../model/audit.ts';
import { NO_MILESTONE } from '../../model/milestone-id.ts';
import type { Subsection } from '../format/section.ts';
import { code, type Inline, list, paragraph, prose, strong } from '../markdown/tree.ts';

export const machineReadable: Subsection = {
  id: 'machine-readable',
  heading: () => 'Recompute and Verify',
  keep: 'fold',
  body: (audit) => [
    paragraph(
      'This document is generated from the audit’s JSON. The same evidence gives the same bytes.',
    ),
    list([...files(audit), ...formula(audit), ...madeBy(audit)]),
  ],
};

/** Returns the paths of the files, or only their names for an audit without a milestone, which is not committed. */
function files({ milestone, paths, schema }: Audit): readonly Inline[] {
  const shownPath = (path: string): string =>
    milestone === NO_MILESTONE ? path.slice(path.lastIndexOf('/') + 1) : path;
  const [json, evidence] = [shownPath(paths.json), shownPath(paths.evidence)];
  return [
    [strong('Audit as data:'), ' ', code(json), ' (', code(schema), ')'],
    [strong('Evidence:'), ' ', code(evidence)],
    [strong('Compute it again:'), ' ', code(`milestone-audit score ${evidence} -o audit.json`)],
    [strong('Why a rule has its level:'), ' ', code(`milestone-audit explain RULE ${json}`)],
  ];
}

function formula({ formula: words }: Audit): readonly Inline[] {
  return words === '' ? [] : [[strong('Overall score:'), ' ', prose(words)]];
}

function madeBy({ config, commits, tool }: Audit): readonly Inline[] {
  return [
    [strong('Config:'), ' ', configLine(config, commits.policy)],
    ...(config.extends === undefined
      ? []
      : [[strong('Extends:'), ' ', code(config.extends)] as const]),
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
      return [code(path), known, 'read from the audited commit, because the base branch has none'];
    case 'default':
      return `none, the defaults apply${known.replace(/, $/, '')}`;
    default:
      return [code(path), known, `read from ${from}`];
  }
}
