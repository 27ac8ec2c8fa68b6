import { expect, it } from '@jest/globals';
import { renderComment } from '../../src/render/comment.ts';
import { type Snapshot, snapshotOf } from '../../src/render/snapshot.ts';
import { anAudit } from './an-audit.ts';

const bare = anAudit({
  title: 'Guardrails',
  score: 2.4,
  measured: 4.8,
  measured_rules: { measured: 1, of: 2 },
  categories: [
    {
      id: 'tests',
      title: 'Test execution',
      weight: 1,
      score: 2.5,
      measured: 5,
      note: '17 passed; unknown: the artifact has expired',
      rules: ['test-results', 'test-count'],
      attested: null,
    },
  ],
  gates: [],
  issues: [],
  rules: [],
  runs: [],
  invariants: [],
  deferrals: [],
  not_evaluated: [{ what: 'Test count (test-count)', why: 'the artifact has expired' }],
  evidence: { ...anAudit().evidence, tests: null, changes: null },
  trend: [
    {
      milestone: 'M00',
      score: 4.1,
      verdict: 'green',
      categories: [{ id: 'tests', title: 'Test execution', score: 5 }],
    },
  ],
  verdict: 'red',
  outcome: 'INSUFFICIENT_EVIDENCE',
  reason: 'The required source “junit of Tests” is expired: GitHub kept it for 90 days',
});

it('shows the verdict first, then changes, then unknown rules, and links to the full audit', () => {
  const document = { text: 'docs/milestones/M01/M01_audit.md', url: 'https://github.com/a/b' };
  expect(renderComment(bare, { marker: { key: '' }, document }).split('\n\n')).toEqual([
    '<!-- milestone-audit key= -->',
    '## 🔴 M01 Audit — Guardrails: 2.4 / 5 · INSUFFICIENT_EVIDENCE',
    'The required source “junit of Tests” is expired: GitHub kept it for 90 days.',
    '**Since M00:** Overall 4.1 → 2.4; Test execution 5 → 2.5.',
    [
      '| Category | Score | Notes |',
      '| - | -: | - |',
      '| Test execution | 2.5 (5 measured) | 17 passed; unknown: the artifact has expired |',
      '| **Overall** | **2.4** | Poor |',
    ].join('\n'),
    '2.4 / 5; 4.8 over the 1 of 2 rules that could be measured.',
    '### Not evaluated',
    '| What | Why |\n| - | - |\n| Test count (test-count) | the artifact has expired |',
    'Whole audit with every citation: [docs/milestones/M01/M01_audit.md](https://github.com/a/b)',
    '*Commit [`1f0c6a9`](https://github.com/acme/webui/commit/1f0c6a9d27e34b85a6f1c2d3e4f5061728394a5b) · evidence of 2026-03-08 · milestone-audit 0.1.0*\n',
  ]);
});

it('names the sections that do not fit', () => {
  const group = anAudit().evidence.tests?.groups[0];
  if (group === undefined) throw new Error('the builder has tests');
  const groups = Array.from({ length: 20_000 }, (_, at) => ({ ...group, group: `test_${at}.py` }));
  const tests = { ...anAudit().evidence, tests: { ...anAudit().evidence.tests, groups } };
  const page = renderComment(anAudit({ evidence: tests as never }), {});
  expect({
    size: page.length <= 65_536,
    told: /and [\d,]+ more|Left out for space/.test(page),
  }).toEqual({ size: true, told: true });
});

/** The audit's own snapshot with other numbers in it. */
function before(more: Partial<Snapshot>): Snapshot {
  return { ...snapshotOf(anAudit()), ...more };
}

it('shows changes since the last audit first, and folds unchanged items', () => {
  const [first, ...others] = anAudit().categories;
  const [rule] = anAudit().rules;
  if (first === undefined || rule === undefined) throw new Error('the builder has both');
  const page = renderComment(anAudit({ trend: [] }), {
    before: before({
      commit: 'c'.repeat(40),
      score: 3.9,
      verdict: 'red',
      categories: { ...snapshotOf(anAudit()).categories, [first.id]: 1 },
      rules: { ...snapshotOf(anAudit()).rules, [rule.id]: 1 },
      tests: { tests: 35, passed: 10, failed: 25 },
    }),
  });
  const [, , , since = '', moved = '', scores = '', folded = ''] = `\n\n${page}`.split('\n\n');
  expect(since).toBe(
    `**Since the last audit here** of [\`ccccccc\`](https://github.com/acme/webui/commit/${'c'.repeat(40)}) (3.9 / 5): Verdict red → yellow; overall 3.9 → 4.7; ${first.title} 1 → ${first.score}.`,
  );
  expect(moved.split('\n')).toEqual([
    '- Tests: 10 of 35 passed, 25 failed → 17 of 35 passed, 18 failed',
    `- ${rule.title} 1 → ${rule.level}: ${rule.measured}, [step coverage](${rule.proof[0]?.source.url})`,
  ]);
  expect(
    scores
      .split('\n')
      .slice(2)
      .map((row) => row.split(' | ')[0]),
  ).toEqual([`| ${first.title}`, '| **Overall**']);
  expect(folded).toBe(`<details>\n<summary>${others.length} categories as before</summary>`);
});

it('reports that nothing changed, and folds everything that passed before', () => {
  const page = renderComment(anAudit({ trend: [] }), { before: before({}) });
  expect(page).toContain(
    '**Since the last audit here** of the same commit (4.7 / 5): No score moved.',
  );
  expect(page).toMatch(/<summary>\d gates? as before<\/summary>/);
  expect(page).toMatch(/<summary>\d issues? as before<\/summary>/);
});

it('never folds a gate that does not pass', () => {
  const gates = [
    { title: 'Tests', state: 'failed', conditions: [], evidence: 'one fails' },
    { title: 'Docs', state: 'passed', conditions: [], evidence: 'all there' },
  ] as const;
  const audit = anAudit({ trend: [], gates });
  const page = renderComment(audit, { before: snapshotOf(audit) });
  const [open = '', folded = ''] = page.split('<summary>1 gate as before</summary>');
  expect(open).toContain('| Tests | ✗ failed | one fails |');
  expect(folded).toContain('| Docs | ✓ passed | all there |');
});
