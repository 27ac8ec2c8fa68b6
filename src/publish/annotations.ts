import { sanitize } from '../lib/sanitize.ts';
import type { Audit, AuditIssue } from '../model/audit.ts';
import type { CheckWrite } from '../model/forge.ts';

type Annotation = CheckWrite['annotations'][number];

/** Longest title GitHub takes, in characters (REST "Create a check run", read 2026-11-22). */
const maxTitle = 255;

function levelOf(severity: AuditIssue['severity']): Annotation['level'] {
  switch (severity) {
    case 'critical':
    case 'high':
      return 'failure';
    case 'medium':
      return 'warning';
    case 'low':
      return 'notice';
    default:
      return severity satisfies never;
  }
}

/** The issues that stand on a line of the audited commit, for a check run to show beside the code. */
export function annotationsOf(audit: Audit): readonly Annotation[] {
  return audit.issues.flatMap(({ source, severity, id, observation, recommendation }) => {
    const { path, line, commit } = source ?? {};
    if (path === undefined || line === undefined || line < 1) return [];
    if (commit !== undefined && commit !== audit.commits.audited) return [];
    const message = `${sanitize(observation)}\n${sanitize(recommendation)}`;
    const title = sanitize(`${id} ${observation}`, maxTitle).slice(0, maxTitle);
    return [{ path, line, level: levelOf(severity), message, title }];
  });
}
