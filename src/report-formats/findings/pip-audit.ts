import { eachItem, field, hasPath, isList, items, text } from '../json/json-report.ts';
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
    let audited = 0;
    let skipped = 0;
    for (const one of eachItem(isList(document) ? document : field(document, 'dependencies'))) {
      if (text(one, 'skip_reason') === '') audited++;
      else skipped++;
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
    return audited > 0;
  },
});
