import { expect, it } from '@jest/globals';
import type { Audit } from '../../../src/model/audit.ts';
import { categoryScores } from '../../../src/render/sections/category-scores.ts';
import { anAudit, anUnknownRule } from '../an-audit.ts';
import { written } from '../reading-sections.ts';

const page = (changed: Partial<Audit>) => written(categoryScores.body(anAudit(changed)));

const attested = {
  id: 'architecture',
  title: 'Architecture',
  weight: 1,
  score: 4,
  score_max: 4,
  note: 'attested by the lead: layers hold',
  rules: [],
  attested: { reason: 'layers hold', by: 'the lead' },
};

it('shows the lowest and the highest score if evidence is missing', () => {
  const changed = {
    categories: [],
    rules: [anUnknownRule('test-results', 'no report')],
    score: 4.3,
    score_max: 4.8,
    formula: '',
    minimum_score: 4.5,
  };
  expect(page(changed)).toBe(
    [
      '| Category | Weight | Score | Notes |\n| - | -: | -: | - |\n| **Overall** | | **4.3–4.8** | |',
      'Evidence is missing for 1 scored rule: a range is the lowest and the highest score that the evidence allows.',
      'Minimum score: 4.5.\n',
    ].join('\n\n'),
  );
});

it('does not show a missing score as 0', () => {
  expect(page({ categories: [], formula: '', score: null, score_max: null })).toContain(
    '| **Overall** | | **–** | |',
  );
});

it('shows whole values of a note, and counts those that do not fit', () => {
  const [category] = anAudit().categories;
  if (category === undefined) throw new Error('the builder has categories');
  const values = ['a'.repeat(130), 'b', 'c'];
  const row = page({ categories: [{ ...category, note: values.join('; ') }] }).split('\n')[2];
  expect(row?.split(' | ')[3]).toBe(`${values[0]}; and 2 more |`);
});

it('marks attested categories', () => {
  expect(page({ categories: [attested] })).toContain(
    '| Architecture (attested) | 1 | 4.0 | attested by the lead: layers hold |',
  );
});
