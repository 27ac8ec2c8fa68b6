import { describe, expect, it } from '@jest/globals';
import { exact } from '../../src/lib/numbers.ts';
import type { Finding, Level } from '../../src/model/verdict.ts';
import { evaluateGates, type GateContext } from '../../src/scoring/gates.ts';
import type { Measured } from '../../src/scoring/measures.ts';
import { aLevel, aVerdict } from './builders.ts';

const GATE = { title: 'Tests', when: ['test-results >= 4', 'test-count >= 3'] };
const UNKNOWN: Finding = { state: 'unknown', why: 'no report' };

/** Nothing is measured and nothing went before, unless a test says otherwise. */
const context = (change: Partial<GateContext>): GateContext => ({
  verdicts: [],
  missingRequired: new Set(),
  measure: () => ({ state: 'unknown', why: 'not measured' }),
  previous: undefined,
  ratchet: false,
  ...change,
});

function stateOf(findings: Readonly<Record<string, Finding>>, lack: readonly string[] = []) {
  const verdicts = Object.entries(findings).map(([rule, finding]) => aVerdict(rule, finding));
  const [gate] = evaluateGates([GATE], context({ verdicts, missingRequired: new Set(lack) }));
  return gate?.state;
}

describe('evaluateGates', () => {
  it('passes when every condition holds', () => {
    expect(stateOf({ 'test-results': aLevel(4), 'test-count': aLevel(3) })).toBe('passed');
  });

  it('states a shared reason of unknown rules once', () => {
    const evidence = (...why: readonly string[]): string | undefined => {
      const verdicts = ['test-results', 'test-count'].map((rule, at) =>
        aVerdict(rule, { state: 'unknown', why: why[at] ?? '' }),
      );
      return evaluateGates([GATE], context({ verdicts }))[0]?.evidence;
    };
    expect([
      evidence('no run: none ran', 'no run: none ran'),
      evidence('no run', 'no report'),
    ]).toEqual([
      'test-results, test-count: no run: none ran',
      'test-results: no run; test-count: no report',
    ]);
  });

  it('fails when one condition does not hold', () => {
    expect(stateOf({ 'test-results': aLevel(3), 'test-count': aLevel(5) })).toBe('failed');
  });

  it('is deferred when it holds only with a live deferral', () => {
    expect(stateOf({ 'test-results': aLevel(4, ['D1'], 0), 'test-count': aLevel(3) })).toBe(
      'deferred',
    );
  });

  it('passes when a deferral was used but not needed', () => {
    expect(stateOf({ 'test-results': aLevel(5, ['D1'], 4), 'test-count': aLevel(3) })).toBe(
      'passed',
    );
  });

  it('is not evaluated when a rule is unknown', () => {
    expect(stateOf({ 'test-results': UNKNOWN, 'test-count': aLevel(5) })).toBe('not-evaluated');
  });

  it('fails when a rule is unknown because a required source is missing', () => {
    expect(stateOf({ 'test-results': UNKNOWN, 'test-count': aLevel(5) }, ['test-results'])).toBe(
      'failed',
    );
  });

  it('fails when one rule fails and another is unknown', () => {
    expect(stateOf({ 'test-results': aLevel(0), 'test-count': UNKNOWN })).toBe('failed');
  });

  it('leaves out rules the profile does not have and those that do not apply', () => {
    const notApplicable: Finding = { state: 'not-applicable', why: 'first audit' };
    expect([
      stateOf({ 'test-results': aLevel(4) }),
      stateOf({ 'test-results': aLevel(4), 'test-count': notApplicable }),
      stateOf({}),
    ]).toEqual(['passed', 'passed', 'not-applicable']);
  });

  it('states only the conditions that decided', () => {
    const verdicts = [aVerdict('test-results', aLevel(5)), aVerdict('test-count', aLevel(1))];
    const [gate] = evaluateGates([GATE], context({ verdicts }));
    expect(gate).toEqual({
      title: 'Tests',
      state: 'failed',
      conditions: [
        { text: 'test-results >= 4', holds: true, level: 5 },
        { text: 'test-count >= 3', holds: false, level: 1 },
      ],
      evidence: 'test-count 1: measured 1',
    });
  });
});

