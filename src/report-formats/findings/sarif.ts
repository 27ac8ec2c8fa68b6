import { quantity } from '../../lib/format.ts';
import type { FindingsReport, Severity } from '../../model/reports.ts';
import { type ReadReport, type ReportFormat, unreadableReport } from '../base/format.ts';
import { workspacePath } from '../base/report-path.ts';
import { firstLine } from '../base/report-text.ts';
import {
  amount,
  eachItem,
  field,
  hasPath,
  isList,
  items,
  type Json,
  jsonReader,
  text,
} from '../json/json-report.ts';
import { FindingsTally, severityOfScore } from './findings-tally.ts';

const NAME = 'sarif';
const SECRET_TOOLS = /gitleaks|trufflehog|detect-secrets|secret/i;
const PACKAGE_TOOLS = /trivy|grype|osv|snyk|dependency|npm.?audit|pip-audit/i;

/** Kinds of results that report no problem (SARIF 2.1.0, section 3.27.9). */
const HARMLESS = new Set(['pass', 'notApplicable', 'informational']);

/** Maximum number of components that are taken off a hierarchical rule id. */
const MAX_ID_LEVELS = 10;

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
  reader: (limits) => jsonReader(NAME, read, limits),
};

interface Left {
  suppressed: number;
  gone: number;
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
  const left: Left = { suppressed: 0, gone: 0 };
  const names = new Set<string>();
  let failed = false;
  let scanned = false;
  for (const run of eachItem(field(document, 'runs'))) {
    addRun(tally, run, left);
    names.add(text(run, 'tool', 'driver', 'name'));
    failed ||= hasFailed(run);
    scanned ||= isList(field(run, 'results'));
  }
  if (failed && tally.total === 0) {
    return unreadableReport(
      NAME,
      'The scanner says that its run did not succeed, so that nothing found means nothing.',
    );
  }
  if (left.suppressed > 0) tally.note(`${left.suppressed} results are suppressed and not counted.`);
  if (left.gone > 0) tally.note(`${left.gone} results of the baseline are gone and not counted.`);
  const tools = [...names].filter(Boolean);
  return tally.outcome(NAME, tools.join(', ') || 'unknown', kindOf(tools.join(' ')), scanned);
}

function kindOf(tools: string): FindingsReport['kind'] {
  if (SECRET_TOOLS.test(tools)) return 'secrets';
  return PACKAGE_TOOLS.test(tools) ? 'vulnerabilities' : 'code';
}

function addRun(tally: FindingsTally, run: Json, left: Left): void {
  noteMissing(tally, run);
  const rules = new Descriptors(run, 'rules');
  for (const result of eachItem(field(run, 'results'))) {
    if (HARMLESS.has(text(result, 'kind'))) continue;
    if (isSuppressed(result)) left.suppressed++;
    else if (text(result, 'baselineState') === 'absent') left.gone++;
    else addResult(tally, rules, result);
  }
}

function hasFailed(run: Json): boolean {
  return items(field(run, 'invocations')).some(
    (one) => field(one, 'executionSuccessful') === false,
  );
}

/** Adds what makes the results of a run incomplete (appendix I), and results kept in another file. */
function noteMissing(tally: FindingsTally, run: Json): void {
  const tool = text(run, 'tool', 'driver', 'name') || 'The scanner';
  if (hasFailed(run)) tally.miss(`${tool} says that its run did not succeed.`);
  if (!isList(field(run, 'results'))) tally.miss(`A run of ${tool} has no results.`);
  if (items(field(run, 'externalPropertyFileReferences', 'results')).length > 0) {
    tally.miss(`${tool} keeps results in other files, which are not read.`);
  }
  const errors = toolErrors(run);
  const [first] = errors;
  if (first === undefined) return;
  const count = quantity(errors.length, 'error');
  tally.miss(`${tool} reports ${count} of its own: ${first || 'no message'}`);
}

