import { quantity } from '../../lib/format.ts';
import { eachItem, field, hasPath, isList, items, type Json, text } from '../json/json-report.ts';
import { type FindingsTally, jsonFindings, severityOf } from './findings-tally.ts';

/** `grype … -o json`. A note counts the matches that its own ignore rules removed. */
export const grype = jsonFindings({
  name: 'grype',
  tool: 'Grype',
  scans: 'vulnerabilities',
  recognize: (head) =>
    hasPath(head, 'matches', '[]', 'vulnerability') ||
    (hasPath(head, 'matches') && (hasPath(head, 'descriptor') || hasPath(head, 'source'))),
  read(document, tally) {
    for (const one of eachItem(field(document, 'matches'))) {
      tally.add({
        id: text(one, 'vulnerability', 'id') || 'unnamed advisory',
        severity: severityOf(text(one, 'vulnerability', 'severity')),
        subject: `${text(one, 'artifact', 'name')}@${text(one, 'artifact', 'version')}`,
        message: text(one, 'vulnerability', 'description'),
      });
    }
    const ignored = count(field(document, 'ignoredMatches'), () => true);
    if (ignored > 0)
      tally.note(`${ignored} matches are ignored by grype's configuration and not counted.`);
    noteMissing(tally, document);
    return isList(field(document, 'matches'));
  },
});

/**
 * Adds what Grype says of its own scan: a database that is not valid, and packages of a distribution
 * that it does not know or does not match (anchore/grype, models `Document` and `AlertType`, read
 * 2026-11). Packages of a distribution without further updates are matched.
 */
function noteMissing(tally: FindingsTally, document: Json): void {
  const database =
    field(document, 'descriptor', 'db', 'status') ?? field(document, 'descriptor', 'db');
  const error = text(database, 'error');
  if (field(database, 'valid') === false || error !== '') {
    tally.miss(`The vulnerability database is not valid: ${error || 'no reason given'}`);
  }
  const alerts = count(field(document, 'alertsByPackage'), (one) =>
    items(field(one, 'alerts')).some((alert) =>
      /^distro-(?:unknown|disabled)$/.test(text(alert, 'type')),
    ),
  );
  if (alerts > 0) {
    tally.miss(`Grype does not match the distribution of ${quantity(alerts, 'package')}.`);
  }
}

function count(list: Json | undefined, counts: (one: Json) => boolean): number {
  let found = 0;
  for (const one of eachItem(list)) if (counts(one)) found++;
  return found;
}
