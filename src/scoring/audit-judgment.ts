import { findingsOf, judgeRules } from '../analysis/runner.ts';
import type { Audit } from '../model/audit.ts';
import type { EvidenceFile } from '../model/evidence-file.ts';
import type { PreviousAudit } from '../model/history.ts';
import type { Rule } from '../model/rule.ts';
import type { Verdict } from '../model/verdict.ts';
import { checkInvariants } from '../rules/invariants.ts';
import { auditIssues } from './audit-issues.ts';
import { auditProof, auditRules, notEvaluated } from './audit-rules.ts';
import { scoreCategories } from './categories.ts';
import { decide, groundsOf } from './decide.ts';
import type { LocateSource } from './evidence-values.ts';
import { evaluateGates, rulesMissingRequired } from './gates.ts';
import { measureReader } from './measures.ts';

/** Everything in an audit that comes from judging the rules. */
type Judgment = Pick<
  Audit,
  | 'categories'
  | 'rules'
  | 'score'
  | 'measured'
  | 'measured_rules'
  | 'formula'
  | 'minimum_score'
  | 'gates'
  | 'invariants'
  | 'issues'
  | 'not_evaluated'
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

/** Judges the rules and returns their verdicts, and what they make of the audit. */
export function auditJudgment(
  file: EvidenceFile,
  rules: readonly Rule[],
  { previous, flakes, locate }: Given,
): { readonly verdicts: readonly Verdict[]; readonly judgment: Judgment } {
  const { config, evidence, milestone } = file;
  const verdicts = judgeRules(rules, file);
  const findings = findingsOf(verdicts);
  const scores = scoreCategories(config, verdicts);
  const gates = evaluateGates(config.gates, {
    verdicts,
    missingRequired: rulesMissingRequired(rules, evidence.sources),
    measure: measureReader(evidence, scores.score, flakes),
    previous,
    ratchet: config.ratchet ?? false,
  });
  const judgment = {
    categories: scores.categories,
    rules: auditRules(verdicts, config, rules, locate),
    score: scores.score,
    measured: scores.measured,
    measured_rules: scores.measuredRules,
    formula: scores.formula,
    minimum_score: config.minimumScore ?? null,
    gates,
    invariants: checkInvariants(evidence, { config, milestone: milestone.id, findings }).map(
      ({ proof, ...rest }) => ({ ...rest, proof: proof.map((one) => auditProof(one, locate)) }),
    ),
    issues: auditIssues(verdicts, config, rules, locate),
    not_evaluated: notEvaluated(verdicts),
    ...decide(groundsOf(file, gates, scores.score)),
  };
  return { verdicts, judgment };
}
