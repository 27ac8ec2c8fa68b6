import { expect, it } from '@jest/globals';
import type { Audit, AuditGate, AuditIssue } from '../../../src/model/audit.ts';
import { wayOut } from '../../../src/render/format/missing-evidence.ts';
import { toDoLine } from '../../../src/render/format/task.ts';
import { toDos } from '../../../src/render/format/to-do.ts';
import { paragraph } from '../../../src/render/markdown/tree.ts';
import { anAudit, aRule } from '../an-audit.ts';
import { written } from '../reading-sections.ts';

const failed = (title: string, rule: string, state: AuditGate['state'] = 'failed'): AuditGate => ({
  title,
  state,
  conditions: [
    { text: `${rule} >= 4`, holds: state === 'failed' ? false : null, level: 0, level_max: 5 },
  ],
  waits: false,
  evidence: `${rule} 0`,
});

const issue = (id: string, change: Partial<AuditIssue>): AuditIssue => ({
  id,
  rule: 'required-runs',
  severity: 'high',
  observation: `${id} happened.`,
  interpretation: '',
  recommendation: 'Fix it; then rest.',
  minutes: 1,
  guardrail: '',
  rollback: '',
  acceptance: '',
  source: null,
  ...change,
});

const lines = (audit: Audit): readonly string[] =>
  toDos(audit).map((one) => written([paragraph(toDoLine(one))]).trim());

const base = { failing_tests: [], sources: [] };

it('names one cause once, with every gate that it keeps from passing', () => {
  const rules = ['required-runs', 'coverage-gate'];
  const audit = anAudit({
    ...base,
    gates: [failed('CI stability', 'required-runs'), failed('Coverage', 'coverage-gate')],
    issues: [issue('CI-1', { rules })],
  });
  expect(lines(audit)).toEqual(['**CI stability, Coverage** · CI-1 happened. · Fix it']);
});

it('names each cause of a gate, and deferred ones only when there is no other', () => {
  const gates = [failed('CI stability', 'required-runs')];
  const [red, lint, known] = [
    issue('CI-1', {}),
    issue('CI-2', {}),
    issue('CI-3', { deferrals: ['D01'] }),
  ];
  expect([
    lines(anAudit({ ...base, gates, issues: [red, lint, known] })),
    lines(anAudit({ ...base, gates, issues: [known] })),
  ]).toEqual([
    ['**CI stability** · CI-1 happened. · Fix it', '**CI stability** · CI-2 happened. · Fix it'],
    ['**CI stability** · CI-3 happened. · Fix it'],
  ]);
});

it('reads the issues of audits that name one rule only', () => {
  const gates = [failed('CI stability', 'required-runs')];
  expect(lines(anAudit({ ...base, gates, issues: [issue('CI-1', {})] }))).toHaveLength(1);
});

const open = (kind: string, more = {}) => ({
  ...aRule('coverage-gate', 0, ''),
  state: 'open' as const,
  level_max: 5 as const,
  open: [{ kind, what: 'coverage report', why: 'none was found', ...more }],
});
const missing = (rule: ReturnType<typeof open>, change: Partial<Audit> = {}) =>
  anAudit({
    ...base,
    gates: [failed('Coverage', 'coverage-gate', 'not-evaluated')],
    rules: [rule],
    issues: [],
    ...change,
  });
const out = (audit: Audit): string => written([paragraph(wayOut(audit))]).trim();

it('shows the lines of the config where a kind of evidence does not exist', () => {
  expect(out(missing(open('coverage')))).toContain(
    '`gates: [{ title: Coverage, optional: "reason" }]`',
  );
});

it('offers no way out of what was refused, is awaited, or is known to be wrong', () => {
  const gates = [failed('CI stability', 'required-runs')];
  expect([
    out(missing(open('coverage', { source: { what: 'coverage.xml' } }))),
    out(missing(open('coverage', { wait: true }))),
    out(missing(open('runs'))),
    out(missing(open('coverage'), { outcome: 'PREVIEW' })),
    out(anAudit({ ...base, gates, issues: [issue('CI-1', {})] })),
  ]).toEqual(['', '', '', '', '']);
});

it('offers a way out of a gate that fails only because there is nothing of the kind', () => {
  const gates = [failed('Scans & more', 'secret-scan')];
  const issues = [issue('SEC-1', { rule: 'secret-scan', lacking: true })];
  expect(out(anAudit({ ...base, gates, issues }))).toContain('title: "Scans & more"');
});
