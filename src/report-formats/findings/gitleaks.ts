import { amount, eachItem, hasPath, isList, text } from '../json/json-report.ts';
import { jsonFindings } from './findings-tally.ts';

/**
 * gitleaks' JSON report; the secret itself is never read. It has no severities. A clean scan is an
 * empty list, so the file name must identify it.
 */
export const gitleaks = jsonFindings({
  name: 'gitleaks',
  tool: 'gitleaks',
  scans: 'secrets',
  recognize: (head, path) =>
    (hasPath(head, '[]', 'RuleID') && hasPath(head, '[]', 'File')) ||
    (/^\s*\[\s*\]\s*$/.test(head) && /gitleaks[^/\\]{0,200}\.json$/i.test(path)),
  read(document, tally) {
    for (const one of eachItem(document)) {
      const commit = text(one, 'Commit').slice(0, 12);
      tally.add({
        id: text(one, 'RuleID') || 'secret',
        severity: 'unknown',
        subject: `${text(one, 'File')}:${amount(one, 'StartLine') ?? 0}${commit ? ` at ${commit}` : ''}`,
        message: text(one, 'Description'),
      });
    }
    return isList(document);
  },
});
