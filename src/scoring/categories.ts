import {
  meanTenths,
  printTenths,
  sumOfWeights,
  type Tenths,
  toScore,
  weightedTenths,
} from '../lib/numbers.ts';
import type { AuditCategory } from '../model/audit.ts';
import type { CategoryConfig, Config } from '../model/config.ts';
import type { Verdict } from '../model/verdict.ts';

export interface Scores {
  readonly categories: readonly AuditCategory[];
  readonly score: number | null;
  readonly measured: number | null;
  /** Number of scored, applicable rules that could be measured. */
  readonly measuredRules: { readonly measured: number; readonly of: number };
  readonly formula: string;
}

interface Scored {
  readonly category: CategoryConfig;
  readonly tenths: Tenths | null;
  readonly measured: Tenths | null;
  readonly note: string;
}

/**
 * Returns the category scores and the overall score. Unknown counts 0 in `score`; not applicable is
 * left out; `measured` uses measured rules only. Throws unless each scored rule that is on has
 * exactly one verdict, because a forgotten rule must not look like a better score.
 */
export function scoreCategories(config: Config, verdicts: readonly Verdict[]): Scores {
  const byRule = new Map(verdicts.map((verdict) => [verdict.rule, verdict]));
  if (byRule.size !== verdicts.length) throw new Error('two verdicts for one rule');
  const scored = config.categories.map((category) => scoreCategory(category, config, byRule));
  const counted = weightedParts(scored, (one) => one.tenths);
  const measured = weightedParts(
    scored.filter((one) => one.category.kind === 'measured'),
    (one) => one.measured,
  );
  const overall = weightedTenths(counted);
  return {
    categories: scored.map(auditCategory),
    score: toScore(overall),
    measured: toScore(weightedTenths(measured)),
    measuredRules: countRules(config, byRule),
    formula: overall === null ? '' : formulaOf(counted, overall),
  };
}

function scoreCategory(
  category: CategoryConfig,
  config: Config,
  byRule: ReadonlyMap<string, Verdict>,
): Scored {
  if (category.kind === 'attested') {
    const tenths = category.level * 10;
    return {
      category,
      tenths,
      measured: null,
      note: `attested by ${category.by}: ${category.reason}`,
    };
  }
  const verdicts = onRules(category.rules, config).map((rule) => verdictOf(rule, byRule));
  const levels = verdicts.flatMap(({ finding }) =>
    finding.state === 'level' ? [finding.level] : [],
  );
  const unknown = verdicts.filter(({ finding }) => finding.state === 'unknown').map(() => 0);
  return {
    category,
    tenths: meanTenths([...levels, ...unknown]),
    measured: meanTenths(levels),
    note: noteOf(verdicts),
  };
}

function verdictOf(rule: string, byRule: ReadonlyMap<string, Verdict>): Verdict {
  const verdict = byRule.get(rule);
  if (verdict === undefined) throw new Error(`no verdict for the scored rule ${rule}`);
  return verdict;
}

function onRules(rules: readonly string[], config: Config): readonly string[] {
  return rules.filter((rule) => config.rules[rule]?.state !== 'off');
}

/**
 * Returns what lowered the score: unknown rules first (with the reason when they share one), then
 * the measured values, lowest first.
 */
function noteOf(verdicts: readonly Verdict[]): string {
  const measured = verdicts
    .flatMap(({ finding }) => (finding.state === 'level' ? [finding] : []))
    .sort((a, b) => a.level - b.level)
    .map(({ measured: words }) => words);
  const unknown = verdicts.flatMap(({ rule, finding }) =>
    finding.state === 'unknown' ? [{ rule, why: finding.why }] : [],
  );
  const parts = [...unknownParts(unknown), ...measured];
  return parts.length === 0 ? 'not applicable' : parts.join('; ');
}

function unknownParts(unknown: readonly { rule: string; why: string }[]): readonly string[] {
  const [first] = unknown;
  if (first === undefined) return [];
  const one = unknown.every(({ why }) => why === first.why);
  return [`unknown: ${one ? first.why : unknown.map(({ rule }) => rule).join(', ')}`];
}

function weightedParts(scored: readonly Scored[], pick: (one: Scored) => Tenths | null) {
  return scored.flatMap((one) => {
    const tenths = pick(one);
    return tenths === null ? [] : [{ weight: one.category.weight, tenths }];
  });
}

function countRules(config: Config, byRule: ReadonlyMap<string, Verdict>): Scores['measuredRules'] {
  const states = config.categories
    .flatMap((category) => (category.kind === 'measured' ? onRules(category.rules, config) : []))
    .map((rule) => verdictOf(rule, byRule).finding.state);
  return {
    measured: states.filter((state) => state === 'level').length,
    of: states.filter((state) => state !== 'not-applicable').length,
  };
}

function formulaOf(parts: readonly { weight: number; tenths: Tenths }[], overall: Tenths): string {
  const terms = parts.map((part) => `${part.weight} × ${printTenths(part.tenths)}`).join(' + ');
  return `(${terms}) / ${sumOfWeights(parts)} = ${printTenths(overall)}`;
}

function auditCategory({ category, tenths, measured, note }: Scored): AuditCategory {
  const attested = category.kind === 'attested';
  return {
    id: category.id,
    title: category.title,
    weight: category.weight,
    score: toScore(tenths),
    measured: toScore(measured),
    note,
    rules: attested ? [] : category.rules,
    attested: attested ? { reason: category.reason, by: category.by } : null,
  };
}
