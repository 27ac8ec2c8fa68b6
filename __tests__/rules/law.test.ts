import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import { judgeRule } from '../../src/analysis/runner.ts';
import { SOURCES } from '../../src/collect/sources/registry.ts';
import type { EvidenceKind, EvidenceSet } from '../../src/model/evidence-file.ts';
import type { RuleContext } from '../../src/model/rule.ts';
import { type Finding, levelText } from '../../src/model/verdict.ts';
import { RULES } from '../../src/rules/registry.ts';
import { propertyOptions } from '../runs.ts';
import { anyStory } from './any-story.ts';
import { losses } from './losses.ts';
import { tell } from './story.ts';

const LOSSES = losses(Object.keys(SOURCES) as EvidenceKind[]);

type Findings = ReadonlyMap<string, Finding>;

/** Judges every rule; those that need levels come last. */
function judgeAll(evidence: EvidenceSet, context: RuleContext): Findings {
  const found = new Map<string, Finding>();
  for (const last of [false, true]) {
    for (const rule of RULES.filter(({ needsLevels }) => needsLevels === last)) {
      const findings = new Map(found);
      found.set(rule.id, judgeRule(rule, evidence, { ...context, findings }).finding);
    }
  }
  return found;
}

/** Whether the bounds after a loss contain those before it. What does not apply may only be open. */
function isWithin(before: Finding, after: Finding): boolean {
  if (before.state === 'not-applicable') {
    return after.state === 'not-applicable' || (after.level === 0 && after.most === 5);
  }
  return after.state === 'level' && after.level <= before.level && after.most >= before.most;
}

function words(finding: Finding | undefined): string {
  return finding?.state === 'level' ? levelText(finding) : 'not applicable';
}

function broken(before: Findings, after: Findings): readonly string[] {
  return [...before].flatMap(([id, finding]) => {
    const now = after.get(id) ?? finding;
    return isWithin(finding, now) ? [] : [`${id}: ${words(finding)}, then ${words(now)}`];
  });
}

interface Step {
  /** Selects the loss among those that the evidence can have, and the part that it loses. */
  readonly which: number;
  readonly pick: number;
  readonly whole: boolean;
}

const step = fc.record({
  which: fc.nat(1000),
  pick: fc.nat(11),
  whole: fc.oneof(
    { weight: 3, arbitrary: fc.constant(false) },
    { weight: 1, arbitrary: fc.constant(true) },
  ),
});

/** Loses one part of the evidence, or one whole kind; every story has some. */
function lose(evidence: EvidenceSet, { which, pick, whole }: Step) {
  const possible = [...(whole ? LOSSES.kinds : LOSSES.parts)].flatMap(([name, loss]) => {
    const less = loss(evidence, pick);
    return less === undefined ? [] : [{ name, less }];
  });
  return possible[which % possible.length];
}

// Two losses in a row: evidence that is incomplete already must not get better either.
it('every loss of evidence only widens the bounds of every rule', () => {
  fc.assert(
    fc.property(anyStory, fc.tuple(step, step), (story, steps) => {
      const { context, ...told } = tell(story);
      let { evidence } = told;
      let before = judgeAll(evidence, context);
      for (const one of steps) {
        const lost = lose(evidence, one);
        if (lost === undefined) return;
        const after = judgeAll(lost.less, context);
        expect([lost.name, broken(before, after)]).toEqual([lost.name, []]);
        evidence = lost.less;
        before = after;
      }
    }),
    propertyOptions(100, 1000),
  );
});

it('loses evidence in every way that it knows', () => {
  const stories = fc.sample(anyStory, { numRuns: 300, seed: 20_261_129 });
  const lost = new Set(
    stories.flatMap((story) => {
      const { evidence } = tell(story);
      const every = [...LOSSES.parts, ...LOSSES.kinds];
      return every.flatMap(([name, loss]) => (loss(evidence, 0) === undefined ? [] : [name]));
    }),
  );
  const never = [...LOSSES.parts.keys(), ...LOSSES.kinds.keys()].filter((name) => !lost.has(name));
  expect(never).toEqual([]);
});
