import { workspacePath } from '../base/report-path.ts';
import { amount, eachItem, entries, field, hasPath, text } from '../json/json-report.ts';
import { jsonFindings, severityOf } from './findings-tally.ts';

/** `bandit -f json`: weaknesses in Python code. The files that it could not parse make the scan incomplete. */
export const bandit = jsonFindings({
  name: 'bandit',
  tool: 'bandit',
  scans: 'code',
  recognize: (head) =>
    hasPath(head, 'metrics', '_totals') ||
    (hasPath(head, 'results', '[]', 'test_id') &&
      hasPath(head, 'results', '[]', 'issue_severity')) ||
    (hasPath(head, 'errors') && hasPath(head, 'generated_at') && hasPath(head, 'metrics')),
  read(document, tally) {
    for (const one of eachItem(field(document, 'results'))) {
      tally.add({
        id: text(one, 'test_id') || 'unnamed check',
        severity: severityOf(text(one, 'issue_severity')),
        subject: `${workspacePath(text(one, 'filename'))}:${amount(one, 'line_number') ?? 0}`,
        message: text(one, 'issue_text'),
      });
    }
    for (const one of eachItem(field(document, 'errors'))) {
      tally.miss(`${text(one, 'filename')} was not scanned: ${text(one, 'reason')}`);
    }
    const metrics = field(document, 'metrics');
    const files = entries(metrics).filter(([name]) => name !== '_totals');
    return files.length > 0;
  },
});
