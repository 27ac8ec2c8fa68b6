import type { FindingsReport, Severity } from '../../model/reports.ts';
import { type ReadReport, type ReportFormat, unreadableReport } from '../base/format.ts';
import { workspacePath } from '../base/report-path.ts';
import { amount, field, hasPath, items, type Json, jsonReader, text } from '../json/json-report.ts';
import { FindingsTally, severityOfScore } from './findings-tally.ts';

const NAME = 'sarif';
const SECRET_TOOLS = /gitleaks|trufflehog|detect-secrets|secret/i;
const PACKAGE_TOOLS = /trivy|grype|osv|snyk|dependency|npm.?audit|pip-audit/i;

/** Kinds of results that report no problem (SARIF 2.1.0, section 3.27.9). */
const HARMLESS = new Set(['pass', 'notApplicable', 'informational']);

const LEVELS: Readonly<Record<string, Severity>> = {
  error: 'high',
  warning: 'medium',
  note: 'low',
  none: 'low',
};

/**
 * SARIF 2.1.0 (OASIS standard, 27 March 2020). A note counts the results that are suppressed or
 * absent by the baseline; they are not findings.
 */
export const sarif: ReportFormat = {
  name: NAME,
  kind: 'findings',
  recognize(head) {
    const schema = hasPath(head, '$schema') && /"\$schema"\s*:\s*"[^"]*sarif/i.test(head);
    return (
      hasPath(head, 'runs', '[]', 'tool') ||
      hasPath(head, 'runs', '[]', 'results') ||
      (hasPath(head, 'runs') && (schema || hasPath(head, 'version')))
    );
  },
  reader: () => jsonReader(NAME, read),
};

interface Left {
  suppressed: number;
  gone: number;
  failed: boolean;
}

function read(document: Json): ReadReport {
  const version = text(document, 'version');
  if (!version.startsWith('2.1')) {
    return unreadableReport(
      NAME,
      `This is SARIF "${version.slice(0, 20)}"; version 2.1.0 is read.`,
    );
  }
  const tally = new FindingsTally();
  const left: Left = { suppressed: 0, gone: 0, failed: false };
  const runs = items(field(document, 'runs'));
  for (const run of runs) addRun(tally, run, left);
  if (left.failed && tally.total === 0) {
    return unreadableReport(
      NAME,
      'The scanner says that its run did not succeed, so that nothing found means nothing.',
    );
  }
  if (left.failed)
    tally.note('The scanner says that its run did not succeed; there may be more findings.');
  if (left.suppressed > 0) tally.note(`${left.suppressed} results are suppressed and not counted.`);
  if (left.gone > 0) tally.note(`${left.gone} results of the baseline are gone and not counted.`);
  const tools = [...new Set(runs.map((run) => text(run, 'tool', 'driver', 'name')))].filter(
    Boolean,
  );
  const scanned = runs.some((run) => Array.isArray(field(run, 'results')));
  return tally.outcome(NAME, tools.join(', ') || 'unknown', kindOf(tools.join(' ')), scanned);
}

function kindOf(tools: string): FindingsReport['kind'] {
  if (SECRET_TOOLS.test(tools)) return 'secrets';
  return PACKAGE_TOOLS.test(tools) ? 'vulnerabilities' : 'code';
}

function addRun(tally: FindingsTally, run: Json, left: Left): void {
  left.failed ||= items(field(run, 'invocations')).some(
    (invocation) => field(invocation, 'executionSuccessful') === false,
  );
  for (const result of items(field(run, 'results'))) {
    if (HARMLESS.has(text(result, 'kind'))) continue;
    if (isSuppressed(result)) left.suppressed++;
    else if (text(result, 'baselineState') === 'absent') left.gone++;
    else addResult(tally, run, result);
  }
}

/**
 * Returns whether one suppression is accepted; under review or rejected is not (section 3.35.3).
 */
function isSuppressed(result: Json): boolean {
  return items(field(result, 'suppressions')).some(
    (one) => (text(one, 'status') || 'accepted') === 'accepted',
  );
}

function addResult(tally: FindingsTally, run: Json, result: Json): void {
  const rule = ruleOf(run, result);
  const place = field(items(field(result, 'locations'))[0], 'physicalLocation');
  const line = amount(place, 'region', 'startLine');
  const path = workspacePath(text(place, 'artifactLocation', 'uri'));
  tally.add({
    id: text(result, 'ruleId') || text(result, 'rule', 'id') || text(rule, 'id') || 'unnamed rule',
    severity: severityIn(result, rule),
    subject: line === undefined ? path : `${path}:${line}`,
    message:
      text(result, 'message', 'text') ||
      text(result, 'message', 'markdown') ||
      text(rule, 'shortDescription', 'text'),
  });
}

/** Returns the rule by index into the driver's or an extension's rules, else by id. */
function ruleOf(run: Json, result: Json): Json | undefined {
  const extension = amount(result, 'rule', 'toolComponent', 'index');
  const component =
    extension === undefined
      ? field(run, 'tool', 'driver')
      : items(field(run, 'tool', 'extensions'))[extension];
  const rules = items(field(component, 'rules'));
  const index = amount(result, 'ruleIndex') ?? amount(result, 'rule', 'index');
  if (index !== undefined) return rules[index];
  const id = text(result, 'ruleId');
  return rules.find((rule) => text(rule, 'id') === id);
}

/**
 * Returns the severity: the security score before the level, as in GitHub code scanning; a warning
 * without either.
 */
function severityIn(result: Json, rule: Json | undefined): Severity {
  const score = scoreOf(result) ?? scoreOf(rule);
  if (score !== undefined) return severityOfScore(score);
  const level = text(result, 'level') || text(rule, 'defaultConfiguration', 'level') || 'warning';
  return Object.hasOwn(LEVELS, level) ? (LEVELS[level] ?? 'unknown') : 'unknown';
}

function scoreOf(value: Json | undefined): number | undefined {
  const stated = field(value, 'properties', 'security-severity');
  const score = typeof stated === 'string' && stated !== '' ? Number(stated) : amount(stated);
  return score === undefined || Number.isNaN(score) ? undefined : score;
}
