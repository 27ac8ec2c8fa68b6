import type { ReadReport, ReportFormat } from '../base/format.ts';
import { field, hasPath, items, type Json, jsonReader, text } from '../json/json-report.ts';
import { FindingsTally, severityOf } from './findings-tally.ts';

const NAME = 'grype';

/** `grype … -o json`. A note counts the matches that its own ignore rules removed. */
export const grype: ReportFormat = {
  name: NAME,
  kind: 'findings',
  recognize: (head) =>
    hasPath(head, 'matches', '[]', 'vulnerability') ||
    (hasPath(head, 'matches') && (hasPath(head, 'descriptor') || hasPath(head, 'source'))),
  reader: () => jsonReader(NAME, read),
};

function read(document: Json): ReadReport {
  const tally = new FindingsTally();
  for (const one of items(field(document, 'matches'))) {
    tally.add({
      id: text(one, 'vulnerability', 'id') || 'unnamed advisory',
      severity: severityOf(text(one, 'vulnerability', 'severity')),
      subject: `${text(one, 'artifact', 'name')}@${text(one, 'artifact', 'version')}`,
      message: text(one, 'vulnerability', 'description'),
    });
  }
  const ignored = items(field(document, 'ignoredMatches')).length;
  if (ignored > 0)
    tally.note(`${ignored} matches are ignored by grype's configuration and not counted.`);
  return tally.outcome(NAME, 'Grype', 'vulnerabilities', Array.isArray(field(document, 'matches')));
}
