import { demandedLevel } from '../config/condition.ts';
import { byCodeUnit } from '../lib/canonical-json.ts';
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

interface Candidate {
  readonly verdict: Verdict;
  readonly finding: Extract<Finding, { readonly state: 'level' }>;
  readonly flaw: Flaw;
  readonly others: number;
  readonly weight: number;
  /** Title of the blocking gate that the rule keeps from passing. */
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
 * Returns at most one issue per rule below 5 and per cause: what blocks a gate first, then by
 * severity × weight.
 */
export function auditIssues(
  verdicts: readonly Verdict[],
  context: IssueContext,
): readonly AuditIssue[] {
  const candidates = verdicts
    .flatMap((verdict) => candidateOf(verdict, context))
    .sort(mostImportantFirst)
    .filter(({ flaw: { cause } }, at, all) => {
      return cause === undefined || all.findIndex(({ flaw }) => flaw.cause === cause) === at;
    })
    .slice(0, MAX_ISSUES);
  return candidates.map((candidate) => issueOf(candidate, candidates, context));
}

function candidateOf(verdict: Verdict, { config, gates }: IssueContext): readonly Candidate[] {
  const { finding, rule } = verdict;
  if (finding.state !== 'level' || finding.level === 5) return [];
  const [flaw] = finding.flaws.toSorted(
    (a, b) => covered(a) - covered(b) || SEVERITY[b.severity] - SEVERITY[a.severity],
  );
  if (flaw === undefined) return [];
  const others = finding.flaws.length - 1;
  const gate = gates.find((one) => isBlockedBy(one, rule))?.title;
  return [{ verdict, finding, flaw, others, weight: weightOf(rule, config), gate }];
}

function covered({ deferrals = [] }: Flaw): number {
  return deferrals.length === 0 ? 0 : 1;
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

function mostImportantFirst(a: Candidate, b: Candidate): number {
  const blocks = ({ gate }: Candidate): number => (gate === undefined ? 1 : 0);
  const priority = ({ flaw, weight }: Candidate): number => SEVERITY[flaw.severity] * weight;
  const order = blocks(a) - blocks(b) || priority(b) - priority(a);
  // Weights are decimal fractions, so tiny differences are rounding errors.
  if (Math.abs(order) > 1e-9) return order;
  const severity = SEVERITY[b.flaw.severity] - SEVERITY[a.flaw.severity];
  return severity || byCodeUnit(a.verdict.rule, b.verdict.rule);
}

function issueOf(
  candidate: Candidate,
  all: readonly Candidate[],
  { config, rules, deferrals, locate }: IssueContext,
): AuditIssue {
  const { verdict, finding, flaw, others, gate } = candidate;
  const { rule, title, remediation } = verdict;
  const { level, most } = finding;
  const levels = rules.find(({ id }) => id === rule)?.levels ?? [];
  const name = level === most ? `, ${LEVEL_NAMES[level]}` : '';
  return {
    id: idOf(candidate, all),
    rule,
    gate: gate ?? null,
    severity: flaw.severity,
    observation:
      others === 0
        ? flaw.observation
        : `${flaw.observation.replace(/\.$/, '')} (and ${others} more)`,
    interpretation: `“${title}” is at level ${levelText(finding)}${name}`,
    recommendation: adviceFor(flaw, deferrals) ?? remediation.recommendation,
    minutes: remediation.minutes,
    guardrail: remediation.guardrail,
    rollback: remediation.rollback,
    acceptance: `${rule} >= ${levelToReach(rule, level, levels, config.gates)} on the next audit`,
    source: flaw.source === undefined ? null : locate(flaw.source),
  };
}

/** What is deferred already needs no advice to defer it: its exit criterion says what to do. */
function adviceFor(
  { advice, deferrals: ids = [] }: Flaw,
  deferrals: readonly Deferral[],
): string | undefined {
  const [first] = deferrals.filter(({ id }) => ids.includes(id));
  return first === undefined
    ? advice
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
function idOf(candidate: Candidate, all: readonly Candidate[]): string {
  const short = shortId(candidate, 3);
  const twins = all.filter((one) => shortId(one, 3) === short);
  return twins.length > 1 ? shortId(candidate, 9) : short;
}

function shortId({ verdict, flaw }: Candidate, digits: number): string {
  let hash = 2_166_136_261;
  for (const character of `${verdict.rule}\n${flaw.key}`) {
    hash = Math.imul(hash ^ (character.codePointAt(0) ?? 0), 16_777_619) >>> 0;
  }
  const number = String(hash % 10 ** digits).padStart(digits, '0');
  return `${verdict.remediation.area}-${number}`;
}
