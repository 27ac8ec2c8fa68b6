import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { EvidenceSet } from '../../src/model/bundle.ts';
import { absent, type Evidence } from '../../src/model/evidence.ts';
import type { AnyRule, RuleContext } from '../../src/model/rule.ts';
import type { Finding } from '../../src/model/verdict.ts';
import { judgeRule } from '../../src/rules/judging/judge-rule.ts';
import { RULES } from '../../src/rules/registry.ts';
import { anyStory } from './any-story.ts';
import { tell } from './story.ts';
import { withFailedRun, withFailedStep, withFailedTest } from './worse-story.ts';

/** What a finding is worth to a score: unknown counts 0; what does not apply is left out, which is like the best. */
function worth(finding: Finding): number {
  if (finding.state === 'level') return finding.level;
  return finding.state === 'unknown' ? 0 : 5;
}

const judge = (rule: AnyRule, evidence: EvidenceSet, context: RuleContext): Finding =>
  judgeRule(rule, evidence, context).finding;

const runs = { numRuns: 100 };

describe.each(RULES)('$id', (rule) => {
  it('never gains by evidence that goes missing', () => {
    fc.assert(
      fc.property(
        anyStory,
        fc.constantFrom(...rule.needs, ...rule.uses, 'tests' as const),
        (story, kind) => {
          const { evidence, context } = tell(story);
          const less = { ...evidence, [kind]: absent('lost') };
          expect(worth(judge(rule, less, context))).toBeLessThanOrEqual(
            worth(judge(rule, evidence, context)),
          );
        },
      ),
      runs,
    );
  });

  it('does not depend on the order of anything', () => {
    fc.assert(
      fc.property(anyStory, (story) => {
        const { evidence, context } = tell(story);
        const turned = Object.fromEntries(
          Object.entries(evidence).map(([kind, one]) => [kind, reversed(one as Evidence<unknown>)]),
        ) as EvidenceSet;
        expect(worth(judge(rule, turned, context))).toBe(worth(judge(rule, evidence, context)));
      }),
      runs,
    );
  });

  it('never gains by a passed test that fails, a green step that turns red, or a failed run', () => {
    fc.assert(
      fc.property(anyStory, fc.nat(20), (story, pick) => {
        const before = tell(story);
        for (const turn of [withFailedTest, withFailedStep, withFailedRun]) {
          const worse = turn(story, pick);
          const after = tell(worse);
          expect(worth(judge(rule, after.evidence, after.context))).toBeLessThanOrEqual(
            worth(judge(rule, before.evidence, before.context)),
          );
        }
      }),
      runs,
    );
  });

  it('states proof for every level, and a flaw for every level below 5', () => {
    fc.assert(
      fc.property(anyStory, (story) => {
        const { evidence, context } = tell(story);
        const finding = judge(rule, evidence, context);
        if (finding.state !== 'level') return;
        expect(finding.proof.length).toBeGreaterThan(0);
        expect(finding.measured).not.toBe('');
        expect(finding.level === 5 || finding.flaws.length > 0).toBe(true);
        expect(rule.levels[finding.level]).not.toBe('—');
      }),
      runs,
    );
  });
});

/** Lists inside the evidence turned round; attempts and steps are ordered by what they are, and stay. */
function reversed<T>(evidence: Evidence<T>): Evidence<T> {
  if (evidence.state !== 'present') return evidence;
  const { value } = evidence;
  return Array.isArray(value) ? { ...evidence, value: value.toReversed() as T } : evidence;
}
