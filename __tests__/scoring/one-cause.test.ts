import { expect, it } from '@jest/globals';
import { judgeRule } from '../../src/analysis/runner.ts';
import type { Finding } from '../../src/model/verdict.ts';
import { RULES } from '../../src/rules/registry.ts';
import { auditIssues } from '../../src/scoring/audit-issues.ts';
import { type Story, tell } from '../rules/story.ts';
import { aConfig } from './builders.ts';

/* One cause is one issue, however many rules see it. */

const SEEN = [
  'required-runs',
  'stable-runs',
  'test-results',
  'coverage-gate',
  'gates-before-merge',
];

/** The rules and the first words of each issue of a story. */
function issuesOf(story: Story, ids: readonly string[] = SEEN) {
  const { evidence, context } = tell(story);
  const rules = RULES.filter(({ id }) => ids.includes(id)).toSorted(
    (a, b) => Number(a.needsLevels) - Number(b.needsLevels),
  );
  const findings = new Map<string, Finding>();
  const verdicts = rules.map((rule) => {
    const verdict = judgeRule(rule, evidence, { ...context, findings });
    findings.set(rule.id, verdict.finding);
    return verdict;
  });
  const { registry } = evidence;
  const deferrals = registry.state === 'present' ? registry.value.deferrals : [];
  const issues = auditIssues(verdicts, {
    config: aConfig(),
    rules: RULES,
    gates: [],
    deferrals,
    locate: (source) => source,
  });
  return issues.map(({ rules: lowered = [], observation }) => [observation, lowered.toSorted()]);
}

const WORKFLOW = `on: pull_request
jobs:
  test:
    steps:
      - name: Tests
        run: pytest
      - name: Coverage
        run: coverage report --fail-under=60
  lint:
    steps:
      - name: Ruff
        run: ruff check
`;
const files = { workflow: WORKFLOW, baseWorkflow: WORKFLOW };
const RED = { Tests: 'failure', Coverage: 'skipped' };
const tests = [{ passed: 1, failed: ['a', 'b'] }];
const run = (
  ...attempts: readonly Readonly<Record<string, Readonly<Record<string, string>>>>[]
) => ({
  runs: [{ workflow: 'CI', attempts }],
});

it('failing tests, their red run and the threshold behind them', () => {
  expect(issuesOf({ ...files, ...run({ test: RED, lint: { Ruff: 'success' } }), tests })).toEqual([
    [
      '2 tests failed without a live deferral, first a: HTTP 500',
      ['coverage-gate', 'required-runs', 'test-results'],
    ],
  ]);
});

it('failing tests of a job that the job of the threshold needs', () => {
  const workflow = WORKFLOW.replace(
    '      - name: Coverage',
    '  coverage:\n    needs: test\n    steps:\n      - name: Coverage',
  );
  const test = { Tests: 'failure' };
  const skipped = [
    { test, coverage: { Coverage: 'skipped' } },
    { test, coverage: {} },
  ];
  const found = skipped.map((jobs) =>
    issuesOf({ workflow, baseWorkflow: workflow, ...run(jobs), tests }),
  );
  const one = [expect.any(String), ['coverage-gate', 'required-runs', 'test-results']];
  expect(found).toEqual([[one], [one]]);
});

it('deferred tests, with the red run and the threshold behind them', () => {
  const deferrals = [{ id: 'D01', tests: ['*'], until: 'M02' }];
  expect(issuesOf({ ...files, ...run({ test: RED }), tests, deferrals })).toEqual([
    ['2 tests failed, covered by D01.', ['coverage-gate', 'required-runs', 'test-results']],
  ]);
});

it('each failed step of a run apart', () => {
  const jobs = { test: RED, lint: { Ruff: 'failure' } };
  expect(issuesOf({ ...files, ...run(jobs), tests })).toEqual([
    [
      '2 tests failed without a live deferral, first a: HTTP 500',
      ['coverage-gate', 'required-runs', 'test-results'],
    ],
    ['Workflow CI failed in job lint, step Ruff, which no test explains.', ['required-runs']],
  ]);
});

