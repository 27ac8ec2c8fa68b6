import { expect, it } from '@jest/globals';
import { whyKept } from '../../src/history/better-proof.ts';
import type { Audit, AuditRule } from '../../src/model/audit.ts';
import type { Level } from '../../src/model/verdict.ts';
import { anAudit, aRule } from '../render/an-audit.ts';

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

it('keeps the committed audit and names the evidence that the new one lacks', () => {
  expect(whyKept(known, audit(open(0, 5)))).toBe(
    `the committed audit of ${known.commits.audited.slice(0, 7)} stays, because this one has less evidence for test-results (it expired)`,
  );
});

it.each([
  ['bounds within the former ones', audit(open(0, 5)), audit(open(2, 4))],
  ['a level that is known completely', known, audit(aRule('test-results', 1, '2 failed'))],
  ['another commit', known, audit(open(0, 5), { commits: other })],
  ['another config', known, audit(open(0, 5), { config })],
  ['a newer attempt', known, audit(open(0, 5), { runs: [{ ...run, attempt: run.attempt + 1 }] })],
  ['a newer run', known, audit(open(0, 5), { runs: [...known.runs, { ...run, id: 999 }] })],
  [
    'other rules',
    known,
    audit(open(0, 5), { tool: { ...known.tool, rules_version: known.tool.rules_version + 1 } }),
  ],
])('lets an audit with %s replace it', (_, committed, now) => {
  expect(whyKept(committed, now)).toBeUndefined();
});

it('keeps the committed audit when a run of it is no longer listed', () => {
  const now = audit(aRule('test-results', 5, 'all passed'), { runs: known.runs.slice(1) });
  expect(whyKept(known, now)).toContain(`lacks run ${run.id} of ${run.workflow}`);
});

it('ignores a newer run of other code', () => {
  const stale = { ...run, id: 999, relation: 'stale' } as const;
  const now = audit(open(0, 5), { runs: [...known.runs, stale] });
  expect(whyKept(known, now)).toContain('stays');
});
