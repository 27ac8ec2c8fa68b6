import type { ReadReport, ReportFormat } from '../base/format.ts';
import { workspacePath } from '../base/report-path.ts';
import {
  amount,
  entries,
  field,
  hasPath,
  items,
  type Json,
  jsonReader,
  text,
} from '../json/json-report.ts';
import { FindingsTally, severityOf } from './findings-tally.ts';

const NAME = 'bandit';

/** `bandit -f json`: weaknesses in Python code. The files that it could not parse make the scan incomplete. */
export const bandit: ReportFormat = {
  name: NAME,
  kind: 'findings',
  recognize: (head) =>
    hasPath(head, 'metrics', '_totals') ||
    (hasPath(head, 'results', '[]', 'test_id') &&
      hasPath(head, 'results', '[]', 'issue_severity')) ||
    (hasPath(head, 'errors') && hasPath(head, 'generated_at') && hasPath(head, 'metrics')),
  reader: () => jsonReader(NAME, read),
};

function read(document: Json): ReadReport {
  const tally = new FindingsTally();
  for (const one of items(field(document, 'results'))) {
    tally.add({
      id: text(one, 'test_id') || 'unnamed check',
      severity: severityOf(text(one, 'issue_severity')),
      subject: `${workspacePath(text(one, 'filename'))}:${amount(one, 'line_number') ?? 0}`,
      message: text(one, 'issue_text'),
    });
  }
  for (const one of items(field(document, 'errors'))) {
    tally.miss(`${text(one, 'filename')} was not scanned: ${text(one, 'reason')}`);
  }
  const metrics = field(document, 'metrics');
  const files = entries(metrics).filter(([name]) => name !== '_totals');
  return tally.outcome(NAME, NAME, 'code', files.length > 0);
}
