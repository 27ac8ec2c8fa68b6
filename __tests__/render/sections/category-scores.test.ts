import { expect, it } from '@jest/globals';
import type { Audit } from '../../../src/model/audit.ts';
import { categoryScores } from '../../../src/render/sections/category-scores.ts';
import { anAudit } from '../an-audit.ts';
import { written } from '../reading-sections.ts';

const page = (changed: Partial<Audit>) => written(categoryScores.body(anAudit(changed)));

const attested = {
  id: 'architecture',
  title: 'Architecture',
  weight: 1,
  score: 4,
  measured: null,
  note: 'attested by the lead: layers hold',
  rules: [],
  attested: { reason: 'layers hold', by: 'the lead' },
};

it('shows score and measured score if rules are unknown', () => {
  const changed = {
    categories: [],
    score: 4.3,
    measured: 4.8,
    measured_rules: { measured: 16, of: 17 },
    formula: '',
    minimum_score: 4.5,
  };
  expect(page(changed)).toBe(
    [
      '| Category | Weight | Score | Notes |\n| - | -: | -: | - |\n| **Overall** | | **4.3** | Strong |',
      '**4.3 / 5; 4.8 over the 16 of 17 rules that could be measured.** What is unknown counts 0; appendix D says why it is unknown.',
      'Minimum score by the config: 4.5.\n',
    ].join('\n\n'),
  );
});

it('does not show an unmeasured score as 0', () => {
  const nothing = { score: null, measured: null, measured_rules: { measured: 0, of: 8 } };
  expect(page({ categories: [], formula: '', ...nothing })).toContain(
    '| **Overall** | | **–** | not measured |\n\n**not measured; none of 8 rules could be measured.**',
  );
});

it('marks attested categories', () => {
  expect(page({ categories: [attested] })).toContain(
    '| Architecture (attested) | 1 | 4 | attested by the lead: layers hold |',
  );
});
