import { expect, it } from '@jest/globals';
import type { AuditGate } from '../../src/model/audit.ts';
import type { Deferral } from '../../src/model/deferral.ts';
import type { Rule } from '../../src/model/rule.ts';
import type { Finding, Flaw, Level, Verdict } from '../../src/model/verdict.ts';
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

it('lists each rule below 5 once, with its worst flaw, the others, and its source', () => {
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
      rules: ['pinned-actions'],
      deferrals: [],
      gate: null,
      severity: 'high',
      observation: 'high b; medium c; low a',
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

const CAUSE = { cause: 'failing tests' };
const effect = (rule: string) =>
  flawed(rule, 2, { ...flaw('critical', rule), ...CAUSE, effect: true });

it('lists one cause once, by the rule that names it, with all rules that it lowers', () => {
  const named = flawed('test-results', 2, { ...flaw('high', 'tests'), ...CAUSE });
  const all = [effect('coverage-gate'), effect('required-runs'), named];
  expect(issues(all)).toEqual([
    expect.objectContaining({
      rule: 'test-results',
      rules: ['test-results', 'coverage-gate', 'required-runs'],
      severity: 'critical',
      observation: 'high tests',
      interpretation:
        '“test-results” is at level 2, Poor; “coverage-gate” is at level 2, Poor; “required-runs” is at level 2, Poor',
      acceptance: 'test-results >= 4, coverage-gate >= 4, required-runs >= 4 on the next audit',
    }),
  ]);
});

it('keeps the other causes of a rule apart', () => {
  const lint = flaw('critical', 'lint');
  const verdicts = [
    flawed('test-results', 2, { ...flaw('high', 'tests'), ...CAUSE }),
    flawed('required-runs', 0, { ...flaw('critical', 'red'), ...CAUSE, effect: true }, lint),
  ];
  expect(issues(verdicts).map(({ observation, rules }) => [observation, rules])).toEqual([
    ['high tests', ['test-results', 'required-runs']],
    ['critical lint', ['required-runs']],
  ]);
});

it('tags a cause with the gate that any of its effects keeps from passing', () => {
  const named = flawed('test-results', 2, { ...flaw('high', 'tests'), ...CAUSE });
  const gates = [failed('required-runs')];
  expect(
    issues([named, effect('required-runs')], {}, RULES, { gates }).map(({ rule, gate }) => [
      rule,
      gate,
    ]),
  ).toEqual([['test-results', 'Workflows']]);
});

it('lists one deferral once, whatever number of rules it covers', () => {
  const by = { deferrals: ['D01'] };
  const verdicts = [
    flawed('required-runs', 4, { ...flaw('low', 'red'), ...by, effect: true }),
    flawed('test-results', 4, { ...flaw('low', 'tests'), ...by }),
  ];
  expect(issues(verdicts, {}, RULES, { deferrals: [DEFERRAL] })).toEqual([
    expect.objectContaining({ observation: 'low tests', deferrals: ['D01'] }),
  ]);
});

it('advises to meet the exit criterion of a deferral that covers the whole rule', () => {
  const finding = aLevel(3);
  const covered = finding.state === 'level' ? { ...finding, deferrals: ['D01'] } : finding;
  const verdict = aVerdict('test-count', { ...covered, flaws: [flaw('medium')] } as Finding);
  const covers = { kind: 'rule', rule: 'test-count', level: 3 } as const;
  expect(issues([verdict], {}, RULES, { deferrals: [{ ...DEFERRAL, covers }] })).toEqual([
    expect.objectContaining({
      deferrals: ['D01'],
      recommendation: 'Before M02, meet the exit criterion of D01: it works',
    }),
  ]);
});

it('lists one cause of each rule before the second of any', () => {
  const steps = ['a', 'b', 'c'].map((key) => ({ ...flaw('critical', key), cause: key }));
  const verdicts = [flawed('required-runs', 0, ...steps), flawed('test-count', 2, flaw('low'))];
  expect(issues(verdicts).map(({ rule }) => rule)).toEqual([
    'required-runs',
    'test-count',
    'required-runs',
    'required-runs',
  ]);
});

const DEFERRAL: Deferral = {
  id: 'D01',
  issue: '#12',
  covers: { kind: 'tests', globs: ['*'] },
  reason: 'a stub',
  owner: 'ana',
  discovered: 'M01',
  until: 'M02',
  exit: 'it works',
  line: 1,
  proposed: false,
};

it('advises to meet the exit criterion of a deferred failure', () => {
  const exit = 'the stub returns a PNG';
  const deferral: Deferral = { ...DEFERRAL, exit };
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

it('counts the problems of one cause that do not fit in its observation', () => {
  const long = (name: string): string => name.repeat(200);
  const [first] = issues([
    flawed('pinned-actions', 2, flaw('high', long('a')), flaw('low', long('b')), flaw('low', 'c')),
  ]);
  expect(first?.observation).toMatch(/^high a+; and 2 other problems$/);
});
