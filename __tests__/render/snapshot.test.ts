import { expect, it } from '@jest/globals';
import { printSnapshot, readSnapshot, snapshotOf } from '../../src/render/snapshot.ts';
import { anAudit } from './an-audit.ts';

it('parses a printed snapshot, and prints it again to the same bytes', () => {
  const snapshot = snapshotOf(anAudit());
  const text = printSnapshot(snapshot);
  const again = readSnapshot(text);
  expect(again).toEqual(snapshot);
  expect(again && printSnapshot(again)).toBe(text);
});

it('keeps the digest if only earlier milestones, policy ref, event, or tool change', () => {
  const audit = anAudit();
  const other = anAudit({
    trend: [{ milestone: 'M00', score: 1, verdict: 'red', categories: [] }],
    commits: { ...audit.commits, policy: 'f'.repeat(40) },
    event: 'schedule',
    tool: { ...audit.tool, version: '9.9.9' },
  });
  expect(snapshotOf(other).evidence).toBe(snapshotOf(audit).evidence);
});

it('changes the digest with a commit, run, report, or measured value', () => {
  const audit = anAudit();
  const others = [
    anAudit({ commits: { ...audit.commits, audited: 'e'.repeat(40) } }),
    anAudit({ runs: audit.runs.slice(1) }),
    anAudit({ evidence: { ...audit.evidence, tests: null } }),
    anAudit({ rules: audit.rules.map((rule) => ({ ...rule, measured: `${rule.measured}!` })) }),
  ];
  const digests = [audit, ...others].map((one) => snapshotOf(one).evidence);
  expect(new Set(digests).size).toBe(digests.length);
});

it('has another digest of what a comment shows when a failing test, a gate, or the score changes', () => {
  const audit = anAudit();
  const others = [
    anAudit({ failing_tests: (audit.failing_tests ?? []).slice(1) }),
    anAudit({ gates: audit.gates.slice(1) }),
    anAudit({ score: 4.6 }),
    anAudit({ deferrals: [] }),
  ];
  const digests = [audit, ...others].map((one) => snapshotOf(one).shown);
  expect(new Set(digests).size).toBe(digests.length);
});

it('shows the same for another commit with the same result', () => {
  const { commits, runs } = anAudit();
  const other = anAudit({ commits: { ...commits, audited: 'e'.repeat(40) }, runs: runs.slice(1) });
  expect(snapshotOf(other).shown).toBe(snapshotOf(anAudit()).shown);
});

it('has at most 150 characters, none of which a marker encodes', () => {
  const { evidence } = anAudit();
  if (evidence.tests === null) throw new Error('the builder has tests');
  const tests = { ...evidence.tests, tests: 1_000_000, failed: 1_000_000 };
  const text = printSnapshot(
    snapshotOf(anAudit({ outcome: 'INSUFFICIENT_EVIDENCE', evidence: { ...evidence, tests } })),
  );
  expect([text.length <= 150, encodeURIComponent(text)]).toEqual([true, text]);
});

it.each([
  '',
  'null',
  '~~~~~~~~',
  printSnapshot({ ...snapshotOf(anAudit()), score: 9 }),
  `${printSnapshot(snapshotOf(anAudit()))}~`,
  'x'.repeat(5000),
])('other text is not a snapshot: %j', (text) => {
  expect(readSnapshot(text)).toBeUndefined();
});
