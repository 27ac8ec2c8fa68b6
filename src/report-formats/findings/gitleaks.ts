import type { ReadReport, ReportFormat } from '../base/format.ts';
import { amount, hasPath, items, type Json, jsonReader, text } from '../json/json-report.ts';
import { FindingsTally } from './findings-tally.ts';

const NAME = 'gitleaks';

/**
 * gitleaks' JSON report; the secret itself is never read. It has no severities. A clean scan is an
 * empty list, so the file name must identify it.
 */
export const gitleaks: ReportFormat = {
  name: NAME,
  kind: 'findings',
  recognize: (head, path) =>
    (hasPath(head, '[]', 'RuleID') && hasPath(head, '[]', 'File')) ||
    (/^\s*\[\s*\]\s*$/.test(head) && /gitleaks[^/\\]{0,200}\.json$/i.test(path)),
  reader: () => jsonReader(NAME, read),
};

function read(document: Json): ReadReport {
  const tally = new FindingsTally();
  for (const one of items(document)) {
    const commit = text(one, 'Commit').slice(0, 12);
    tally.add({
      id: text(one, 'RuleID') || 'secret',
      severity: 'unknown',
      subject: `${text(one, 'File')}:${amount(one, 'StartLine') ?? 0}${commit ? ` at ${commit}` : ''}`,
      message: text(one, 'Description'),
    });
  }
  return tally.outcome(NAME, NAME, 'secrets', Array.isArray(document));
}
