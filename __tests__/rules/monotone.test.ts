import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import { judgeRule } from '../../src/analysis/runner.ts';
import { type Evidence, missing } from '../../src/model/evidence.ts';
import type { EvidenceSet } from '../../src/model/evidence-file.ts';
import type { Rule, RuleContext } from '../../src/model/rule.ts';
import type { Finding } from '../../src/model/verdict.ts';
import { RULES } from '../../src/rules/registry.ts';
import { propertyOptions } from '../runs.ts';
import { anyStory } from './any-story.ts';
import { tell } from './story.ts';
import { withFailedRun, withFailedStep, withFailedTest } from './worse-story.ts';

/** What a finding is worth to a score: unknown counts 0; what does not apply is left out, which is like the best. */
function worth(finding: Finding): number {
  if (finding.state === 'level') return finding.level;
  return finding.state === 'unknown' ? 0 : 5;
}

type Told = ReturnType<typeof tell>;

const KINDS = [...new Set(RULES.flatMap(({ needs, uses }) => [...needs, ...uses]))];

const judge = (rule: Rule, evidence: EvidenceSet, context: RuleContext): Finding =>
  judgeRule(rule, evidence, { ...context, findings: new Map() }).finding;

const worthOf = (rule: Rule, { evidence, context }: Told): number =>
  worth(judge(rule, evidence, context));

const options = propertyOptions(60, 1000);

/** Ids of the rules that are worth more on `after` than on `before`. */
const gained = (before: Told, after: Told, rules: readonly Rule[] = RULES): readonly string[] =>
  rules.filter((rule) => worthOf(rule, after) > worthOf(rule, before)).map(({ id }) => id);

it('no rule rises when evidence is missing', () => {
  fc.assert(
    fc.property(anyStory, (story) => {
      const before = tell(story);
      const offenders = KINDS.flatMap((kind) => {
        const evidence = { ...before.evidence, [kind]: missing('lost') };
        const rules = RULES.filter(({ needs, uses }) => [...needs, ...uses].includes(kind));
        return gained(before, { ...before, evidence }, rules).map((id) => `${id}: ${kind}`);
      });
      expect(offenders).toEqual([]);
    }),
    options,
  );
});

it('no rule depends on the order of the evidence', () => {
  fc.assert(
    fc.property(anyStory, (story) => {
      const before = tell(story);
      const turned = Object.entries(before.evidence).map(([kind, one]) => [
        kind,
        reversed(one as Evidence<unknown>),
      ]);
      const after = { ...before, evidence: Object.fromEntries(turned) as EvidenceSet };
      expect([...gained(before, after), ...gained(after, before)]).toEqual([]);
    }),
    options,
  );
});

it('no rule rises when a test, a step, or a run fails', () => {
  fc.assert(
    fc.property(anyStory, fc.nat(20), (story, pick) => {
      const before = tell(story);
      const offenders = [withFailedTest, withFailedStep, withFailedRun].flatMap((worsen) =>
        gained(before, tell(worsen(story, pick))).map((id) => `${id}: ${worsen.name}`),
      );
      expect(offenders).toEqual([]);
    }),
    options,
  );
});

it('every rule states proof for every level, and a flaw for every level below 5', () => {
  fc.assert(
    fc.property(anyStory, (story) => {
      const { evidence, context } = tell(story);
      const bare = RULES.filter((rule) => {
        const finding = judge(rule, evidence, context);
        return finding.state === 'level' && !isFounded(rule, finding);
      });
      expect(bare.map(({ id }) => id)).toEqual([]);
    }),
    options,
  );
});

function isFounded(rule: Rule, finding: Extract<Finding, { state: 'level' }>): boolean {
  return (
    finding.proof.length > 0 &&
    finding.measured !== '' &&
    (finding.level === 5 || finding.flaws.length > 0) &&
    rule.levels[finding.level] !== '—'
  );
}

/** Lists inside the evidence turned round; attempts and steps are ordered by what they are, and stay. */
function reversed<T>(evidence: Evidence<T>): Evidence<T> {
  if (evidence.state !== 'present') return evidence;
  const { value } = evidence;
  return Array.isArray(value) ? { ...evidence, value: value.toReversed() as T } : evidence;
}
