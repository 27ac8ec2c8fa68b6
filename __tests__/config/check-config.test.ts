import { describe, expect, it } from '@jest/globals';
import { checkConfig } from '../../src/config/check-config.ts';
import { describeProblem } from '../../src/config/problem.ts';

const RULES = [
  { id: 'test-results' },
  { id: 'required-runs' },
  { id: 'pinned-actions' },
  { id: 'invariants' },
  {
    id: 'coverage-gate',
    options: [
      { name: 'target', type: 'number', fallback: '', meaning: '' },
      { name: 'files', type: 'list', fallback: '', meaning: '' },
    ],
  },
] as const;
const PATH = '.github/milestone-audit.yml';

function messages(text: string): readonly string[] {
  const checked = checkConfig(PATH, text, RULES);
  return checked.state === 'valid' ? [] : checked.problems.map(describeProblem);
}

describe('checkConfig', () => {
  it('accepts an empty file', () => {
    expect(checkConfig(PATH, '', RULES)).toMatchObject({ state: 'valid', file: {} });
  });

  it('accepts every key of the contract', () => {
    const text = [
      'version: 1',
      'profile: seed',
      'milestone: { id: M01, title: Truth, pattern: "(M[0-9]+)" }',
      'categories:',
      '  - { id: a, title: A, weight: 1, rules: [test-results] }',
      '  - { id: b, title: B, weight: 1, attested: { level: 4, reason: seen, by: ada } }',
      'rules: { pinned-actions: { off: "vendored" }, coverage-gate: { target: 80, files: [a] } }',
      'gates: [{ title: Tests, when: ["test-results >= 5"] }]',
      'minimum-score: 3.5',
      'sources: [{ kind: tests, artifact: "junit-*", required: false }]',
      'workflows: [Tests]',
      'artifacts: ["junit-*"]',
      'probes: { server-boot: { step: start*, log: "available" } }',
      'invariants:',
      '  - { title: U, unchanged: ["src/**"] }',
      '  - { title: F, files: ["docs/{milestone}.md"] }',
      '  - { title: R, rule: test-results, at-least: 4 }',
      '  - { title: J, job: test }',
      '  - { title: S, step: pytest }',
      'plan: plan.md',
      'registry: deferred.yml',
      'ledger: docs/ledger.md',
      'zones: { CI: [".github/**"] }',
      'docs: branch:audits',
      'docs-path: docs/{milestone}.md',
      'comment: always',
      'status: both',
      'status-name: Audit',
      'fail-on: yellow',
      'evidence: none',
      'trust: base',
    ].join('\n');
    expect(messages(text)).toEqual([]);
  });

  it('reports all problems with line, column, and fix', () => {
    const text = [
      'profil: seed',
      'minimum-score: 7',
      'rules:',
      '  test-result: { off: because }',
      'gates:',
      '  - title: Tests',
      '    when: ["test-results >= 9", "tests"]',
      'invariants:',
      '  - { title: X, rule: invariants, at-least: 3 }',
    ].join('\n');
    expect(messages(text)).toEqual([
      '.github/milestone-audit.yml:1:1: profil: unknown key; did you mean profile?',
      '.github/milestone-audit.yml:2:1: minimum-score: `7` is too much; at most 5',
      '.github/milestone-audit.yml:4:3: rules.test-result: unknown rule `test-result`; did you mean test-results?',
      '.github/milestone-audit.yml:7:12: gates.0.when.0: `test-results >= 9`: a level is a whole number from 0 to 5, not 9',
      '.github/milestone-audit.yml:7:33: gates.0.when.1: `tests`: expected `subject comparison value`, for instance `test-results >= 4`, `coverage.lines >= base` or `flakes == 0`',
      '.github/milestone-audit.yml:9:17: invariants.0.rule: an invariant cannot rest on the invariants',
    ]);
  });

  it.each([
    ['sources: [{ kind: test, artifact: a }]', 'did you mean tests?'],
    ['rules: { pinned-actions: off }', '`"off"` is not a map of keys; write `{ off: REASON }`'],
    ["minimum-score: '3'", '`"3"` is not a number'],
    ['gates: [{ title: Tests, off: true }]', 'put it in quotes, or say it in words'],
    ['workflows: CI', '`"CI"` is not a list'],
    ['invariants: [{ title: X, jb: y }]', 'invariants.0.jb: unknown key; did you mean job?'],
    ['gates: [{ title: Tests, of: later }]', 'did you mean off?'],
    ['gates: [{ title: M, when: [tests.faild == 0] }]', 'did you mean `tests.failed`?'],
    ['Sources: []', 'did you mean sources?'],
    ['docs: branch', 'is not auto, head, pull-request, none or branch:NAME'],
  ])('%s is one problem with its fix', (text, fix) => {
    expect(messages(text)).toEqual([expect.stringContaining(fix)]);
  });

  it('checks what the schema cannot express', () => {
    const text = [
      'categories:',
      '  - { id: a, title: A, weight: 0, rules: [test-result] }',
      '  - { id: a, title: B, weight: 0, rules: [test-results, test-results] }',
      'rules:',
      '  pined-actions: { off: because }',
      'gates:',
      '  - title: Tests',
      '    when: ["test-results >= 9", "tests"]',
      'invariants:',
      '  - { title: X, rule: invariants, at-least: 3 }',
      '  - { title: Y, files: ["docs/M01_audit.md"] }',
      'probes: { server-boot: { log: "(" } }',
      'docs-path: ../escape.md',
    ].join('\n');
    expect(messages(text)).toEqual([
      '.github/milestone-audit.yml:1:1: categories: every weight is 0; at least one category must weigh something',
      '.github/milestone-audit.yml:2:43: categories.0.rules.0: unknown rule `test-result`; did you mean test-results?',
      '.github/milestone-audit.yml:3:7: categories.1.id: `a` names two categories',
      '.github/milestone-audit.yml:3:57: categories.1.rules.1: `test-results` already counts in `a`; a rule counts once',
      '.github/milestone-audit.yml:5:3: rules.pined-actions: unknown rule `pined-actions`; did you mean pinned-actions?',
      '.github/milestone-audit.yml:8:12: gates.0.when.0: `test-results >= 9`: a level is a whole number from 0 to 5, not 9',
      '.github/milestone-audit.yml:8:33: gates.0.when.1: `tests`: expected `subject comparison value`, for instance `test-results >= 4`, `coverage.lines >= base` or `flakes == 0`',
      '.github/milestone-audit.yml:10:17: invariants.0.rule: an invariant cannot rest on the invariants',
      '.github/milestone-audit.yml:11:25: invariants.1.files.0: `docs/M01_audit.md` is made by the audit itself and proves nothing',
      '.github/milestone-audit.yml:12:26: probes.server-boot.log: not a regular expression: missing closing ): `(`',
      '.github/milestone-audit.yml:13:1: docs-path: `../escape.md` is not a relative path of a `.md` file inside the repository',
    ]);
  });

  it('checks the options of each rule', () => {
    const text = [
      'rules:',
      '  coverage-gate:',
      '    targt: 80',
      '    target: high',
      '    files: 3',
      '  test-results: { target: 5 }',
    ].join('\n');
    expect(messages(text)).toEqual([
      '.github/milestone-audit.yml:3:5: rules.coverage-gate.targt: unknown option; did you mean target?',
      '.github/milestone-audit.yml:4:5: rules.coverage-gate.target: "high" is not a number',
      '.github/milestone-audit.yml:5:5: rules.coverage-gate.files: 3 is not a list of texts',
      '.github/milestone-audit.yml:6:19: rules.test-results.target: unknown option; test-results takes off, reason',
    ]);
  });

  it('accepts a reason next to options, and an artifact with or without a digest', () => {
    const digest = `sha256:${'a'.repeat(64)}`;
    const text = [
      'rules:',
      '  coverage-gate: { target: 80, reason: the goal of the year }',
      '  pinned-actions: { reason: "" }',
      'invariants:',
      '  - { title: Alike, artifact: dist-* }',
      `  - { title: Known, artifact: dist, digest: '${digest}' }`,
    ].join('\n');
    expect(messages(text)).toEqual([
      '.github/milestone-audit.yml:3:21: rules.pinned-actions.reason: "" is no reason; say in words why the rule has these options',
    ]);
  });

  it('reports the position of a YAML error', () => {
    expect(messages('profile: seed\n  nested: [1,\n').length).toBeGreaterThan(0);
    expect(messages('profile: seed\n  nested: [1,\n')[0]).toMatch(
      /^\.github\/milestone-audit\.yml:\d+:\d+: not valid YAML: /,
    );
  });

  it('reports the key and the allowed values of a nested wrong value', () => {
    expect(messages('sources:\n  - { kind: test }')).toEqual([
      '.github/milestone-audit.yml:2:7: sources.0.kind: `test` is not one of tests, coverage, findings, sbom, benchmark; did you mean tests?',
    ]);
  });

  it('reports problems of valid neighbors at their own positions', () => {
    const text = [
      'categories:',
      '  - { id: a, title: A, weight: -1, rules: [test-results] }',
      '  - { id: b, title: B, weight: 1, rules: [test-result] }',
      'rules:',
      '  coverage-gate: { off: 3 }',
      '  pinned-actions: { off: vendored }',
      'invariants:',
      '  - { title: I }',
      '  - { title: J, rule: invariants, at-least: 4 }',
      'docs: haed',
      'sources: [{ artifact: x }]',
    ].join('\n');
    expect(messages(text)).toEqual([
      `${PATH}:2:24: categories.0.weight: \`-1\` is too little; at least 0`,
      `${PATH}:3:43: categories.1.rules.0: unknown rule \`test-result\`; did you mean test-results?`,
      `${PATH}:5:20: rules.coverage-gate.off: 3 is no reason; say in words why the rule is off`,
      `${PATH}:8:5: invariants.0.unchanged: missing; a list is needed`,
      `${PATH}:9:17: invariants.1.rule: an invariant cannot rest on the invariants`,
      `${PATH}:10:1: docs: \`haed\` is not auto, head, pull-request, none or branch:NAME; did you mean head?`,
      `${PATH}:11:11: sources.0.kind: missing; one of tests, coverage, findings, sbom, benchmark is needed`,
    ]);
  });
});

it('`__proto__` is an unknown rule like any other', () => {
  expect(messages('rules:\n  __proto__: { off: no }\n')).toEqual([
    expect.stringContaining('there is no key or rule `__proto__`'),
  ]);
});
