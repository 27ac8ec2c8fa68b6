import { expect, it } from '@jest/globals';
import {
  type ProofRecord,
  printProof,
  proofOf,
  readProof,
  whyKept as whyKeptAfter,
} from '../../src/history/better-proof.ts';
import type { Audit, AuditRule } from '../../src/model/audit.ts';
import type { Level } from '../../src/model/verdict.ts';
import { anAudit, aRule } from '../render/an-audit.ts';

/** The former audit was green. */
const whyKept = (before: ProofRecord | undefined, now: Audit) => whyKeptAfter(before, 'green', now);

const open = (level: Level, level_max: Level): AuditRule => ({
  ...aRule('test-results', level, 'no report'),
  state: 'open',
  level_max,
  open: [{ kind: 'tests', what: 'test report', why: 'it expired' }],
});
const audit = (rule: AuditRule, change: Partial<Audit> = {}): Audit =>
  anAudit({ rules: [rule], ...change });
const known = audit(aRule('test-results', 5, 'all passed'));
const [run] = known.runs;
if (run === undefined) throw new Error('the audit has no run');
const other = { ...known.commits, audited: 'f'.repeat(40) };
const config = { ...known.config, digest: 'sha256:1' };
const missing: AuditRule = {
  ...open(0, 5),
  open: [
    { kind: 'expectedRuns', what: 'run of CI', why: '', source: { what: '', path: 'ci.yml' } },
  ],
};

it('keeps the committed audit and names the evidence that the new one lacks', () => {
  expect(whyKept(proofOf(known), audit(open(0, 5)))).toBe(
    `the earlier audit of ${known.commits.audited.slice(0, 7)} stays, because this one has less evidence for test-results (it expired)`,
  );
});

it.each([
  ['bounds within the former ones', audit(open(0, 5)), audit(open(2, 4))],
  ['a level that is known completely', known, audit(aRule('test-results', 1, '2 failed'))],
  ['another commit', known, audit(open(0, 5), { commits: other })],
  [
    'another base',
    known,
    audit(open(0, 5), { commits: { ...known.commits, base: 'e'.repeat(40) } }),
  ],
  ['other deferrals', known, audit(open(0, 5), { deferrals: [] })],
  ['another milestone', known, audit(open(0, 5), { milestone: 'M02' })],
  ['a level that no loss explains', known, audit(open(0, 3))],
  ['a run that was not expected before', known, audit(missing)],
  ['another config', known, audit(open(0, 5), { config })],
  ['a newer attempt', known, audit(open(0, 5), { runs: [{ ...run, attempt: run.attempt + 1 }] })],
  ['a newer run', known, audit(open(0, 5), { runs: [...known.runs, { ...run, id: 999 }] })],
  [
    'other rules',
    known,
    audit(open(0, 5), { tool: { ...known.tool, rules_version: known.tool.rules_version + 1 } }),
  ],
])('lets an audit with %s replace it', (_, committed, now) => {
  expect(whyKept(proofOf(committed), now)).toBeUndefined();
});

it('keeps an audit that had a required source which expired, also where no rule reads it', () => {
  const [source] = known.sources;
  if (source === undefined) throw new Error('the audit has a source');
  const sources = [{ ...source, required: true, state: 'expired' as const }];
  const now = anAudit({ ...known, sources, outcome: 'INSUFFICIENT_EVIDENCE', verdict: 'red' });
  expect(whyKept(proofOf(known), now)).toContain(`lacks “${source.expected}”, which expired`);
  expect(whyKeptAfter(proofOf(known), 'red', now)).toBeUndefined();
});

it('a failure that is known replaces an audit without one, whatever else was lost', () => {
  const now = audit(open(0, 5), { outcome: 'INCOMPLETE', verdict: 'red' });
  expect([
    whyKeptAfter(proofOf(known), 'green', now),
    whyKeptAfter(proofOf(known), undefined, now),
    whyKeptAfter(proofOf(known), 'red', now),
  ]).toEqual([undefined, undefined, expect.stringContaining('stays')]);
});

it('an audit that waits for runs is never kept', () => {
  expect(
    whyKept(proofOf(audit(aRule('a', 5, ''), { outcome: 'PENDING' })), audit(open(0, 5))),
  ).toBe(undefined);
});

it('reads a printed record again', () => {
  const off = { ...aRule('b', 0, ''), state: 'off', level: null, level_max: null } as const;
  const runs = [{ ...run, id: 31, attempt: 12 }, run];
  const record = proofOf(anAudit({ rules: [open(0, 5), off, open(5, 5)], runs }));
  expect(record && readProof(printProof(record), record.commit)).toEqual(record);
});

it.each(['', '2', '2~a~b~c~d~e', `${'x'.repeat(3000)}`])('reads no record from %j', (text) => {
  expect(readProof(text, 'a'.repeat(40))).toBeUndefined();
});

it('does not print the record of too many runs', () => {
  const runs = Array.from({ length: 400 }, (_, at) => ({ ...run, id: (at + 1) * 1e7 }));
  const record = proofOf(anAudit({ runs }));
  expect(record && printProof(record)).toBe('');
});

it('keeps the committed audit when a run of it is no longer listed', () => {
  const now = audit(aRule('test-results', 5, 'all passed'), { runs: known.runs.slice(1) });
  expect(whyKept(proofOf(known), now)).toContain(`lacks run ${run.id}, which is no longer`);
});

it('ignores a newer run of other code', () => {
  const stale = { ...run, id: 999, relation: 'stale' } as const;
  const now = audit(open(0, 5), { runs: [...known.runs, stale] });
  expect(whyKept(proofOf(known), now)).toContain('stays');
});
