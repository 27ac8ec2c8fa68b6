import { expect, it } from '@jest/globals';
import { coverageGate } from '../../src/rules/coverage-gate.ts';
import { find, levelIn, reachesEveryLevel } from './judged.ts';
import type { Story } from './story.ts';

const GATE = 'coverage report --fail-under=60';
const workflow = (command: string): string =>
  `on: push\njobs:\n  test:\n    steps:\n      - name: Tests\n        run: pytest\n      - name: Coverage\n        run: ${command}\n`;
const story = (coverageStep: string, more: Story = {}): Story => ({
  runs: [{ workflow: 'CI', attempts: [{ test: { Tests: 'success', Coverage: coverageStep } }] }],
  tests: [{ passed: 3 }],
  workflow: workflow(GATE),
  baseWorkflow: workflow(GATE),
  ...more,
});
const level = (coverageStep: string, more?: Story) =>
  levelIn(coverageGate, story(coverageStep, more));
const measured = (covered: number): Story => ({ coverage: [{ covered, total: 100 }] });

it('earns each level by what the enforcing step did', () => {
  expect([
    level('success'),
    level('success', { baseWorkflow: workflow('coverage report --fail-under=70') }),
    level('skipped'),
    level('failure', measured(58)),
    level('failure', measured(57)),
    level('success', { workflow: workflow('echo done') }),
  ]).toEqual([5, 4, 3, 2, 1, 0]);
});

it('gives what is measured without a threshold a 2', () => {
  expect(level('success', { workflow: workflow('echo done'), ...measured(99) })).toBe(2);
});

it('names the step that did not run, the line of the threshold, and the run', () => {
  expect(find(coverageGate, story('skipped'))).toMatchObject({
    level: 3,
    measured: 'threshold 60 % present, not enforced: step Coverage did not run',
    proof: [
      { text: GATE, source: { path: '.github/workflows/ci.yml', line: 8 } },
      { text: 'step Coverage: skipped', source: { runId: 1, step: 'Coverage' } },
    ],
    flaws: [{ observation: expect.stringContaining('.github/workflows/ci.yml:8 threshold 60 %') }],
  });
});

it('gives at most a 3 to a gate whose failure is ignored', () => {
  expect(level('success', { workflow: workflow(`${GATE} || true`) })).toBe(3);
});

it('compares the threshold with the declared target, else with the base', () => {
  expect([
    level('success', { options: { target: 80 } }),
    level('success', { options: { target: 60 } }),
    levelIn(coverageGate, {
      runs: [{ workflow: 'CI', attempts: [{ test: { Tests: 'success', Coverage: 'success' } }] }],
      workflow: workflow(GATE),
    }),
  ]).toEqual([4, 5, 4]);
});

it('treats the step that measures coverage as enforcing a threshold of a settings file', () => {
  const settings = { 'pyproject.toml': '[tool.coverage.report]\nfail_under = 60\n' };
  const bare = workflow('coverage report');
  const more = { workflow: bare, settings, baseWorkflow: bare, baseSettings: settings };
  expect([level('success', more), level('skipped', more), level('failure', more)]).toEqual([
    5, 3, 1,
  ]);
});

it('is unknown when one step may have failed by tests or threshold, and there is no report', () => {
  const one = `on: push\njobs:\n  test:\n    steps:\n      - name: Tests\n        run: pytest --cov --cov-fail-under=60\n`;
  const runs = [{ workflow: 'CI', attempts: [{ test: { Tests: 'failure' } }] }];
  const tests = [{ passed: 1, failed: ['a'] }];
  const both = { runs, tests, workflow: one, baseWorkflow: one };
  expect([
    levelIn(coverageGate, both),
    levelIn(coverageGate, { ...both, ...measured(70) }),
    levelIn(coverageGate, { ...both, ...measured(30) }),
  ]).toEqual(['unknown', 3, 1]);
});

it('is unknown without runs or files, or when a listed coverage source is missing', () => {
  const sources = [{ kind: 'coverage' as const, state: 'missing' as const, what: 'coverage.xml' }];
  expect([
    levelIn(coverageGate, { workflow: workflow(GATE) }),
    levelIn(coverageGate, { runs: [{ workflow: 'CI', attempts: ['success'] }] }),
    level('success', { sources }),
  ]).toEqual(['unknown', 'unknown', 'unknown']);
});

it('names each matrix job next to a met threshold', () => {
  const legs: Story = {
    coverage: [
      { leg: 'api', covered: 93, total: 100 },
      { leg: 'tools', covered: 50, total: 100 },
    ],
  };
  expect(find(coverageGate, story('success', legs))).toMatchObject({
    level: 5,
    measured: 'threshold 60 % enforced and met; measured 50 % in tools, 93 % in api',
  });
});

it('judges the matrix job that the config names, else the lowest', () => {
  const missed = (options: Story['options']) =>
    level('failure', {
      coverage: [
        { leg: 'api', covered: 59, total: 100 },
        { leg: 'tools', covered: 50, total: 100 },
      ],
      options: options ?? {},
    });
  expect([missed({}), missed({ leg: 'api' }), missed({ leg: 'web' })]).toEqual([1, 2, 'unknown']);
});

reachesEveryLevel(coverageGate);