it('one failed step of every job of a matrix', () => {
  const jobs = { 'lint (1)': { Ruff: 'failure' }, 'lint (2)': { Ruff: 'failure' } };
  expect(issuesOf({ ...files, ...run(jobs) }, ['required-runs'])).toEqual([
    [
      'Workflow CI failed in job lint (1), step Ruff and 1 other step, which no test explains.',
      ['required-runs'],
    ],
  ]);
});

it('a missed threshold and its red run', () => {
  const jobs = { test: { Tests: 'success', Coverage: 'failure' } };
  const coverage = [{ covered: 50, total: 100 }];
  expect(issuesOf({ ...files, ...run(jobs), tests: [{ passed: 3 }], coverage })).toEqual([
    [
      '.github/workflows/ci.yml:8 threshold 60% missed, 50% measured.',
      ['coverage-gate', 'required-runs'],
    ],
  ]);
});

it('a job that passed when it ran again', () => {
  const failed = { test: { Tests: 'failure' } };
  const passed = { test: { Tests: 'success', Coverage: 'success' } };
  expect(
    issuesOf({ ...files, ...run(failed, passed), tests: [{ passed: 3, attempt: 2 }] }),
  ).toEqual([['CI › test failed 1 of 2 times on this code.', ['required-runs', 'stable-runs']]]);
});

it('a scan that fails its run, and what it found', () => {
  const workflow =
    'on: pull_request\njobs:\n  audit:\n    steps:\n      - name: Scan\n        run: npm audit\n';
  const story: Story = {
    workflow,
    ...run({ audit: { Scan: 'failure' } }),
    findings: [
      {
        kind: 'vulnerabilities',
        findings: [{ id: 'GHSA-1', severity: 'high', subject: 'left-pad', message: 'bad' }],
        counts: { critical: 0, high: 1, medium: 0, low: 0, unknown: 0 },
      },
    ],
  };
  expect(issuesOf(story, ['required-runs', 'vulnerability-scan'])).toEqual([
    ['GHSA-1 (high) in left-pad: bad', ['required-runs', 'vulnerability-scan']],
  ]);
});

it('a server that does not start, and its red run', () => {
  const workflow =
    'on: pull_request\njobs:\n  test:\n    steps:\n      - name: Start\n        run: ./start\n';
  const step = { runId: 1, attempt: 1, job: 'test', step: 'Start', number: 1, outcome: 'failed' };
  const story = {
    workflow,
    ...run({ test: { Start: 'failure' } }),
    probe: { probe: 'server-boot', steps: [{ ...step, jobUrl: 'https://x' }] },
    config: { probes: [{ name: 'server-boot', step: 'Start' }] },
  } as unknown as Story;
  expect(issuesOf(story, ['required-runs', 'server-boot'])).toEqual([
    ['Probe step Start of job test failed.', ['required-runs', 'server-boot']],
  ]);
});

it('an invariant on a job, and its red run', () => {
  const story: Story = {
    ...files,
    ...run({ lint: { Ruff: 'failure' } }),
    invariants: [{ kind: 'job', title: 'Lint passes', job: 'lint' }],
  };
  expect(issuesOf(story, ['required-runs', 'invariants'])).toEqual([
    [expect.any(String), ['invariants', 'required-runs']],
  ]);
});

it('an invariant on a rule, and the rule', () => {
  const story: Story = {
    workflow: WORKFLOW.replace('ruff check', 'ruff check || true'),
    ...run({ lint: { Ruff: 'success' } }),
    invariants: [{ kind: 'rule', title: 'Checks block', rule: 'unmuted-gates', atLeast: 5 }],
  };
  expect(issuesOf(story, ['unmuted-gates', 'invariants'])).toEqual([
    [expect.stringContaining('|| true'), ['invariants', 'unmuted-gates']],
  ]);
});
