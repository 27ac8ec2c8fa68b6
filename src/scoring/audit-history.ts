import { MAX_TREND_ROWS } from '../audit-chain/read-chain.ts';
import { byCodeUnit } from '../lib/canonical-json.ts';
import { weightedTenths } from '../lib/numbers.ts';
import type { Audit, AuditCategory, AuditRule, Mode } from '../model/audit.ts';
import type { EvidenceFile, EvidenceSet } from '../model/evidence-file.ts';
import type {
  AuditComparison,
  AuditPredecessor,
  IntegrityStatus,
  Measures,
  PreviousAudit,
  RuleMovement,
  TrendCategory,
  TrendRow,
} from '../model/history.ts';
import { compareMilestones } from '../model/milestone-id.ts';
import { auditRegressions } from './audit-regressions.ts';
import { evidenceOr } from './evidence-values.ts';

type HistoryParts = Pick<
  Audit,
  'mode' | 'trend' | 'predecessor' | 'history' | 'comparison' | 'regressions'
> & { readonly chain: NonNullable<Audit['chain']> };

/** Returns what an audit says about the audits before it. */
export function historyParts(
  file: EvidenceFile,
  now: Pick<Audit, 'rules' | 'categories'> & { readonly measures: Measures },
): HistoryParts {
  const { evidence, milestone } = file;
  const previous = evidenceOr(file, 'previous', []);
  return {
    mode: auditMode(evidence),
    trend: auditTrend(previous),
    predecessor: auditPredecessor(previous),
    history: evidence.history?.state === 'present' ? evidence.history.value.entries : [],
    chain: { findings: chainFindings(previous), gaps: chainGaps(previous, milestone.id) },
    comparison: auditComparison(predecessorOf(previous), now),
    regressions: auditRegressions(now.measures, previous),
  };
}

/** Maximum number of rows with categories, runs, and measures, to keep the file readable. */
const MAX_FULL_ROWS = 24;

/** Returns earlier milestones as rows: the newest in full, older ones with what a ledger shows. */
export function auditTrend(previous: readonly PreviousAudit[]): readonly TrendRow[] {
  const rows = previous.slice(-MAX_TREND_ROWS);
  const firstFull = Math.max(0, rows.length - MAX_FULL_ROWS);
  return rows.map(({ rules: _, memory: __, ...row }, at) => (at >= firstFull ? row : slimRow(row)));
}

/** Returns a row without the path and the usual values (recorded, not merged elsewhere). */
function slimRow({
  runs: _,
  measures: __,
  branch: ___,
  path,
  merge,
  standing,
  ...rest
}: TrendRow): TrendRow {
  const usual = standing === undefined || standing === 'recorded' || standing === 'newest';
  return {
    ...rest,
    categories: [],
    ...(usual ? {} : { standing, path }),
    ...(merge === null || merge === undefined ? {} : { merge }),
  };
}

/** Returns the newest earlier audit whose file still exists. */
export function predecessorOf(previous: readonly PreviousAudit[]): PreviousAudit | undefined {
  return previous.filter(({ standing }) => standing !== 'gone').at(-1);
}

export function auditPredecessor(previous: readonly PreviousAudit[]): AuditPredecessor | null {
  const newest = predecessorOf(previous);
  if (newest === undefined) return null;
  const { milestone, path, blob, audited } = newest;
  return { milestone, path, blob, audited, verified: chainFindings(previous).length === 0 };
}

/** Returns a sentence for each file of the chain that differs from its record. */
export function chainFindings(previous: readonly PreviousAudit[]): readonly string[] {
  return previous.flatMap((one) => [...statusFinding(one), ...scoreFinding(one)]);
}

function statusFinding(one: PreviousAudit): readonly string[] {
  const { milestone, path, blob, recorded_blob, claims, score, doubt } = one;
  const standing: IntegrityStatus = one.standing ?? 'newest';
  switch (standing) {
    case 'recorded':
    case 'newest':
    case 'reaudited':
      return [];
    case 'gone':
      return [
        `the audit of ${milestone} was recorded by a later one and is no longer at ${path || 'its place'}`,
      ];
    case 'changed': {
      const now =
        claims === undefined || claims.verdict === 'unreadable'
          ? 'cannot be read'
          : `says ${print(claims.score)} (${claims.verdict})`;
      return [
        `the audit of ${milestone} was changed after the fact: ${path} is blob ${blob.slice(0, 12)} and ${now}; recorded was ${recorded_blob?.slice(0, 12) ?? 'another'} with ${print(score)}${doubt === undefined ? '' : `; it calls itself a re-audit, but ${doubt}`}`,
      ];
    }
  }
  standing satisfies never;
  return [];
}

/** A score that was edited by hand does not follow from its categories. */
function scoreFinding({ milestone, score, categories, path }: PreviousAudit): readonly string[] {
  const parts = categories.flatMap((one) =>
    one.score === null
      ? []
      : [{ weight: one.weight ?? Number.NaN, tenths: Math.round(one.score * 10) }],
  );
  if (score === null || parts.length === 0 || parts.some(({ weight }) => !(weight >= 0))) return [];
  const tenths = weightedTenths(parts);
  return tenths === null || tenths === Math.round(score * 10)
    ? []
    : [
        `the audit of ${milestone} says ${print(score)}, but its categories give ${print(tenths / 10)}: ${path} was changed by hand`,
      ];
}

