import { expect, it } from '@jest/globals';
import { scoreTrend } from '../../../src/document/sections/score-trend.ts';
import type { Audit } from '../../../src/model/audit.ts';
import { anAudit } from '../an-audit.ts';
import { written } from '../reading-sections.ts';

const trend: Audit['trend'] = [
  {
    milestone: 'M00',
    score: 4,
    verdict: 'red',
    categories: [
      { id: 'coverage-gate', title: 'Coverage', score: 2 },
      { id: 'docs', title: 'Docs', score: null },
    ],
  },
];

it('one audit alone is no trend', () => {
  expect(scoreTrend.body(anAudit())).toEqual([]);
});

it('the newest comes first, with columns for what only earlier audits had', () => {
  const categories = anAudit().categories.slice(-1);
  expect(written(scoreTrend.body(anAudit({ categories, trend })))).toBe(
    [
      [
        '| Milestone | Verdict | Overall | Coverage gate | Docs |',
        '| - | - | - | - | - |',
        '| M01 | 🟡 yellow | 4.7 | 3 | – |',
        '| M00 | 🔴 red | 4 | 2 | – |',
      ].join('\n'),
      'Since M00: overall 4 → 4.7; Coverage gate 2 → 3.\n',
    ].join('\n\n'),
  );
});
