import { ownCause } from '../analysis/causes.ts';
import { demandedLevel } from '../config/condition.ts';
import { byCodeUnit } from '../lib/canonical-json.ts';
import { quantity } from '../lib/format.ts';
import type { AuditGate, AuditIssue } from '../model/audit.ts';
import type { Config } from '../model/config.ts';
import type { Deferral } from '../model/deferral.ts';
import type { Rule } from '../model/rule.ts';
import {
  type Finding,
  type Flaw,
  LEVEL_NAMES,
  type Level,
  levelText,
  type Verdict,
} from '../model/verdict.ts';
import type { LocateSource } from './evidence-values.ts';

/** Maximum number of issues. */
const MAX_ISSUES = 7;

const SEVERITY: Readonly<Record<Flaw['severity'], number>> = {
  critical: 4,
  high: 3,
  medium: 2,
  low: 1,
};

/** One flaw of a rule below 5. */
interface Found {
  readonly verdict: Verdict;
  readonly finding: Extract<Finding, { readonly state: 'level' }>;
  readonly flaw: Flaw;
  readonly deferrals: readonly string[];
  readonly weight: number;
  /** Title of the blocking gate that the rule keeps from passing. */
  readonly gate: string | undefined;
}

/** Everything that one cause makes wrong. */
interface Cause {
  /** What names the cause. */
  readonly lead: Found;
  readonly all: readonly Found[];
  readonly severity: Flaw['severity'];
  readonly gate: string | undefined;
}

/** What the issues are about besides the verdicts. */
interface IssueContext {
  readonly config: Config;
  readonly rules: readonly Rule[];
  readonly gates: readonly AuditGate[];
  readonly deferrals: readonly Deferral[];
  readonly locate: LocateSource;
}

/**
 * Returns one issue for each cause, whatever number of rules it lowers: what blocks a gate first,
 * then the first of each rule, then by severity × weight.
 */
export function auditIssues(
  verdicts: readonly Verdict[],
  context: IssueContext,
): readonly AuditIssue[] {
  const byCause = new Map<string, Found[]>();
  for (const found of verdicts.flatMap((verdict) => flawsOf(verdict, context))) {
    const key = causeOf(found);
    byCause.set(key, [...(byCause.get(key) ?? []), found]);
  }
  const causes = [...byCause.values()].map(asCause).sort(mostImportantFirst);
  const blocking = causes.filter(({ gate }) => gate !== undefined);
  const others = causes.filter(({ gate }) => gate === undefined);
  const shown = [blocking, others].flatMap(oneOfEachRuleFirst).slice(0, MAX_ISSUES);
  return shown.map((cause) => issueOf(cause, shown, context));
}

function flawsOf(verdict: Verdict, { config, gates, deferrals }: IssueContext): readonly Found[] {
  const { finding, rule } = verdict;
  if (finding.state !== 'level' || finding.level === 5) return [];
  const weight = weightOf(rule, config);
  const gate = gates.find((one) => isBlockedBy(one, rule))?.title;
  // A deferral of the whole rule covers everything that the rule finds.
  const ofRule = deferrals
    .filter(({ id, covers }) => covers.kind === 'rule' && finding.deferrals.includes(id))
    .map(({ id }) => id);
  return finding.flaws.map((flaw) => {
    const own = flaw.deferrals ?? [];
    return { verdict, finding, flaw, deferrals: own.length > 0 ? own : ofRule, weight, gate };
  });
}

function causeOf({ verdict, flaw, deferrals: [deferral] }: Found): string {
  if (deferral !== undefined) return JSON.stringify(['deferral', deferral]);
  return flaw.cause ?? ownCause(verdict.rule);
}

function asCause(all: readonly Found[]): Cause {
  const [lead, ...others] = all.toSorted(
    (a, b) => Number(a.flaw.effect ?? false) - Number(b.flaw.effect ?? false) || byPriority(a, b),
  );
  if (lead === undefined) throw new Error('a cause makes something wrong');
  const severities = all.map(({ flaw }) => flaw.severity);
  const [severity = lead.flaw.severity] = severities.sort((a, b) => SEVERITY[b] - SEVERITY[a]);
  const gate = lead.gate ?? others.find((one) => one.gate !== undefined)?.gate;
  return { lead, all: [lead, ...others], severity, gate };
}

/** A rule with many causes does not keep the others from being read. */
function oneOfEachRuleFirst(causes: readonly Cause[]): readonly Cause[] {
  const isFirst = (cause: Cause): boolean =>
    causes.find(({ lead }) => lead.verdict.rule === cause.lead.verdict.rule) === cause;
  return [...causes.filter(isFirst), ...causes.filter((cause) => !isFirst(cause))];
}

function isBlockedBy({ optional, state, conditions }: AuditGate, rule: string): boolean {
  if (optional !== undefined || !['failed', 'not-evaluated'].includes(state)) return false;
  return conditions.some(({ text, holds }) => holds !== true && text.split(/[\s<>=!]/)[0] === rule);
}

/** Unscored rules weigh as much as an average category, because gates use them. */
function weightOf(rule: string, config: Config): number {
  const own = config.categories.find(
    (category) => category.kind === 'measured' && category.rules.includes(rule),
  );
  const total = config.categories.reduce((sum, category) => sum + category.weight, 0);
  return own?.weight ?? total / Math.max(1, config.categories.length);
}