/** Returns the messages of the notifications of level `error` (section 3.58.6). */
function toolErrors(run: Json): readonly string[] {
  const known = new Descriptors(run, 'notifications');
  return items(field(run, 'invocations')).flatMap((invocation, index) => {
    const lists = ['toolExecutionNotifications', 'toolConfigurationNotifications'];
    return lists
      .flatMap((list) => items(field(invocation, list)))
      .filter((one) => {
        const descriptor = known.named(field(one, 'descriptor'));
        const implied =
          known.override(index, descriptor) || text(descriptor, 'defaultConfiguration', 'level');
        return (text(one, 'level') || implied) === 'error';
      })
      .map((one) => firstLine(text(one, 'message', 'text') || text(one, 'message', 'markdown')));
  });
}

/**
 * Returns whether a result is suppressed: every suppression is accepted, which is what a missing
 * status means. One under review or rejected leaves the result a finding (sections 3.27.23, 3.35.3).
 */
function isSuppressed(result: Json): boolean {
  const suppressions = items(field(result, 'suppressions'));
  return (
    suppressions.length > 0 &&
    suppressions.every((one) => (text(one, 'status') || 'accepted') === 'accepted')
  );
}

function addResult(tally: FindingsTally, rules: Descriptors, result: Json): void {
  const rule = rules.of(result);
  const place = field(items(field(result, 'locations'))[0], 'physicalLocation');
  const line = amount(place, 'region', 'startLine');
  const path = workspacePath(text(place, 'artifactLocation', 'uri'));
  tally.add({
    id: text(result, 'ruleId') || text(result, 'rule', 'id') || text(rule, 'id') || 'unnamed rule',
    severity: severityIn(result, rule, rules.levelOverride(result, rule)),
    subject: line === undefined ? path : `${path}:${line}`,
    message:
      text(result, 'message', 'text') ||
      text(result, 'message', 'markdown') ||
      text(rule, 'shortDescription', 'text'),
  });
}

/** The rules, or the notifications, of a run and the levels that its invocations gave them. */
class Descriptors {
  readonly #run: Json;
  readonly #list: 'rules' | 'notifications';
  /** The descriptors of each component by id: the driver is -1, an extension its index. */
  readonly #byId = new Map<number, ReadonlyMap<string, Json>>();
  /** The configurations of each invocation by the descriptor that they override. */
  readonly #overrides: readonly ReadonlyMap<Json, string>[];

  /** Indexes of the extensions by `guid …` and `name …`. */
  readonly #extensions = new Map<string, number>();

  constructor(run: Json, list: 'rules' | 'notifications') {
    this.#run = run;
    this.#list = list;
    for (const [index, extension] of items(field(run, 'tool', 'extensions')).entries()) {
      for (const key of ['guid', 'name']) {
        if (text(extension, key) !== '')
          this.#extensions.set(`${key} ${text(extension, key)}`, index);
      }
    }
    this.#overrides = items(field(run, 'invocations')).map((one) => this.#overridesOf(one));
  }

  /**
   * Returns the rule of a result: by index, else by id. A hierarchical id such as `CA1000/1` belongs
   * to the rule of its longest known prefix (sections 3.27.5 to 3.27.7 and 3.52.4).
   */
  of(result: Json): Json | undefined {
    return this.#find(field(result, 'rule'), text(result, 'ruleId'), amount(result, 'ruleIndex'));
  }

  /** Returns the descriptor that a reference names (section 3.52). */
  named(reference: Json | undefined): Json | undefined {
    return this.#find(reference, '', undefined);
  }

  /**
   * Returns the level that the result's invocation gave the rule, or the empty string. Without an
   * invocation index, the only invocation of the run counts (sections 3.20.5 and 3.27.10).
   */
  levelOverride(result: Json, rule: Json | undefined): string {
    const only = this.#overrides.length === 1 ? 0 : -1;
    const index = amount(result, 'provenance', 'invocationIndex') ?? only;
    return this.override(index, rule);
  }

