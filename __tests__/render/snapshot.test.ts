import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import { printSnapshot, readSnapshot, snapshotOf } from '../../src/render/snapshot.ts';
import { propertyOptions } from '../runs.ts';
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

it('stays within 3,000 characters for any number of rules and categories, and keeps the score', () => {
  fc.assert(
    fc.property(fc.nat(400), fc.nat(400), (rules, categories) => {
      const [rule] = anAudit().rules;
      const [category] = anAudit().categories;
      if (rule === undefined || category === undefined) throw new Error('the builder has both');
      const text = printSnapshot(
        snapshotOf(
          anAudit({
            rules: Array.from({ length: rules }, (_, at) => ({ ...rule, id: `rule-${at}` })),
            categories: Array.from({ length: categories }, (_, at) => ({
              ...category,
              id: `category-${at}`,
            })),
          }),
        ),
      );
      expect(text.length).toBeLessThanOrEqual(3000);
      expect(readSnapshot(text)?.score).toBe(anAudit().score);
    }),
    propertyOptions(10, 100),
  );
});

it.each(['', 'null', '{}', '[1]', '{"evidence":1}', 'x'.repeat(5000)])(
  'what is no snapshot is none: %j',
  (text) => {
    expect(readSnapshot(text)).toBeUndefined();
  },
);
