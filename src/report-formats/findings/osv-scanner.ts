import type { Severity } from '../../model/reports.ts';
import {
  eachItem,
  field,
  hasPath,
  isList,
  items,
  type Json,
  printed,
  text,
} from '../json/json-report.ts';
import { type FindingsTally, jsonFindings, severityOf, severityOfScore } from './findings-tally.ts';

/**
 * `osv-scanner --format json`. Advisories that are aliases form a group and are one finding. A
 * clean scan has no results, so the file name must identify it.
 */
export const osvScanner = jsonFindings({
  name: 'osv-scanner',
  tool: 'OSV-Scanner',
  scans: 'vulnerabilities',
  recognize: (head, path) =>
    hasPath(head, 'results', '[]', 'packages') ||
    hasPath(head, 'experimental_config') ||
    (hasPath(head, 'results') && /osv[^/\\]{0,200}\.json$/i.test(path)),
  read(document, tally) {
    for (const result of eachItem(field(document, 'results'))) {
      for (const one of eachItem(field(result, 'packages'))) addPackage(tally, one);
    }
    return isList(field(document, 'results'));
  },
});

function addPackage(tally: FindingsTally, one: Json): void {
  const subject = `${text(one, 'package', 'name')}@${text(one, 'package', 'version')}`;
  const advisories = items(field(one, 'vulnerabilities'));
  const grouped = items(field(one, 'groups')).map((group) => ({
    ids: items(field(group, 'ids')).map(printed),
    score: Number(text(group, 'max_severity') || Number.NaN),
  }));
  const known = new Set(grouped.flatMap(({ ids }) => ids));
  const alone = advisories
    .map((advisory) => text(advisory, 'id'))
    .filter((id) => !known.has(id))
    .map((id) => ({ ids: [id], score: Number.NaN }));
  for (const { ids, score } of [...grouped, ...alone]) {
    const advisory = advisories.find((each) => ids.includes(text(each, 'id')));
    tally.add({
      id: ids[0] || 'unnamed advisory',
      severity: severityIn(advisory, score),
      subject,
      message: text(advisory, 'summary') || text(advisory, 'details'),
    });
  }
}

function severityIn(advisory: Json | undefined, score: number): Severity {
  return Number.isFinite(score)
    ? severityOfScore(score)
    : severityOf(text(advisory, 'database_specific', 'severity'));
}
