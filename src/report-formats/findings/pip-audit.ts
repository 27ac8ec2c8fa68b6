import type { ReadReport, ReportFormat } from '../base/format.ts';
import { field, hasPath, items, type Json, jsonReader, text } from '../json/json-report.ts';
import { FindingsTally } from './findings-tally.ts';

const NAME = 'pip-audit';

/** `pip-audit --format json`, version 2 and the bare list before it. It has no severities. */
export const pipAudit: ReportFormat = {
  name: NAME,
  kind: 'findings',
  recognize: (head) =>
    hasPath(head, 'dependencies', '[]', 'vulns') ||
    (hasPath(head, 'dependencies') && hasPath(head, 'fixes')) ||
    (hasPath(head, '[]', 'vulns') && hasPath(head, '[]', 'name')),
  reader: () => jsonReader(NAME, read),
};

function read(document: Json): ReadReport {
  const tally = new FindingsTally();
  const packages = Array.isArray(document)
    ? items(document)
    : items(field(document, 'dependencies'));
  const skipped = packages.filter((one) => text(one, 'skip_reason') !== '').length;
  for (const one of packages) {
    for (const vulnerability of items(field(one, 'vulns'))) {
      tally.add({
        id: text(vulnerability, 'id') || 'unnamed advisory',
        severity: 'unknown',
        subject: `${text(one, 'name')}@${text(one, 'version')}`,
        message: text(vulnerability, 'description'),
      });
    }
  }
  if (skipped > 0) tally.note(`${skipped} dependencies could not be audited and were skipped.`);
  return tally.outcome(NAME, NAME, 'vulnerabilities', packages.length > skipped);
}
