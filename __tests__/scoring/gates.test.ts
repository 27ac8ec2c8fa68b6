import { describe, expect, it } from '@jest/globals';
import { exact } from '../../src/lib/numbers.ts';
import type { Finding, Level } from '../../src/model/verdict.ts';
import { evaluateGates, type GateContext } from '../../src/scoring/gates.ts';
import type { Measured } from '../../src/scoring/measures.ts';
import { aLevel, aVerdict, openFinding } from './builders.ts';

const GATE = { title: 'Tests', when: ['test-results >= 4', 'test-count >= 3'] };
const GATE_RULES = ['test-results', 'test-count'];
const OPEN = openFinding(0, 5);

/** Nothing is measured and nothing went before, unless a test says otherwise. */
const context = (change: Partial<GateContext>): GateContext => ({
  verdicts: [],
  measure: () => ({ state: 'open', why: 'not measured' }),
  previous: undefined,
  ratchet: false,
  ...change,
});

function stateOf(findings: Readonly<Record<string, Finding>>) {
  const verdicts = Object.entries(findings).map(([rule, finding]) => aVerdict(rule, finding));
  const [gate] = evaluateGates([GATE], context({ verdicts }));
  return gate?.state;
}

describe('evaluateGates', () => {
  it('passes when every condition holds', () => {
    expect(stateOf({ 'test-results': aLevel(4), 'test-count': aLevel(3) })).toBe('passed');
  });

  it('states a shared reason of open rules once', () => {
    const verdicts = ['test-results', 'test-count'].map((rule) => aVerdict(rule, OPEN));
    expect(evaluateGates([GATE], context({ verdicts }))[0]?.evidence).toBe(
      'test-results 0–5: no report; test-count 0–5: no report',
    );
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

  it.each([
    ['passes when every allowed level meets the condition', openFinding(4, 5), 'passed'],
    ['is not evaluated when only some allowed levels meet it', openFinding(3, 5), 'not-evaluated'],
    ['fails when no allowed level meets it', openFinding(0, 3), 'failed'],
  ] as const)('%s', (_, finding, state) => {
    expect(stateOf({ 'test-results': finding, 'test-count': aLevel(5) })).toBe(state);
  });

  it('fails when one rule fails and another is open', () => {
    expect(stateOf({ 'test-results': aLevel(0), 'test-count': OPEN })).toBe('failed');
  });

  it('waits when everything that is missing waits for an unfinished run', () => {
    const waits = (...findings: readonly Finding[]) => {
      const verdicts = findings.map((one, at) => aVerdict(GATE_RULES[at] ?? '', one));
      return evaluateGates([GATE], context({ verdicts }))[0]?.waits;
    };
    expect([waits(openFinding(0, 5, true)), waits(openFinding(0, 5, true), OPEN)]).toEqual([
      true,
      false,
    ]);
  });

  it('is deferred when the deciding step did not run because of deferred failures', () => {
    const notRun = (ids: readonly string[]) => {
      const finding = { ...aLevel(3), notRun: ids } as Finding;
      return stateOf({ 'test-results': finding, 'test-count': aLevel(5) });
    };
    expect([notRun(['D01']), notRun([])]).toEqual(['deferred', 'not-evaluated']);
  });

  it('is open, not failed, when the deciding step did not run and something is missing', () => {
    const finding = { ...openFinding(1, 3), notRun: ['D01'] } as Finding;
    expect(stateOf({ 'test-results': finding, 'test-count': aLevel(5) })).toBe('not-evaluated');
  });

  it('is not applicable when the config switches it off, with the reason', () => {
    const verdicts = [aVerdict('test-results', aLevel(0))];
    expect(evaluateGates([{ ...GATE, off: 'no tests yet' }], context({ verdicts }))).toMatchObject([
      { state: 'not-applicable', off: 'no tests yet', evidence: 'switched off: no tests yet' },
    ]);
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
        { text: 'test-results >= 4', holds: true, level: 5, level_max: 5 },
        { text: 'test-count >= 3', holds: false, level: 1, level_max: 1 },
      ],
      waits: false,
      evidence: 'test-count 1: measured 1',
    });
  });
});

describe('conditions on measures', () => {
  const jobs = (...values: readonly (readonly [string, number])[]) =>
    ({
      state: 'known',
      jobs: values.map(([job, value]) => ({
        job,
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
    const both = coverage(jobs(['a', 90], ['b', 79]), jobs());
    expect(outcomeOf('coverage.lines >= 79', both)).toEqual([
      'passed',
      'coverage.lines 90 % in a, 79 % in b',
    ]);
    expect(outcomeOf('coverage.lines >= 80', both)).toEqual(['failed', 'coverage.lines 79 % in b']);
  });

  it('compare a measure with the base, by matrix job', () => {
    const base = jobs(['a', 90], ['b', 80]);
    expect(outcomeOf('coverage.lines >= base', coverage(jobs(['a', 95], ['b', 79]), base))).toEqual(
      ['failed', 'coverage.lines 79 % (base 80 %) in b'],
    );
    expect(
      outcomeOf('coverage.lines >= base', coverage(jobs(['a', 90], ['b', 80], ['c', 1]), base))[0],
    ).toBe('passed');
    expect(outcomeOf('coverage.lines >= base', coverage(jobs(['a', 90]), base))).toEqual([
      'not-evaluated',
      'coverage.lines: the base has b, the head has not',
    ]);
  });

  it('are not evaluated when nothing was measured', () => {
    expect(outcomeOf('tests.failed == 0', {})).toEqual([
      'not-evaluated',
      'tests.failed: not measured',
    ]);
  });

  it.each([
    ['score >= 3', 'passed'],
    ['score >= 4', 'not-evaluated'],
    ['score > 5', 'failed'],
    ['score == 4', 'not-evaluated'],
    ['score != 2', 'passed'],
  ])('hold for every value between the bounds of a score of 3 to 5: %s', (when, state) => {
    const head = {
      state: 'known',
      jobs: [{ job: '', value: exact(3), most: exact(5), words: '3.0–5.0' }],
    } as const;
    expect(outcomeOf(when, coverage(head, jobs()))[0]).toBe(state);
  });

  it('compare with the highest level and score of the previous audit', () => {
    const rules = [{ id: 'test-results', level: 1, level_max: 4 }];
    const previous = { milestone: 'M01', score: 2, score_max: 4.2, rules };
    const verdicts = [aVerdict('test-results', aLevel(3))];
    const score = coverage(jobs(['', 4.1]), jobs());
    expect([
      outcomeOf('test-results >= previous', { verdicts, previous })[0],
      outcomeOf('score >= previous', { ...score, previous })[0],
    ]).toEqual(['failed', 'failed']);
  });

  it('compare levels and the score with the previous audit', () => {
    const previous = { milestone: 'M01', score: 4.2, rules: [{ id: 'test-results', level: 3 }] };
    const verdicts = [aVerdict('test-results', aLevel(3))];
    const score = coverage(jobs(['', 4.1]), jobs());
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
