import type { Registry } from '../../model/deferral.ts';
import { absent, type Evidence } from '../../model/evidence.ts';
import type { EvidenceKind, EvidenceSet } from '../../model/evidence-file.ts';
import type { AnyRule, RuleContext } from '../../model/rule.ts';
import type { Finding, Verdict } from '../../model/verdict.ts';
import { deferralCover } from '../deferral-cover.ts';
import { unknown } from '../verdict-builders/finding.ts';
import { liftByDeferral } from './lift-by-deferral.ts';

/** What a bundle does not even mention, nobody looked for. */
const NOT_COLLECTED = absent('this kind of evidence was not collected');

type Judge = (evidence: Readonly<Record<string, unknown>>, context: RuleContext) => Finding;

/**
 * Judges one rule on exactly the evidence it named. This is the one place where a missing need
 * becomes `unknown`, and where a live deferral of the rule itself lifts its level.
 */
export function judgeRule(rule: AnyRule, evidence: EvidenceSet, context: RuleContext): Verdict {
  const missing = rule.needs.flatMap((kind) => missingWhy(kind, evidence));
  const finding =
    missing.length > 0 ? unknown(missing.join('; ')) : judged(rule, evidence, context);
  return verdictOf(rule, finding, evidence, context.milestone);
}

/** The verdict on a finding: lifted by live deferrals of the rule, which it then cites. */
export function verdictOf(
  rule: AnyRule,
  finding: Finding,
  evidence: EvidenceSet,
  milestone: string,
): Verdict {
  const cover = deferralCover(evidence.registry, milestone);
  return {
    rule: rule.id,
    title: rule.title,
    finding: citeDeferrals(liftByDeferral(rule.id, finding, cover), evidence.registry),
    remediation: rule.remediation,
    needs: [...rule.needs],
  };
}

/** Cites the entries of the registry that lifted a level. */
function citeDeferrals(finding: Finding, registry: Evidence<Registry>): Finding {
  if (finding.state !== 'level' || registry.state !== 'present') return finding;
  const cited = registry.value.deferrals
    .filter(({ id }) => finding.deferrals.includes(id))
    .map(({ id, line, until }) => ({
      text: `deferral ${id}, live until ${until}`,
      source: { ...registry.source, path: registry.value.path, line },
    }));
  return { ...finding, proof: [...finding.proof, ...cited] };
}

function missingWhy(kind: EvidenceKind, evidence: EvidenceSet): readonly string[] {
  const found = evidence[kind] ?? NOT_COLLECTED;
  return found.state === 'present' ? [] : [found.why];
}

function judged(rule: AnyRule, evidence: EvidenceSet, context: RuleContext): Finding {
  const asked: Record<string, unknown> = {};
  for (const kind of rule.uses) asked[kind] = evidence[kind] ?? NOT_COLLECTED;
  for (const kind of rule.needs) {
    const found = evidence[kind];
    if (found?.state === 'present') asked[kind] = found.value;
  }
  return (rule.judge as Judge)(asked, context);
}
