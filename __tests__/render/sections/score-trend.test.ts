import { expect, it } from '@jest/globals';
import type { Audit } from '../../../src/model/audit.ts';
import { scoreTrend } from '../../../src/render/sections/score-trend.ts';
import { anAudit, aRule } from '../an-audit.ts';
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

it('shows no trend for a single audit', () => {
  expect(scoreTrend.body(anAudit())).toEqual([]);
});

it('lists the newest first, with columns for categories of earlier audits', () => {
  const categories = anAudit().categories.slice(-1);
  expect(written(scoreTrend.body(anAudit({ categories, trend })))).toBe(
    [
      [
        '| Milestone | Verdict | Overall | Coverage gate | Docs |',
        '| - | - | - | - | - |',
        '| M01 | 🟡 Passed with 1 deferral | 4.7 | 3.0 | – |',
        '| M00 | 🔴 Failed | 4.0 | 2.0 | – |',
      ].join('\n'),
      'Since M00: overall 4.0 → 4.7; Coverage gate 2.0 → 3.0.\n',
    ].join('\n\n'),
  );
});

it('shows measurement and source of a change, and marks what cannot be compared', () => {
  const source = {
    what: '.github/workflows/ci.yml',
    path: '.github/workflows/ci.yml',
    line: 88,
    url: 'https://github.com/acme/webui/blob/1f0c6a9/.github/workflows/ci.yml#L88',
  };
  const run = { text: 'run 7', source: { what: 'run 7' } };
  const rule = {
    ...aRule('coverage-gate', 4, 'threshold now enforced'),
    proof: [run, { text: 'threshold', source }],
  };
  const [category] = anAudit().categories.slice(-1);
  if (category === undefined) throw new Error('the builder has categories');
  const old = { id: category.id, title: category.title, score: 3, weight: category.weight + 1 };
  const audit = anAudit({
    rules: [rule],
    categories: [{ ...category, score: 4, score_max: 4 }],
    trend: [{ milestone: 'M00', score: 4.7, verdict: 'yellow', categories: [old] }],
    comparison: {
      milestone: 'M00',
      rules: [{ rule: rule.id, title: 'Coverage gate', from: 3, to: 4, because: rule.measured }],
      changed: [`${category.title} weighed ${old.weight} and weighs ${category.weight}`],
    },
  });
  expect(written(scoreTrend.body(audit)).split('\n\n').slice(1)).toEqual([
    'Since M00: Coverage gate 3.0 → 4.0 (weight changed).',
    `- Coverage gate 3 → 4: threshold now enforced, [\`.github/workflows/ci.yml:88\`](${source.url})`,
    `**Not comparable:** Coverage gate weighed ${old.weight} and weighs ${category.weight}.\n`,
  ]);
});

it('folds rows beyond 25', () => {
  const many = Array.from({ length: 40 }, (_, at) => ({
    milestone: `M${at + 100}`,
    score: 4,
    verdict: 'green' as const,
    categories: [],
  }));
  const text = written(scoreTrend.body(anAudit({ milestone: 'M200', trend: many })));
  const [open = '', folded = ''] = text.split('<summary>16 older milestones</summary>');
  expect([open.match(/^\| M\d+/gm)?.length, folded.match(/^\| M\d+/gm)?.length]).toEqual([25, 16]);
});
