import { type ReadReport, type ReportFormat, unreadableReport } from '../base/format.ts';
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

const NAME = 'npm-audit';

/**
 * `npm audit --json` of npm 7 and later (by vulnerable package, as npm counts) and the older shape
 * of npm 6 and pnpm (by advisory). The output of a failed audit is unreadable.
 */
export const npmAudit: ReportFormat = {
  name: NAME,
  kind: 'findings',
  recognize: (head) =>
    hasPath(head, 'auditReportVersion') ||
    (hasPath(head, 'advisories') && hasPath(head, 'metadata')) ||
    (hasPath(head, 'error', 'code') && hasPath(head, 'error', 'summary')) ||
    (hasPath(head, 'statusCode') && hasPath(head, 'uri') && hasPath(head, 'error')),
  reader: () => jsonReader(NAME, read),
};

function read(document: Json): ReadReport {
  if (field(document, 'error') !== undefined) return failed(document);
  const tally = new FindingsTally();
  for (const [name, one] of entries(field(document, 'vulnerabilities')))
    addPackage(tally, name, one);
  for (const [id, one] of entries(field(document, 'advisories'))) addAdvisory(tally, id, one);
  compare(tally, document);
  return tally.outcome(NAME, 'npm audit', 'vulnerabilities', isScanned(document));
}

function failed(document: Json): ReadReport {
  const why = text(document, 'error', 'summary') || text(document, 'message');
  return unreadableReport(NAME, `npm could not audit: ${(why || 'no reason given').slice(0, 300)}`);
}

/** Returns false for zero dependencies, which means that no lockfile was read. */
function isScanned(document: Json): boolean {
  const dependencies = field(document, 'metadata', 'dependencies');
  const total = amount(dependencies, 'total') ?? amount(document, 'metadata', 'totalDependencies');
  return (total ?? amount(dependencies) ?? 1) > 0;
}

function addPackage(tally: FindingsTally, name: string, one: Json): void {
  const via = items(field(one, 'via'));
  const advisory = via.find((each) => text(each, 'url') !== '');
  const id = /GHSA[-\w]+/.exec(text(advisory, 'url'))?.[0];
  const through = via.filter((each) => typeof each === 'string').join(', ');
  tally.add({
    id: id ?? (through === '' ? 'unnamed advisory' : `through ${through}`),
    severity: severityOf(text(one, 'severity')),
    subject: `${name}@${text(one, 'range')}`,
    message: text(advisory, 'title') || `Depends on a vulnerable ${through}.`,
  });
}

function addAdvisory(tally: FindingsTally, id: string, one: Json): void {
  const versions = items(field(one, 'findings')).map((each) => text(each, 'version'));
  tally.add({
    id: text(one, 'github_advisory_id') || /GHSA[-\w]+/.exec(text(one, 'url'))?.[0] || id,
    severity: severityOf(text(one, 'severity')),
    subject: `${text(one, 'module_name')}@${versions.join(', ')}`,
    message: text(one, 'title'),
  });
}

/** Compares the totals; the older shape counts paths to a package, which differ. */
function compare(tally: FindingsTally, document: Json): void {
  const claimed = amount(document, 'metadata', 'vulnerabilities', 'total');
  if (claimed !== undefined && claimed !== tally.total) {
    tally.note(
      `The report's metadata says ${claimed} vulnerabilities, it lists ${tally.total}; the list counts.`,
    );
  }
}