  /** Returns the level that an invocation gave a descriptor, or the empty string. */
  override(invocation: number, descriptor: Json | undefined): string {
    return descriptor === undefined ? '' : (this.#overrides[invocation]?.get(descriptor) ?? '');
  }

  #overridesOf(invocation: Json): ReadonlyMap<Json, string> {
    const levels = new Map<Json, string>();
    const key = { rules: 'rule', notifications: 'notification' }[this.#list];
    for (const one of items(field(invocation, `${key}ConfigurationOverrides`))) {
      const rule = this.named(field(one, 'descriptor'));
      if (rule !== undefined) levels.set(rule, text(one, 'configuration', 'level'));
    }
    return levels;
  }

  /** Finds the rule of a descriptor reference (section 3.52), or of a result's own fields. */
  #find(reference: Json | undefined, id: string, index: number | undefined): Json | undefined {
    const component = this.#componentOf(field(reference, 'toolComponent'));
    const at = index ?? amount(reference, 'index');
    const indexed = at === undefined ? undefined : this.#rulesOf(component)[at];
    if (indexed !== undefined) return indexed;
    const known = this.#idsOf(component);
    const guid = text(reference, 'guid');
    const byGuid = guid === '' ? undefined : known.get(`guid ${guid}`);
    return byGuid ?? longestPrefix(known, id || text(reference, 'id'));
  }

  /** Returns the index of the extension that the reference names, or -1 for the driver. */
  #componentOf(reference: Json | undefined): number {
    const index = amount(reference, 'index');
    if (index !== undefined) return index;
    const byGuid = this.#extensions.get(`guid ${text(reference, 'guid')}`);
    return byGuid ?? this.#extensions.get(`name ${text(reference, 'name')}`) ?? -1;
  }

  #rulesOf(component: number): readonly Json[] {
    const extension = items(field(this.#run, 'tool', 'extensions'))[component];
    return items(field(component < 0 ? field(this.#run, 'tool', 'driver') : extension, this.#list));
  }

  #idsOf(component: number): ReadonlyMap<string, Json> {
    const known = this.#byId.get(component);
    if (known !== undefined) return known;
    const ids = new Map<string, Json>();
    for (const rule of this.#rulesOf(component)) {
      for (const key of [text(rule, 'id'), `guid ${text(rule, 'guid')}`]) {
        if (!ids.has(key)) ids.set(key, rule);
      }
    }
    this.#byId.set(component, ids);
    return ids;
  }
}

function longestPrefix(known: ReadonlyMap<string, Json>, id: string): Json | undefined {
  let prefix = id;
  for (let level = 0; level < MAX_ID_LEVELS && prefix !== ''; level++) {
    const rule = known.get(prefix);
    if (rule !== undefined) return rule;
    prefix = prefix.slice(0, Math.max(0, prefix.lastIndexOf('/')));
  }
  return undefined;
}

/**
 * Returns the severity: the security score before the level, as in GitHub code scanning. Without a
 * level of its own, a result that is no failure has the level `none`; any other has the level of the
 * override, of the rule, or `warning` (section 3.27.10).
 */
function severityIn(result: Json, rule: Json | undefined, override: string): Severity {
  const score = scoreOf(result) ?? scoreOf(rule);
  if (score !== undefined) return severityOfScore(score);
  const kind = text(result, 'kind') || 'fail';
  const implied =
    kind === 'fail' ? override || text(rule, 'defaultConfiguration', 'level') || 'warning' : 'none';
  const level = text(result, 'level') || implied;
  return Object.hasOwn(LEVELS, level) ? (LEVELS[level] ?? 'unknown') : 'unknown';
}

function scoreOf(value: Json | undefined): number | undefined {
  const stated = field(value, 'properties', 'security-severity');
  const score = typeof stated === 'string' && stated !== '' ? Number(stated) : amount(stated);
  return score === undefined || Number.isNaN(score) ? undefined : score;
}
