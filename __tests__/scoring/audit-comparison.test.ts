import { expect, it } from '@jest/globals';
import type { AuditCategory } from '../../src/model/audit.ts';
import type { PreviousAudit } from '../../src/model/history.ts';
import { auditComparison } from '../../src/scoring/audit-history.ts';
import { anUnknownRule, aRule } from '../render/an-audit.ts';

const before = {
  milestone: 'M01',
  rules: [
    { id: 'coverage-gate', level: 3 },
    { id: 'test-results', level: 5 },
    { id: 'pinned-actions', level: 5 },
  ],
  categories: [
    { id: 'tests', title: 'Tests', score: 4, weight: 1 },
    { id: 'coverage', title: 'Coverage', score: 3, weight: 1 },
    { id: 'docs', title: 'Docs', score: 3, weight: 1 },
  ],
} as unknown as PreviousAudit;

function category(id: string, title: string, weight: number): AuditCategory {
  return { id, title, weight, score: 4, score_max: 4, note: '', rules: [], attested: null };
}

it('lists changed rules with the value measured now, largest fall first', () => {
  const rules = [
    aRule('coverage-gate', 4, '84.2 %, enforced'),
    anUnknownRule('pinned-actions', 'the workflow files could not be read'),
    aRule('test-results', 5, 'all passed'),
  ];
  expect(auditComparison(before, { rules, categories: [] })?.rules).toEqual([
    {
      rule: 'pinned-actions',
      title: 'pinned actions',
      from: 5,
      to: 0,
      to_max: 5,
      because: 'the workflow files could not be read',
    },
    { rule: 'coverage-gate', title: 'coverage gate', from: 3, to: 4, because: '84.2 %, enforced' },
  ]);
});

it('lists categories that were renamed, reweighted, added, or removed', () => {
  const categories = [
    category('tests', 'Test execution', 1),
    category('cov', 'Coverage', 2),
    category('security', 'Security', 1),
  ];
  expect(auditComparison(before, { rules: [], categories })?.changed).toEqual([
    'Tests is now called Test execution',
    'Coverage weighed 1 and weighs 2',
    'Security is new',
    'Docs is gone',
  ]);
  expect(auditComparison(undefined, { rules: [], categories })).toBeNull();
});
