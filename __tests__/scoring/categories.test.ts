import { describe, expect, it } from '@jest/globals';
import type { Config } from '../../src/model/config.ts';
import type { Finding, Level } from '../../src/model/verdict.ts';
import { scoreCategories } from '../../src/scoring/categories.ts';
import { aConfig, aVerdict } from './builders.ts';

const level = (value: Level): Finding => ({
  state: 'level',
  level: value,
  measured: `measured ${value}`,
  proof: [{ text: 'seen', source: { what: 'run' } }],
  flaws: [],
  deferrals: [],
});
const UNKNOWN: Finding = { state: 'unknown', why: 'no report' };
const NOT_APPLICABLE: Finding = { state: 'not-applicable', why: 'no server' };

const config = (rules: readonly (readonly string[])[]): Config =>
  aConfig({
    categories: rules.map((ids, index) => ({
      kind: 'measured',
      id: `c${index}`,
      title: `C${index}`,
      weight: 1,
      rules: ids,
    })),
  });

describe('scoreCategories', () => {
  it('counts an unknown rule as 0 in the score and leaves it out of measured', () => {
    const scores = scoreCategories(config([['a', 'b']]), [
      aVerdict('a', level(5)),
      aVerdict('b', UNKNOWN),
    ]);
    expect(scores).toEqual({
      categories: [
        {
          id: 'c0',
          title: 'C0',
          weight: 1,
          score: 2.5,
          measured: 5,
          rules: ['a', 'b'],
          attested: null,
          note: 'unknown: no report; measured 5',
        },
      ],
      score: 2.5,
      measured: 5,
      measuredRules: { measured: 1, of: 2 },
      formula: '(1 × 2.5) / 1 = 2.5',
    });
  });

  it('states the shared reason of unknown rules, else names the rules', () => {
    const note = (...why: readonly string[]): string | undefined =>
      scoreCategories(config([['a', 'b', 'c']]), [
        aVerdict('a', { state: 'unknown', why: why[0] ?? '' }),
        aVerdict('b', level(3)),
        aVerdict('c', { state: 'unknown', why: why[1] ?? '' }),
      ]).categories[0]?.note;
    expect([note('no run', 'no run'), note('no run', 'no report')]).toEqual([
      'unknown: no run; measured 3',
      'unknown: a, c; measured 3',
    ]);
  });

  it('leaves not-applicable rules and categories out of every number', () => {
    const scores = scoreCategories(config([['a', 'b'], ['c']]), [
      aVerdict('a', level(4)),
      aVerdict('b', NOT_APPLICABLE),
      aVerdict('c', NOT_APPLICABLE),
    ]);
    expect([scores.score, scores.measured, scores.measuredRules, scores.formula]).toEqual([
      4,
      4,
      { measured: 1, of: 1 },
      '(1 × 4.0) / 1 = 4.0',
    ]);
    expect(scores.categories[1]?.score).toBeNull();
  });

  it('has no score, neither 0 nor 5, when nothing is applicable', () => {
    const scores = scoreCategories(config([['a']]), [aVerdict('a', NOT_APPLICABLE)]);
    expect([scores.score, scores.measured, scores.formula]).toEqual([null, null, '']);
  });

  it('scores 0 when everything is unknown', () => {
    const scores = scoreCategories(config([['a']]), [aVerdict('a', UNKNOWN)]);
    expect([scores.score, scores.measured]).toEqual([0, null]);
  });

  it('leaves out a rule that is switched off', () => {
    const off = {
      ...config([['a', 'b']]),
      rules: { b: { state: 'off', reason: 'vendored' } },
    } as const;
    expect(scoreCategories(off, [aVerdict('a', level(5))]).score).toBe(5);
  });

  it('counts an attested category in the score and never in measured', () => {
    const base = config([['a']]);
    const both: Config = {
      ...base,
      categories: [
        ...base.categories,
        {
          kind: 'attested',
          id: 'x',
          title: 'X',
          weight: 1,
          level: 3,
          reason: 'read it',
          by: 'Ada',
        },
      ],
    };
    const scores = scoreCategories(both, [aVerdict('a', level(5))]);
    expect([scores.score, scores.measured, scores.categories[1]?.attested]).toEqual([
      4,
      5,
      { reason: 'read it', by: 'Ada' },
    ]);
  });

  it('throws when the verdicts are not those of the scored rules', () => {
    expect(() => scoreCategories(config([['a', 'b']]), [aVerdict('a', level(5))])).toThrow(
      'no verdict for the scored rule b',
    );
    expect(() =>
      scoreCategories(config([['a']]), [aVerdict('a', level(5)), aVerdict('a', level(0))]),
    ).toThrow('two verdicts for one rule');
  });
});
