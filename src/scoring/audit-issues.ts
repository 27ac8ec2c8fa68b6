import { demandedLevel } from '../config/condition.ts';
import { byCodeUnit } from '../lib/canonical-json.ts';
import type { AuditIssue } from '../model/audit.ts';
import type { Config } from '../model/config.ts';
import type { Rule } from '../model/rule.ts';
import { type Flaw, LEVEL_NAMES, type Level, type Verdict } from '../model/verdict.ts';
import type { LocateSource } from './evidence-values.ts';

/** Maximum number of issues. */
const MAX_ISSUES = 7;

const SEVERITY: Readonly<Record<Flaw['severity'], number>> = {
  critical: 4,
  high: 3,
  medium: 2,
  low: 1,
};

interface Candidate {
  readonly verdict: Verdict;
  readonly level: Level;
  readonly flaw: Flaw;
  readonly others: number;
  readonly weight: number;
}

/** Returns at most one issue per rule below 5, the top seven by severity × weight. */
export function auditIssues(
  verdicts: readonly Verdict[],
  config: Config,
  rules: readonly Rule[],
  locate: LocateSource,
): readonly AuditIssue[] {
  const candidates = verdicts.flatMap((verdict) => candidateOf(verdict, config));
  return candidates
    .sort(mostImportantFirst)
    .slice(0, MAX_ISSUES)
    .map((candidate) => issueOf(candidate, levelsOf(candidate, rules), config, locate));
}

function candidateOf(verdict: Verdict, config: Config): readonly Candidate[] {
  const { finding, rule } = verdict;
  if (finding.state !== 'level' || finding.level === 5) return [];
  const [flaw] = [...finding.flaws].sort((a, b) => SEVERITY[b.severity] - SEVERITY[a.severity]);
  if (flaw === undefined) return [];
  const others = finding.flaws.length - 1;
  return [{ verdict, level: finding.level, flaw, others, weight: weightOf(rule, config) }];
}

/** Unscored rules weigh as much as an average category, because gates use them. */
function weightOf(rule: string, config: Config): number {
  const own = config.categories.find(
    (category) => category.kind === 'measured' && category.rules.includes(rule),
  );
  const total = config.categories.reduce((sum, category) => sum + category.weight, 0);
  return own?.weight ?? total / Math.max(1, config.categories.length);
}

function mostImportantFirst(a: Candidate, b: Candidate): number {
  const priority = ({ flaw, weight }: Candidate): number => SEVERITY[flaw.severity] * weight;
  const order = priority(b) - priority(a);
  // Weights are decimal fractions, so tiny differences are rounding errors.
  if (Math.abs(order) > 1e-9) return order;
  const severity = SEVERITY[b.flaw.severity] - SEVERITY[a.flaw.severity];
  return severity || byCodeUnit(a.verdict.rule, b.verdict.rule);
}

function issueOf(
  { verdict, level, flaw, others }: Candidate,
  levels: readonly string[],
  { gates }: Config,
  locate: LocateSource,
): AuditIssue {
  const { rule, title, remediation } = verdict;
  return {
    id: `${remediation.area}-${stableNumber(rule, flaw.key)}`,
    rule,
    severity: flaw.severity,
    observation:
      others === 0
        ? flaw.observation
        : `${flaw.observation.replace(/\.$/, '')} (and ${others} more)`,
    interpretation: `“${title}” is at level ${level}, ${LEVEL_NAMES[level]}`,
    recommendation: remediation.recommendation,
    minutes: remediation.minutes,
    guardrail: remediation.guardrail,
    rollback: remediation.rollback,
    acceptance: `${rule} >= ${levelToReach(rule, level, levels, gates)} on the next audit`,
    source: flaw.source === undefined ? null : locate(flaw.source),
  };
}

function levelsOf({ verdict }: Candidate, rules: readonly Rule[]): readonly string[] {
  return rules.find(({ id }) => id === verdict.rule)?.levels ?? [];
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

/** Returns three digits that are the same for one cause in every audit. */
function stableNumber(rule: string, key: string): string {
  let hash = 2_166_136_261;
  for (const character of `${rule}\n${key}`) {
    hash = Math.imul(hash ^ (character.codePointAt(0) ?? 0), 16_777_619) >>> 0;
  }
  return String(hash % 1000).padStart(3, '0');
}
