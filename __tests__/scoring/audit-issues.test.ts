import { expect, it } from '@jest/globals';
import type { AuditGate } from '../../src/model/audit.ts';
import type { Deferral } from '../../src/model/deferral.ts';
import type { Rule } from '../../src/model/rule.ts';
import type { Flaw, Level, Verdict } from '../../src/model/verdict.ts';
import { RULES } from '../../src/rules/registry.ts';
import { auditIssues } from '../../src/scoring/audit-issues.ts';
import { aConfig, aLevel, aVerdict, openFinding } from './builders.ts';

const flaw = (severity: Flaw['severity'], key = 'k', observation = `${severity} ${key}`): Flaw => ({
  key,
  severity,
  observation,
  source: { what: 'ci.yml', path: 'ci.yml', line: 3 },
});

const flawed = (rule: string, level: Level, ...flaws: readonly Flaw[]): Verdict => {
  const finding = aLevel(level);
  return aVerdict(rule, finding.state === 'level' ? { ...finding, flaws } : finding);
};

const issues = (
  verdicts: readonly Verdict[],
  change: Parameters<typeof aConfig>[0] = {},
  rules: readonly Rule[] = RULES,
  context: Partial<Parameters<typeof auditIssues>[1]> = {},
) =>
  auditIssues(verdicts, {
    config: aConfig(change),
    rules,
    gates: [],
    deferrals: [],
    ...context,
    locate: (source) => ({ ...source, url: `https://x/${source.path}#L${source.line}` }),
  });

it('lists each rule below 5 once, with its worst flaw, the number of others, and its source', () => {
  expect(
    issues([
      flawed('pinned-actions', 2, flaw('low', 'a'), flaw('high', 'b'), flaw('medium', 'c')),
      flawed('exact-runtime', 5, flaw('low')),
      aVerdict('test-results', openFinding(0, 5)),
    ]),
  ).toEqual([
    {
      id: expect.stringMatching(/^CI-\d{3}$/),
      rule: 'pinned-actions',
      gate: null,
      severity: 'high',
      observation: 'high b (and 2 more)',
      interpretation: '“pinned-actions” is at level 2, Poor',
      recommendation: 'fix it',
      minutes: 30,
      guardrail: 'guard',
      rollback: 'revert',
      acceptance: 'pinned-actions >= 3 on the next audit',
      source: { what: 'ci.yml', path: 'ci.yml', line: 3, url: 'https://x/ci.yml#L3' },
    },
  ]);
});

it('an id depends on the rule and the cause only', () => {
  const id = (...verdicts: readonly Verdict[]): string | undefined =>
    issues(verdicts).find(({ rule }) => rule === 'pinned-actions')?.id;
  const first = id(flawed('pinned-actions', 2, flaw('high', 'tag:o/a')));
  expect([
    id(
      flawed('test-results', 0, flaw('critical')),
      flawed('pinned-actions', 1, flaw('high', 'tag:o/a', 'in other words')),
    ),
    id(flawed('pinned-actions', 2, flaw('high', 'tag:o/b'))) === first,
  ]).toEqual([first, false]);
});

it('lists the top seven by severity and weight of the category', () => {
  const names = RULES.map(({ id }) => id).slice(0, 9);
  const categories = names.map((rule, at) => ({
    kind: 'measured' as const,
    id: rule,
    title: rule,
    weight: at === 8 ? 3 : 1,
    rules: [rule],
  }));
  const verdicts = names.map((rule, at) => flawed(rule, 2, flaw(at === 0 ? 'high' : 'medium')));
  expect(issues(verdicts, { categories }).map(({ rule }) => rule)).toEqual([
    names[8],
    names[0],
    ...names.slice(1, 6),
  ]);
});

it('requires the level of the gate, else the next level of the rule', () => {
  const gates = [{ title: 'G', when: ['test-results >= 4'] }];
  const told = issues(
    [
      flawed('test-results', 1, flaw('high')),
      flawed('sbom-continuity', 0, flaw('high')),
      flawed('no-weakening', 0, flaw('high')),
      flawed('invariants', 3, flaw('high')),
    ],
    { gates },
  );
  expect(told.map(({ acceptance }) => acceptance).sort()).toEqual([
    'invariants >= 5 on the next audit',
    'no-weakening >= 3 on the next audit',
    'sbom-continuity >= 2 on the next audit',
    'test-results >= 4 on the next audit',
  ]);
});

const failed = (rule: string): AuditGate => ({
  title: 'Workflows',
  state: 'failed',
  conditions: [{ text: `${rule} >= 3`, holds: false, level: 1, level_max: 1 }],
  waits: false,
  evidence: '',
});

it('lists what blocks a gate first, tagged with the gate', () => {
  const verdicts = [
    flawed('pinned-actions', 1, flaw('low')),
    flawed('exact-runtime', 0, flaw('critical')),
  ];
  const gates = [failed('pinned-actions')];
  expect(issues(verdicts, {}, RULES, { gates }).map(({ rule, gate }) => [rule, gate])).toEqual([
    ['pinned-actions', 'Workflows'],
    ['exact-runtime', null],
  ]);
});

it('lists one cause once, whatever number of rules it lowers', () => {
  const cause = { ...flaw('high'), cause: 'failing-tests' };
  const verdicts = ['test-results', 'coverage-gate', 'required-runs'].map((rule) =>
    flawed(rule, 2, cause),
  );
  expect(issues(verdicts)).toHaveLength(1);
});

it('advises to meet the exit criterion of a deferred failure', () => {
  const deferral = { id: 'D01', until: 'M02', exit: 'the stub returns a PNG' } as Deferral;
  const verdicts = [flawed('test-results', 4, { ...flaw('medium'), deferrals: ['D01'] })];
  expect(issues(verdicts, {}, RULES, { deferrals: [deferral] })[0]?.recommendation).toBe(
    'Before M02, meet the exit criterion of D01: the stub returns a PNG',
  );
});

it('gives two issues different ids even when their short numbers are the same', () => {
  // Found by search: the three digits of both are 274.
  const ids = issues([
    flawed('pinned-actions', 2, flaw('high', 'k')),
    flawed('exact-runtime', 2, flaw('high', 'k2341')),
  ]).map(({ id }) => id);
  expect(new Set(ids).size).toBe(2);
});

it('no fix takes more than 90 minutes', () => {
  expect(RULES.filter(({ remediation }) => remediation.minutes > 90)).toEqual([]);
});