describe('conditions on measures', () => {
  const legs = (...values: readonly (readonly [string, number])[]) =>
    ({
      state: 'known',
      legs: values.map(([leg, value]) => ({
        leg,
        value: exact(Math.round(value * 100), 100),
        words: `${value} %`,
      })),
    }) as const;
  const outcomeOf = (when: string, change: Partial<GateContext>) => {
    const [gate] = evaluateGates([{ title: 'Own', when: [when] }], context(change));
    return [gate?.state, gate?.evidence];
  };
  const coverage = (head: Measured, base: Measured): Partial<GateContext> => ({
    measure: (_measure, at) => (at === 'head' ? head : base),
  });

  it('compare a measure with a number, in every matrix job', () => {
    const both = coverage(legs(['a', 90], ['b', 79]), legs());
    expect(outcomeOf('coverage.lines >= 79', both)).toEqual([
      'passed',
      'coverage.lines 90 % in a, 79 % in b',
    ]);
    expect(outcomeOf('coverage.lines >= 80', both)).toEqual(['failed', 'coverage.lines 79 % in b']);
  });

  it('compare a measure with the base, by matrix job', () => {
    const base = legs(['a', 90], ['b', 80]);
    expect(outcomeOf('coverage.lines >= base', coverage(legs(['a', 95], ['b', 79]), base))).toEqual(
      ['failed', 'coverage.lines 79 % (base 80 %) in b'],
    );
    expect(
      outcomeOf('coverage.lines >= base', coverage(legs(['a', 90], ['b', 80], ['c', 1]), base))[0],
    ).toBe('passed');
    expect(outcomeOf('coverage.lines >= base', coverage(legs(['a', 90]), base))).toEqual([
      'not-evaluated',
      'coverage.lines: the base has b, the head has not',
    ]);
  });

  it('are not evaluated when nothing was measured, and fail when it was required', () => {
    expect(outcomeOf('tests.failed == 0', {})).toEqual([
      'not-evaluated',
      'tests.failed: not measured',
    ]);
    expect(outcomeOf('tests.failed == 0', { missingRequired: new Set(['test-results']) })[0]).toBe(
      'failed',
    );
  });

  it('compare levels and the score with the previous audit', () => {
    const previous = { milestone: 'M01', score: 4.2, rules: [{ id: 'test-results', level: 3 }] };
    const verdicts = [aVerdict('test-results', aLevel(3))];
    const score = coverage(legs(['', 4.1]), legs());
    expect([
      outcomeOf('test-results >= previous', { verdicts, previous })[0],
      outcomeOf('test-results > previous', { verdicts, previous })[0],
      outcomeOf('test-results >= previous', { verdicts })[0],
      outcomeOf('score >= previous', { ...score, previous }),
    ]).toEqual(['passed', 'failed', 'not-evaluated', ['failed', 'score 4.1 % (M01 4.2)']]);
  });
});

describe('the ratchet', () => {
  const stateWith = (level: Level, former: number | null, ratchet = true) => {
    const verdicts = [aVerdict('test-results', aLevel(level))];
    const previous = { milestone: 'M01', score: 3, rules: [{ id: 'test-results', level: former }] };
    const when = ['test-results >= 4'];
    const [gate] = evaluateGates([{ title: 'T', when }], context({ verdicts, previous, ratchet }));
    return [gate?.state, gate?.evidence];
  };

  it('passes a gate that is no worse than in the previous audit, and says so', () => {
    expect(stateWith(2, 2)).toEqual([
      'passed',
      'test-results 2: measured 2 (no worse than M01: 2)',
    ]);
  });

  it('fails when the level is worse, was not measured before, or the ratchet is off', () => {
    expect([stateWith(1, 2)[0], stateWith(2, null)[0], stateWith(2, 2, false)[0]]).toEqual([
      'failed',
      'failed',
      'failed',
    ]);
  });
});