function print(score: number | null): string {
  return score === null ? 'no score' : score.toFixed(1);
}

/** Returns the milestones between the first audited one and this one that have no audit. */
export function chainGaps(
  previous: readonly PreviousAudit[],
  milestone: string,
): readonly string[] {
  const ids = [...previous.map((one) => one.milestone), milestone].sort(compareMilestones);
  const [first] = ids;
  const shape = /^(.*?)(\d+)[^\d]*(?:[._]\d+)?$/;
  const [, prefix = '', digits = ''] = shape.exec(first ?? '') ?? [];
  const numbers = ids.flatMap((id) => (id.startsWith(prefix) ? [numberAfter(prefix, id)] : []));
  const known = new Set(numbers);
  const last = Math.max(...numbers);
  const missing: string[] = [];
  for (let at = Number(digits) + 1; at < last && missing.length < MAX_GAPS; at += 1) {
    if (!known.has(at)) missing.push(`${prefix}${String(at).padStart(digits.length, '0')}`);
  }
  return missing;
}

const MAX_GAPS = 50;

function numberAfter(prefix: string, id: string): number {
  return Number(/^\d+/.exec(id.slice(prefix.length))?.[0] ?? Number.NaN);
}

/** Returns an issue for a broken chain, to list before all others. */
export function chainIssue(previous: readonly PreviousAudit[]): Audit['issues'] {
  const findings = chainFindings(previous);
  const [first] = findings;
  if (first === undefined) return [];
  const more = findings.length === 1 ? '' : ` (and ${findings.length - 1} more)`;
  const broken = previous.find((one) => one.standing === 'changed' || one.standing === 'gone');
  return [
    {
      id: 'GOV-CHAIN',
      rule: 'audit-chain',
      severity: 'high',
      observation: `${first.slice(0, 1).toUpperCase()}${first.slice(1)}${more}`,
      interpretation: 'A trend that can be rewritten proves nothing; the recorded values are shown',
      recommendation:
        'Put the file back as it was recorded (`git log -- <file>` has it); then audit that milestone again, if it needs to be.',
      minutes: 30,
      guardrail: 'Let only the audit write below its folder: ask code owners to review it.',
      rollback: 'Restore the file from the commit that the audit made.',
      acceptance: 'every file of the chain is the recorded one on the next audit',
      source:
        broken === undefined ? null : { what: broken.path, path: broken.path, blob: broken.blob },
    },
  ];
}

/** Returns the mode (design, section 4); the base's CI was red in `recovery`. */
function auditMode({ previous, baseCi }: Pick<EvidenceSet, 'previous' | 'baseCi'>): Mode {
  if (previous.state !== 'present' || previous.value.length === 0) return 'baseline';
  return baseCi.state === 'present' && baseCi.value === 'red' ? 'recovery' : 'delta';
}

/** Returns the rules whose level changed since the previous audit, and changes to categories. */
export function auditComparison(
  before: PreviousAudit | undefined,
  now: Pick<Audit, 'rules' | 'categories'>,
): AuditComparison | null {
  if (before === undefined) return null;
  return {
    milestone: before.milestone,
    rules: movedRules(before, now.rules),
    changed: changedCategories(before.categories, now.categories),
  };
}

function movedRules(before: PreviousAudit, rules: readonly AuditRule[]): readonly RuleMovement[] {
  const old = new Map(before.rules.map((rule) => [rule.id, rule]));
  return rules
    .flatMap((rule): readonly RuleMovement[] => {
      const from = old.get(rule.id);
      const { id, title, level: to, level_max: most, open } = rule;
      if (from === undefined) return [];
      const { level, level_max: before = level } = from;
      if (level === to && before === most) return [];
      const because = rule.measured || rule.reason || open[0]?.why || '';
      const fromMax = isOpen(level, before) ? { from_max: before } : {};
      const toMax = isOpen(to, most) ? { to_max: most } : {};
      return [{ rule: id, title, from: level, to, ...fromMax, ...toMax, because }];
    })
    .sort((a, b) => stepOf(a) - stepOf(b) || byCodeUnit(a.rule, b.rule));
}

function isOpen(level: number | null, most: number | null): most is number {
  return most !== null && most !== level;
}

/** Sorts the largest fall first; a lost level falls below every other. */
function stepOf({ from, to }: RuleMovement): number {
  return (to ?? -1) - (from ?? -1);
}

/** Returns how categories changed. The same id or the same title is the same category. */
function changedCategories(
  before: readonly TrendCategory[],
  now: readonly AuditCategory[],
): readonly string[] {
  const gone = before.filter((old) => partner(now, old) === undefined);
  return [
    ...now.flatMap((category) => {
      const old = partner(before, category);
      return old === undefined ? [`${category.title} is new`] : changesOf(old, category);
    }),
    ...gone.map(({ title }) => `${title} is gone`),
  ];
}

interface Named {
  readonly id: string;
  readonly title: string;
}

function partner<T extends Named>(all: readonly T[], { id, title }: Named): T | undefined {
  return all.find((one) => one.id === id) ?? all.find((one) => one.title === title);
}

function changesOf(old: TrendCategory, now: AuditCategory): readonly string[] {
  const renamed = old.title === now.title ? [] : [`${old.title} is now called ${now.title}`];
  const weight = old.weight;
  return weight === undefined || weight === now.weight
    ? renamed
    : [...renamed, `${now.title} weighed ${weight} and weighs ${now.weight}`];
}
