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
import type { Finding, Verdict } from '../model/verdict.ts';

/** The lowest and the highest score that the evidence allows; equal when nothing is open. */
export interface Bounds {
  readonly least: number;
  readonly most: number;
}

/** Returns `4.7`, or `1.7–4.9` when missing evidence leaves it open. */
export function printBounds(least: number, most: number): string {
  return least === most ? least.toFixed(1) : `${least.toFixed(1)}–${most.toFixed(1)}`;
}

export interface Scores {
  readonly categories: readonly AuditCategory[];
  /** `null` when nothing applies. */
  readonly bounds: Bounds | null;
  readonly formula: string;
}

interface Scored {
  readonly category: CategoryConfig;
  /** Both `null` when nothing in it applies. */
  readonly least: Tenths | null;
  readonly most: Tenths | null;
  readonly note: string;
}

/**
 * Returns the category scores and the overall score, from the lowest levels and from the highest.
 * What is not applicable is left out. Throws unless each scored rule that is on has exactly one
 * verdict, because a forgotten rule must not look like a better score.
 */
export function scoreCategories(config: Config, verdicts: readonly Verdict[]): Scores {
  const byRule = new Map(verdicts.map((verdict) => [verdict.rule, verdict]));
  if (byRule.size !== verdicts.length) throw new Error('two verdicts for one rule');
  const scored = config.categories.map((category) => scoreCategory(category, config, byRule));
  const [lowest, highest] = [weightedParts(scored, 'least'), weightedParts(scored, 'most')];
  const [least, most] = [weightedTenths(lowest), weightedTenths(highest)];
  return {
    categories: scored.map(auditCategory),
    bounds: least === null || most === null ? null : { least: least / 10, most: most / 10 },
    formula: [
      ...(least === null ? [] : [formulaOf(lowest, least)]),
      ...(most === null || most === least ? [] : [`at most ${formulaOf(highest, most)}`]),
    ].join('; '),
  };
}

function scoreCategory(
  category: CategoryConfig,
  config: Config,
  byRule: ReadonlyMap<string, Verdict>,
): Scored {
  if (category.kind === 'attested') {
    const tenths = category.level * 10;
    const note = `attested by ${category.by}: ${category.reason}`;
    return { category, least: tenths, most: tenths, note };
  }
  const findings = onRules(category.rules, config)
    .map((rule) => verdictOf(rule, byRule).finding)
    .flatMap((finding) => (finding.state === 'level' ? [finding] : []));
  return {
    category,
    least: meanTenths(findings.map(({ level }) => level)),
    most: meanTenths(findings.map(({ most }) => most)),
    note: noteOf(findings),
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

/** Returns the measured values, lowest first. */
function noteOf(findings: readonly Extract<Finding, { state: 'level' }>[]): string {
  const words = findings
    .toSorted((a, b) => a.level - b.level || a.most - b.most)
    .map(({ measured }) => measured);
  return words.length === 0 ? 'not applicable' : words.join('; ');
}

function weightedParts(scored: readonly Scored[], end: 'least' | 'most') {
  return scored.flatMap(({ category: { weight }, [end]: tenths }) =>
    tenths === null ? [] : [{ weight, tenths }],
  );
}

function formulaOf(parts: readonly { weight: number; tenths: Tenths }[], overall: Tenths): string {
  const terms = parts.map((part) => `${part.weight} × ${printTenths(part.tenths)}`).join(' + ');
  return `(${terms}) / ${sumOfWeights(parts)} = ${printTenths(overall)}`;
}

function auditCategory({ category, least, most, note }: Scored): AuditCategory {
  const attested = category.kind === 'attested';
  return {
    id: category.id,
    title: category.title,
    weight: category.weight,
    score: toScore(least),
    score_max: toScore(most),
    note,
    rules: attested ? [] : category.rules,
    attested: attested ? { reason: category.reason, by: category.by } : null,
  };
}
