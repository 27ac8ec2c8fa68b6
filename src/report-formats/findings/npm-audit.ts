import { firstLine } from '../base/report-text.ts';
import {
  amount,
  eachEntry,
  field,
  hasPath,
  items,
  type Json,
  MalformedReport,
  text,
} from '../json/json-report.ts';
import { type FindingsTally, jsonFindings, severityOf } from './findings-tally.ts';

/**
 * `npm audit --json` of npm 7 and later (by vulnerable package, as npm counts) and the older shape
 * of npm 6 and pnpm (by advisory). The output of a failed audit is unreadable: npm's has a `summary`
 * and a `detail`, often empty, and pnpm's a code that begins with `ERR_PNPM_`.
 */
export const npmAudit = jsonFindings({
  name: 'npm-audit',
  tool: 'npm audit',
  scans: 'vulnerabilities',
  recognize: (head) =>
    hasPath(head, 'auditReportVersion') ||
    (hasPath(head, 'advisories') && hasPath(head, 'metadata')) ||
    (hasPath(head, 'error', 'summary') && hasPath(head, 'error', 'detail')) ||
    (hasPath(head, 'error', 'code') && /"code"\s*:\s*"ERR_PNPM_/.test(head)),
  read(document, tally) {
    if (field(document, 'error') !== undefined) throw failed(document);
    for (const [name, one] of eachEntry(field(document, 'vulnerabilities')))
      addPackage(tally, name, one);
    for (const [id, one] of eachEntry(field(document, 'advisories'))) addAdvisory(tally, id, one);
    compare(tally, document);
    return isScanned(document);
  },
});

function failed(document: Json): MalformedReport {
  const why =
    text(document, 'error', 'summary') ||
    text(document, 'error', 'message') ||
    text(document, 'message');
  return new MalformedReport(`The audit failed: ${firstLine(why) || 'no reason given'}`);
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
    const say = claimed > 0 && tally.total === 0 ? 'miss' : 'note';
    tally[say](
      `The report's metadata says ${claimed} vulnerabilities, it lists ${tally.total}; the list counts.`,
    );
  }
}
