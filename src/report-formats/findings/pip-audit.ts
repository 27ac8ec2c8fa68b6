import { field, hasPath, items, text } from '../json/json-report.ts';
import { jsonFindings } from './findings-tally.ts';

/** `pip-audit --format json`, version 2 and the bare list before it. It has no severities. */
export const pipAudit = jsonFindings({
  name: 'pip-audit',
  tool: 'pip-audit',
  scans: 'vulnerabilities',
  recognize: (head) =>
    hasPath(head, 'dependencies', '[]', 'vulns') ||
    (hasPath(head, 'dependencies') && hasPath(head, 'fixes')) ||
    (hasPath(head, '[]', 'vulns') && hasPath(head, '[]', 'name')),
  read(document, tally) {
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
    return packages.length > skipped;
  },
});