/** What no deferral covers comes first. */
function byPriority(a: Found, b: Found): number {
  const covered = ({ deferrals }: Found): number => (deferrals.length === 0 ? 0 : 1);
  const priority = ({ flaw, weight }: Found): number => SEVERITY[flaw.severity] * weight;
  const order = covered(a) - covered(b) || priority(b) - priority(a);
  // Weights are decimal fractions, so tiny differences are rounding errors.
  if (Math.abs(order) > 1e-9) return order;
  const severity = SEVERITY[b.flaw.severity] - SEVERITY[a.flaw.severity];
  return severity || byCodeUnit(a.verdict.rule, b.verdict.rule);
}

/** A cause is as important as the most important thing that it makes wrong. */
function mostImportantFirst(a: Cause, b: Cause): number {
  const [first, second] = [a, b].map(({ all }) => all.toSorted(byPriority)[0]);
  return first === undefined || second === undefined ? 0 : byPriority(first, second);
}

function issueOf(
  cause: Cause,
  shown: readonly Cause[],
  { config, rules, deferrals, locate }: IssueContext,
): AuditIssue {
  const { lead, all, severity, gate } = cause;
  const { flaw, verdict } = lead;
  const { rule, remediation } = verdict;
  const others = all
    .filter((one) => one.verdict === verdict && one !== lead)
    .map((one) => one.flaw.observation);
  const lowered = all.filter(
    (one, at) => all.findIndex((other) => other.verdict === one.verdict) === at,
  );
  const levels = lowered.map(({ finding, verdict: { title } }) => {
    const name = finding.level === finding.most ? `, ${LEVEL_NAMES[finding.level]}` : '';
    return `“${title}” is at level ${levelText(finding)}${name}`;
  });
  const required = lowered.map(({ finding, verdict: { rule: id } }) => {
    const earned = rules.find((one) => one.id === id)?.levels ?? [];
    return `${id} >= ${levelToReach(id, finding.level, earned, config.gates)}`;
  });
  return {
    id: idOf(cause, shown),
    rule,
    rules: lowered.map((one) => one.verdict.rule),
    gate: gate ?? null,
    severity,
    observation: withOthers(flaw.observation, others),
    interpretation: levels.join('; '),
    recommendation: adviceFor(lead, deferrals) ?? remediation.recommendation,
    minutes: remediation.minutes,
    guardrail: remediation.guardrail,
    rollback: remediation.rollback,
    acceptance: `${required.join(', ')} on the next audit`,
    deferrals: all.every((one) => one.deferrals.length > 0) ? lead.deferrals : [],
    source: flaw.source === undefined ? null : locate(flaw.source),
    ...(flaw.lacking && { lacking: true }),
  };
}

/** Maximum length of an observation that names several problems of one cause, in characters. */
const MAX_OBSERVATION = 320;

/** Returns the observation with the other problems of its cause: named as far as they fit, then counted. */
function withOthers(first: string, others: readonly string[]): string {
  if (others.length === 0) return first;
  const all = [first, ...others].map((words) => words.replace(/\.$/, ''));
  const fits = (at: number): boolean => all.slice(0, at + 1).join('; ').length <= MAX_OBSERVATION;
  const named = all.filter((_, at) => at === 0 || fits(at));
  const left = all.length - named.length;
  return [...named, ...(left > 0 ? [`and ${quantity(left, 'other problem')}`] : [])].join('; ');
}

/** What is deferred already needs no advice to defer it: its exit criterion says what to do. */
function adviceFor(
  { flaw, deferrals: ids }: Found,
  deferrals: readonly Deferral[],
): string | undefined {
  const [first] = deferrals.filter(({ id }) => ids.includes(id));
  return first === undefined
    ? flaw.advice
    : `Before ${first.until}, meet the exit criterion of ${first.id}: ${first.exit}`;
}

/** Returns the level that the gates require of the rule, else the next level that it has. */
function levelToReach(
  rule: string,
  level: Level,
  levels: readonly string[],
  gates: Config['gates'],
): number {
  const demanded = gates.flatMap(({ when }) => when.map((text) => demandedLevel(text, rule) ?? 0));
  const next = levels.findIndex((earned, at) => at > level && earned !== '—');
  return Math.min(5, Math.max(next === -1 ? level + 1 : next, ...demanded));
}

/** Returns an id that is the same for one cause in every audit; longer where two would be the same. */
function idOf(cause: Cause, shown: readonly Cause[]): string {
  const short = shortId(cause, 3);
  const twins = shown.filter((one) => shortId(one, 3) === short);
  return twins.length > 1 ? shortId(cause, 9) : short;
}

function shortId({ lead: { verdict, flaw } }: Cause, digits: number): string {
  let hash = 2_166_136_261;
  for (const character of `${verdict.rule}\n${flaw.key}`) {
    hash = Math.imul(hash ^ (character.codePointAt(0) ?? 0), 16_777_619) >>> 0;
  }
  const number = String(hash % 10 ** digits).padStart(digits, '0');
  return `${verdict.remediation.area}-${number}`;
}
