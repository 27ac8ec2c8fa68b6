import type { ReadReport, ReportFormat } from '../base/format.ts';
import {
  amount,
  eachItem,
  field,
  hasPath,
  isList,
  type Json,
  jsonReader,
  text,
} from '../json/json-report.ts';
import { FindingsTally, severityOf } from './findings-tally.ts';

const NAME = 'trivy';

/**
 * `trivy … --format json`, schema 2 and the bare list before it: packages, settings, and secrets.
 */
export const trivy: ReportFormat = {
  name: NAME,
  kind: 'findings',
  recognize: (head) =>
    (hasPath(head, 'SchemaVersion') && hasPath(head, 'ArtifactName')) ||
    (hasPath(head, '[]', 'Target') && hasPath(head, '[]', 'Vulnerabilities')),
  reader: (limits) => jsonReader(NAME, read, limits),
};

function read(document: Json): ReadReport {
  const tally = new FindingsTally();
  let results = 0;
  let secrets = 0;
  for (const result of eachItem(isList(document) ? document : field(document, 'Results'))) {
    results++;
    secrets += addResult(tally, result);
  }
  const kind = secrets > 0 && secrets === tally.total ? 'secrets' : 'vulnerabilities';
  if (field(document, 'Metadata', 'OS', 'EOSL') === true) {
    tally.miss(
      'The distribution gets no security updates, so Trivy may miss vulnerabilities in it.',
    );
  }
  // Trivy omits `Results` when it found nothing to scan.
  return tally.outcome(NAME, 'Trivy', kind, results > 0);
}

/** Adds what was found in a target; returns the number of secrets. */
function addResult(tally: FindingsTally, result: Json): number {
  for (const one of eachItem(field(result, 'Vulnerabilities'))) addVulnerability(tally, one);
  for (const one of eachItem(field(result, 'Misconfigurations'))) addSetting(tally, result, one);
  let secrets = 0;
  for (const one of eachItem(field(result, 'Secrets'))) {
    addSecret(tally, result, one);
    secrets++;
  }
  return secrets;
}

/**
 * Adds a vulnerability unless the package is not affected (trivy.dev, "Filtering", "By Status", read
 * 2026-11); every other status, such as `will_not_fix`, still affects it.
 */
function addVulnerability(tally: FindingsTally, one: Json): void {
  if (text(one, 'Status') === 'not_affected') {
    tally.note('Vulnerabilities that do not affect the package are not counted.');
    return;
  }
  tally.add({
    id: text(one, 'VulnerabilityID') || 'unnamed advisory',
    severity: severityOf(text(one, 'Severity')),
    subject: `${text(one, 'PkgName')}@${text(one, 'InstalledVersion')}`,
    message: text(one, 'Title') || text(one, 'Description'),
  });
}

/**
 * Adds a setting unless its check passed or an exception accepts it; before `Status` existed, only
 * failed checks were listed (aquasecurity/trivy, `MisconfStatus`, read 2026-11).
 */
function addSetting(tally: FindingsTally, result: Json, one: Json): void {
  const status = text(one, 'Status');
  if (status === 'PASS') return;
  if (status === 'EXCEPTION') {
    tally.note('Checks that the scanner marks as exceptions are not counted.');
    return;
  }
  tally.add({
    id: text(one, 'ID') || 'unnamed check',
    severity: severityOf(text(one, 'Severity')),
    subject: text(result, 'Target'),
    message: text(one, 'Message') || text(one, 'Title'),
  });
}

/** Adds a secret, never the match itself. */
function addSecret(tally: FindingsTally, result: Json, one: Json): void {
  tally.add({
    id: text(one, 'RuleID') || 'secret',
    severity: severityOf(text(one, 'Severity')),
    subject: `${text(result, 'Target')}:${amount(one, 'StartLine') ?? 0}`,
    message: text(one, 'Title'),
  });
}
