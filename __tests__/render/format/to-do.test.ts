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
  expect(lines(audit)).toEqual(['**CI stability, Coverage** · CI-1 happened · Fix it']);
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
    ['**CI stability** · CI-1 happened · Fix it', '**CI stability** · CI-2 happened · Fix it'],
    ['**CI stability** · CI-3 happened · Fix it'],
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

const url = 'https://github.com/acme/webui/actions/runs/22814850488';
const lost = {
  kind: 'coverage',
  expected: 'coverage from artifact cov of CI',
  state: 'expired' as const,
  why: 'its retention is over',
  required: true,
  run_id: 22814850488,
  attempt: 1,
  artifact_id: null,
  digest: null,
};

it('says once that a required source was lost, with the gates that need its report and what to do', () => {
  expect(lines(missing(open('coverage'), { sources: [lost] }))).toEqual([
    `**Coverage** · required source “coverage from artifact cov of CI” is expired: its retention is over [run of Tests](${url}) · Run the workflow again for this commit`,
  ]);
});

it('names a lost source that no gate needs', () => {
  expect(lines(missing(open('tests'), { gates: [], sources: [lost] }))).toEqual([
    `**Required source** · “coverage from artifact cov of CI” is expired: its retention is over [run of Tests](${url}) · Run the workflow again for this commit`,
  ]);
});

it('offers no way out of a source that the config requires', () => {
  expect(out(missing(open('coverage'), { sources: [lost] }))).toBe('');
});

it('names a run that has not finished once, whatever it keeps open', () => {
  const source = { what: 'run Tests', runId: 22814850488, url };
  const rule = open('runs', { source, wait: true });
  const [first] = rule.open;
  if (first === undefined) throw new Error('the builder has one');
  const audit = missing({ ...rule, open: [first, { ...first, what: 'step coverage' }] });
  expect(lines(audit)).toEqual([`**Coverage** · Tests has not finished [run](${url})`]);
});

it('links the base where it has nothing to compare with, and a preview advises no run', () => {
  const rule = open('baseCoverage');
  const commit = anAudit().commits.base ?? '';
  expect([
    lines(missing(rule)),
    lines(missing(rule, { outcome: 'PREVIEW', commits: { ...anAudit().commits, base: null } })),
  ]).toEqual([
    [
      `**Coverage** · coverage report: none was found [base commit](https://github.com/acme/webui/commit/${commit}) · Run the workflow on the base branch, too: \`on: push\``,
    ],
    ['**Coverage** · coverage report: none was found'],
  ]);
});

it('links the place where the words name it, and behind them otherwise', () => {
  const source = { what: 'ci.yml', path: 'ci.yml', line: 4, url: 'https://x.test/ci.yml#L4' };
  const gates = [failed('CI stability', 'required-runs')];
  const shown = (observation: string): readonly string[] =>
    lines(anAudit({ ...base, gates, issues: [issue('CI-1', { observation, source })] }));
  const place = '[`ci.yml:4`](https://x.test/ci.yml#L4)';
  expect(
    ['ci.yml:4 grants more.', 'It grants more.', 'a/ci.yml:4 does.', 'ci.yml:42 does.'].flatMap(
      shown,
    ),
  ).toEqual([
    `**CI stability** · ${place} grants more · Fix it`,
    `**CI stability** · It grants more. ${place} · Fix it`,
    `**CI stability** · a/ci.yml:4 does. ${place} · Fix it`,
    `**CI stability** · ci.yml:42 does. ${place} · Fix it`,
  ]);
});
