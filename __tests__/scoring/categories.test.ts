import { describe, expect, it } from '@jest/globals';
import type { Config } from '../../src/model/config.ts';
import type { Finding } from '../../src/model/verdict.ts';
import { scoreCategories } from '../../src/scoring/categories.ts';
import { aConfig, aLevel, aVerdict, openFinding } from './builders.ts';

const level = aLevel;
const OPEN = openFinding(1, 4);
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
  it('scores a category from the lowest and from the highest levels', () => {
    const scores = scoreCategories(config([['a', 'b']]), [
      aVerdict('a', level(5)),
      aVerdict('b', OPEN),
    ]);
    expect(scores).toEqual({
      categories: [
        {
          id: 'c0',
          title: 'C0',
          weight: 1,
          score: 3,
          score_max: 4.5,
          rules: ['a', 'b'],
          attested: null,
          note: 'no report; measured 5',
        },
      ],
      bounds: { least: 3, most: 4.5 },
      formula: '(1 × 3.0) / 1 = 3.0; at most (1 × 4.5) / 1 = 4.5',
    });
  });

  it('leaves not-applicable rules and categories out of every number', () => {
    const scores = scoreCategories(config([['a', 'b'], ['c']]), [
      aVerdict('a', level(4)),
      aVerdict('b', NOT_APPLICABLE),
      aVerdict('c', NOT_APPLICABLE),
    ]);
    expect([scores.bounds, scores.formula]).toEqual([{ least: 4, most: 4 }, '(1 × 4.0) / 1 = 4.0']);
    expect(scores.categories[1]?.score).toBeNull();
  });

  it('has no score, neither 0 nor 5, when nothing is applicable', () => {
    const scores = scoreCategories(config([['a']]), [aVerdict('a', NOT_APPLICABLE)]);
    expect([scores.bounds, scores.formula]).toEqual([null, '']);
  });

  it('lies between 0 and 5 when nothing is known', () => {
    const scores = scoreCategories(config([['a']]), [aVerdict('a', openFinding(0, 5))]);
    expect(scores.bounds).toEqual({ least: 0, most: 5 });
  });

  it('leaves out a rule that is switched off', () => {
    const off = {
      ...config([['a', 'b']]),
      rules: { b: { state: 'off', reason: 'vendored' } },
    } as const;
    expect(scoreCategories(off, [aVerdict('a', level(5))]).bounds?.least).toBe(5);
  });

  it('counts an attested category at both bounds', () => {
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
    expect([scores.bounds, scores.categories[1]?.attested]).toEqual([
      { least: 4, most: 4 },
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
