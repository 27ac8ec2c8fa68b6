import { findingsOf, judgingSteps } from '../analysis/runner.ts';
import { byCodeUnit } from '../lib/canonical-json.ts';
import type { Audit, AuditProof, AuditRule } from '../model/audit.ts';
import type { Config, RuleConfig } from '../model/config.ts';
import type { EvidenceFile } from '../model/evidence-file.ts';
import type { PreviousAudit } from '../model/history.ts';
import type { Rule } from '../model/rule.ts';
import type { Proof, Verdict } from '../model/verdict.ts';
import { checkInvariants } from '../rules/invariants.ts';
import { auditIssues } from './audit-issues.ts';
import { scoreCategories } from './categories.ts';
import { decide, groundsOf } from './decide.ts';
import type { LocateSource } from './evidence-values.ts';
import { evaluateGates } from './gates.ts';
import { measureReader } from './measures.ts';

/** Returns every judged rule and every rule that is off, by id. */
export function auditRules(
  verdicts: readonly Verdict[],
  config: Config,
  rules: readonly Rule[],
  locate: LocateSource,
): readonly AuditRule[] {
  const scored = new Set(
    config.categories.flatMap((category) => (category.kind === 'measured' ? category.rules : [])),
  );
  const judged = verdicts.map((verdict) => ({
    ...judgedRule(verdict, scored.has(verdict.rule), locate),
    ...configured(config.rules[verdict.rule]),
    ...controlsOf(verdict.rule, rules),
  }));
  const off = Object.entries(config.rules).flatMap(([id, rule]) =>
    rule.state === 'off' ? [offRule(id, rule.reason, rules, scored.has(id))] : [],
  );
  return [...judged, ...off].sort((a, b) => byCodeUnit(a.id, b.id));
}

const NOTHING = {
  level: null,
  level_max: null,
  measured: '',
  proof: [],
  open: [],
  reason: null,
  deferrals: [],
};

function judgedRule(
  { rule, title, finding }: Verdict,
  scored: boolean,
  locate: LocateSource,
): AuditRule {
  const base = { ...NOTHING, id: rule, title, scored };
  switch (finding.state) {
    case 'level':
      return {
        ...base,
        state: finding.open.length > 0 ? 'open' : 'known',
        level: finding.level,
        level_max: finding.most,
        measured: finding.measured,
        proof: finding.proof.map((proof) => auditProof(proof, locate)),
        open: finding.open.map((one) =>
          one.source === undefined ? one : { ...one, source: locate(one.source) },
        ),
        deferrals: finding.deferrals,
      };
    case 'not-applicable':
      return { ...base, state: 'not-applicable', reason: finding.why };
  }
  finding satisfies never;
  throw new Error('a finding is a level or not applicable');
}

/** Returns the options that the config gives a rule, with the reason. */
function configured(rule: RuleConfig | undefined): Pick<AuditRule, 'configured'> {
  if (rule?.state !== 'on') return {};
  const { reason, ...options } = rule.options;
  const given = Object.entries(options).map(([name, value]) => `${name} = ${printValue(value)}`);
  if (given.length === 0) return {};
  const why = typeof reason === 'string' ? reason : 'no reason given';
  return { configured: `${given.sort(byCodeUnit).join(', ')} (${why})` };
}

function printValue(value: unknown): string {
  return Array.isArray(value) ? value.join(', ') : String(value);
}

function offRule(id: string, reason: string, rules: readonly Rule[], scored: boolean): AuditRule {
  const title = rules.find((rule) => rule.id === id)?.title ?? id;
  return { ...NOTHING, id, title, state: 'off', reason, scored, ...controlsOf(id, rules) };
}

function controlsOf(id: string, rules: readonly Rule[]): Pick<AuditRule, 'controls'> {
  const controls = rules.find((rule) => rule.id === id)?.controls;
  return controls === undefined ? {} : { controls };
}

function auditProof({ text, source }: Proof, locate: LocateSource): AuditProof {
  return { text, source: locate(source) };
}

/** Returns a notice for each configured rule that no category, gate, or invariant uses. */
export function unusedOptions({ rules }: Config, verdicts: readonly Verdict[]): readonly string[] {
  const judged = new Set(verdicts.map(({ rule }) => rule));
  return Object.entries(rules)
    .filter(([id, { state }]) => state === 'on' && !judged.has(id))
    .map(([id]) => id)
    .sort(byCodeUnit)
    .map((id) => `the config has options of ${id}, which no category and no invariant asks for`);
}

/** Everything in an audit that comes from judging the rules. */
type Judgment = Pick<
  Audit,
  | 'categories'
  | 'rules'
  | 'score'
  | 'score_max'
  | 'formula'
  | 'minimum_score'
  | 'gates'
  | 'invariants'
  | 'issues'
  | 'verdict'
  | 'outcome'
  | 'reason'
>;

/** What judging uses besides the evidence: the previous audit, and the number of flakes. */
interface Given {
  readonly previous: PreviousAudit | undefined;
  readonly flakes: number;
  readonly locate: LocateSource;
}

/** Judges the rules in steps and returns their verdicts, and what they make of the audit. */
export function* judgmentSteps(
  file: EvidenceFile,
  rules: readonly Rule[],
  { previous, flakes, locate }: Given,
): Generator<void, { readonly verdicts: readonly Verdict[]; readonly judgment: Judgment }> {
  const { config, evidence, milestone } = file;
  const verdicts = yield* judgingSteps(rules, file);
  const findings = findingsOf(verdicts);
  const scores = scoreCategories(config, verdicts);
  const gates = evaluateGates(config.gates, {
    verdicts,
    measure: measureReader(evidence, scores.bounds, flakes),
    previous,
    ratchet: config.ratchet ?? false,
  });
  const judgment = {
    categories: scores.categories,
    rules: auditRules(verdicts, config, rules, locate),
    score: scores.bounds?.least ?? null,
    score_max: scores.bounds?.most ?? null,
    formula: scores.formula,
    minimum_score: config.minimumScore ?? null,
    gates,
    invariants: checkInvariants(evidence, { config, milestone: milestone.id, findings }).map(
      ({ proof, because: _, ...rest }) => ({
        ...rest,
        proof: proof.map((one) => auditProof(one, locate)),
      }),
    ),
    issues: auditIssues(verdicts, {
      config,
      rules,
      gates,
      deferrals: evidence.registry.state === 'present' ? evidence.registry.value.deferrals : [],
      locate,
    }),
    ...decide(groundsOf(file, verdicts, gates, scores.bounds)),
  };
  return { verdicts, judgment };
}
