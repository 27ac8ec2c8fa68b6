import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import { judgeRule } from '../../src/analysis/runner.ts';
import type { Evidence } from '../../src/model/evidence.ts';
import type { EvidenceSet } from '../../src/model/evidence-file.ts';
import type { Rule, RuleContext } from '../../src/model/rule.ts';
import type { Finding, Level } from '../../src/model/verdict.ts';
import { RULES } from '../../src/rules/registry.ts';
import { propertyOptions } from '../runs.ts';
import { anyStory } from './any-story.ts';
import { tell } from './story.ts';
import { withFailedRun, withFailedStep, withFailedTest } from './worse-story.ts';

/** The bounds of a finding; what does not apply is left out of a score, which is like the best. */
function boundsOf(finding: Finding): readonly [lowest: number, highest: number] {
  return finding.state === 'level' ? [finding.level, finding.most] : [5, 5];
}

type Told = ReturnType<typeof tell>;

const judge = (rule: Rule, evidence: EvidenceSet, context: RuleContext): Finding =>
  judgeRule(rule, evidence, { ...context, findings: new Map() }).finding;

const options = propertyOptions(60, 1000);

type Bounds = ReturnType<typeof boundsOf>;

/** Ids of the rules whose bounds differ in this way between two evidences. */
const rulesWith = (
  before: Told,
  after: Told,
  differ: (before: Bounds, after: Bounds) => boolean,
): readonly string[] =>
  RULES.filter((rule) =>
    differ(
      boundsOf(judge(rule, before.evidence, before.context)),
      boundsOf(judge(rule, after.evidence, after.context)),
    ),
  ).map(({ id }) => id);

it('no rule depends on the order of the evidence', () => {
  fc.assert(
    fc.property(anyStory, (story) => {
      const before = tell(story);
      const turned = Object.entries(before.evidence).map(([kind, one]) => [
        kind,
        reversed(one as Evidence<unknown>),
      ]);
      const after = { ...before, evidence: Object.fromEntries(turned) as EvidenceSet };
      const changed = rulesWith(before, after, ([low, high], [newLow, newHigh]) => {
        return low !== newLow || high !== newHigh;
      });
      expect(changed).toEqual([]);
    }),
    options,
  );
});

// The highest level may rise: a failed job without a report is missing evidence.
it('no lowest level rises when a test, a step, or a run fails', () => {
  fc.assert(
    fc.property(anyStory, fc.nat(20), (story, pick) => {
      const before = tell(story);
      const offenders = [withFailedTest, withFailedStep, withFailedRun].flatMap((worsen) =>
        rulesWith(before, tell(worsen(story, pick)), ([low], [newLow]) => newLow > low).map(
          (id) => `${id}: ${worsen.name}`,
        ),
      );
      expect(offenders).toEqual([]);
    }),
    options,
  );
});

it('every rule states proof or open evidence for its levels, and a flaw for a highest level below 5', () => {
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
    finding.proof.length + finding.open.length > 0 &&
    finding.measured !== '' &&
    (finding.most === 5 || finding.flaws.length > 0) &&
    [finding.level, finding.most].every((level) => isGiven(rule, level))
  );
}

/** What is open from 0 or to 5 may be at a level that the table does not give. */
function isGiven(rule: Rule, level: Level): boolean {
  return level === 0 || level === 5 || rule.levels[level] !== '—';
}

/** Lists inside the evidence turned round; attempts and steps are ordered by what they are, and stay. */
function reversed<T>(evidence: Evidence<T>): Evidence<T> {
  if (evidence.state !== 'present') return evidence;
  const { value } = evidence;
  return Array.isArray(value) ? { ...evidence, value: value.toReversed() as T } : evidence;
}
