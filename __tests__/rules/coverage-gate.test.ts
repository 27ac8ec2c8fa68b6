import { expect, it } from '@jest/globals';
import { missing, none } from '../../src/model/evidence.ts';
import { coverageGate } from '../../src/rules/coverage-gate.ts';
import { find, levelIn, reachesEveryLevel } from './judged.ts';
import { type Story, tell } from './story.ts';

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
    measured: 'threshold 60% present, not enforced: step Coverage did not run',
    proof: [
      { text: GATE, source: { path: '.github/workflows/ci.yml', line: 8 } },
      { text: 'step Coverage: skipped', source: { runId: 1, step: 'Coverage' } },
    ],
    flaws: [{ observation: expect.stringContaining('.github/workflows/ci.yml:8 threshold 60%') }],
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
    5,
    3,
    '1–3',
  ]);
});

it('is 1 to 3 when one step may have failed by tests or threshold, and there is no report', () => {
  const one = `on: push\njobs:\n  test:\n    steps:\n      - name: Tests\n        run: pytest --cov --cov-fail-under=60\n`;
  const runs = [{ workflow: 'CI', attempts: [{ test: { Tests: 'failure' } }] }];
  const tests = [{ passed: 1, failed: ['a'] }];
  const both = { runs, tests, workflow: one, baseWorkflow: one };
  expect([
    levelIn(coverageGate, both),
    levelIn(coverageGate, { ...both, ...measured(70) }),
    levelIn(coverageGate, { ...both, ...measured(30) }),
  ]).toEqual(['1–3', 3, 1]);
});

it('is open when no run of the audited code ran a job', () => {
  const [run] = story('success').runs ?? [];
  const only = (runs: Story['runs']) => find(coverageGate, story('success', { runs: runs ?? [] }));
  const stale = run && { ...run, relation: 'stale' as const };
  const open = (why: string) => [{ kind: 'runs', what: 'run of the audited code', why }];
  expect([only(stale && [stale]), only([{ workflow: 'CI', attempts: ['skipped'] }])]).toMatchObject(
    [
      { level: 1, most: 5, open: open('every run is of other code') },
      { level: 1, most: 5, open: open('no run of it ran a job') },
    ],
  );
});

it('does not know whether coverage was measured when every run is of other code', () => {
  const runs = [{ workflow: 'CI', relation: 'stale' as const, attempts: ['success'] }];
  expect(level('success', { runs, workflow: workflow('echo done') })).toBe('0–2');
});

const expired = [{ kind: 'coverage' as const, state: 'expired' as const, what: 'coverage.xml' }];

it('is open without runs or files, and needs no coverage report when the step passed', () => {
  const none = workflow('echo done');
  expect([
    level('success', { evidence: { runs: missing('refused') } }),
    level('success', { evidence: { files: missing('refused') } }),
    levelIn(coverageGate, { workflow: workflow(GATE) }),
    levelIn(coverageGate, { runs: [{ workflow: 'CI', attempts: ['success'] }] }),
    level('success', { sources: expired }),
    level('failure', { sources: expired, ...measured(57) }),
    level('success', { sources: expired, workflow: none }),
    level('success', { evidence: { coverage: missing('none was found') }, workflow: none }),
  ]).toEqual(['0–5', '0–5', 'not-applicable', 'not-applicable', 5, '1–3', '0–2', '0–2']);
});

it('is open while a run that may enforce the threshold has not ended or lists no steps', () => {
  const told = tell(story('success')).evidence.runs;
  const [run] = told.state === 'present' ? told.value : [];
  const without = (part: object) => {
    const attempts = run?.attempts.map((attempt) => ({
      ...attempt,
      jobs: attempt.jobs.map((job) => ({ ...job, ...part })),
    }));
    return level('success', { values: { runs: [{ ...run, attempts }] } });
  };
  expect([level('in_progress'), without({ steps: [] }), without({})]).toEqual(['1–5', '1–5', 5]);
});

it('names a missed threshold beside a workflow file that cannot be read', () => {
  const workflows = { '.github/workflows/x.yml': 'on: [\n' };
  expect([
    level('success', { workflows }),
    level('skipped', { workflows }),
    level('success', { workflows, workflow: workflow('echo done') }),
    level('success', { workflows, workflow: workflow('echo done'), ...measured(50) }),
    find(coverageGate, story('failure', { workflows, ...measured(58) })),
  ]).toMatchObject(['1–5', '1–3', '0–5', '1–5', { level: 1, most: 2, flaws: [{}] }]);
});

it('is 4 to 5 when the base was not read, and 4 when there is no base', () => {
  const lost = { baseFiles: missing('refused') };
  expect([
    level('success', { evidence: lost }),
    level('success', { evidence: lost, options: { target: 60 } }),
    level('success', { evidence: { baseFiles: none('no base', { what: 'base' }) } }),
  ]).toEqual(['4–5', 5, 4]);
});

const failing = (more: Story = {}): Story => ({
  ...story('skipped'),
  runs: [{ workflow: 'CI', attempts: [{ test: { Tests: 'failure', Coverage: 'skipped' } }] }],
  tests: [{ passed: 3, failed: ['a › b'] }],
  deferrals: [{ id: 'D-1', tests: ['a*'], until: 'M02' }],
  ...more,
});

it('names the deferrals because of which the step did not run', () => {
  const later = `on: push
jobs:
  test:
    steps:
      - { name: Tests, run: pytest }
  cover:
    needs: test
    steps:
      - { name: Coverage, run: ${GATE} }
`;
  const jobs = { test: { Tests: 'failure' }, cover: 'skipped' };
  const sources = [{ state: 'expired' as const }];
  const told = [
    failing(),
    failing({ workflow: later, runs: [{ workflow: 'CI', attempts: [jobs] }] }),
    failing({ deferrals: [] }),
    failing({ sources }),
    story('skipped'),
    story('success', { workflow: workflow(`${GATE} || true`) }),
  ];
  expect(told.map((one) => find(coverageGate, one))).toMatchObject([
    { level: 3, notRun: ['D-1'] },
    { level: 3, notRun: ['D-1'] },
    { level: 3, notRun: [] },
    { level: 3, notRun: [] },
    { level: 3, notRun: [] },
    { level: 3, notRun: [] },
  ]);
});

it('says nothing of a step that did not run when the level is not a 3', () => {
  expect(find(coverageGate, story('success'))).not.toHaveProperty('notRun');
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
    measured:
      'threshold 60% enforced and met; the reports of its job have 50% in tools, 93% in api',
  });
});

/** A backend and a frontend that measure coverage in two jobs of one run. */
const both = (steps: Readonly<Record<'py' | 'web', string>>, more: Story = {}): Story => {
  const text = `on: push
jobs:
  py:
    steps:
      - { name: Backend, run: pytest --cov --cov-fail-under=90, working-directory: server }
  web:
    steps:
      - { name: Frontend, run: npx jest --coverage, working-directory: client }
`;
  const attempts = [{ py: { Backend: steps.py }, web: { Frontend: steps.web } }];
  return { runs: [{ workflow: 'CI', attempts }], workflow: text, baseWorkflow: text, ...more };
};
const GREEN = { py: 'success', web: 'success' };
const web = { leg: 'web', covered: 875, total: 1000 };

it.each([
  ['of its job', { ...web, jobs: ['py'], covered: 930 }, ', 93% measured'],
  ['of its job, below it', { ...web, jobs: ['py'] }, '; the report of its job has 87.5%'],
  ['of another job', { ...web, jobs: ['web'], covered: 930 }, ''],
  ['of several jobs', { ...web, jobs: ['py', 'web'], covered: 930 }, ', 93% measured'],
  ['of an unknown job', { ...web, covered: 930 }, ', 93% measured'],
  ['of another job, below it', { ...web, jobs: ['web'] }, ''],
  ['of several jobs, below it', { ...web, jobs: ['py', 'web'] }, ''],
  ['of an unknown job, below it', web, ''],
  ['of another tool', { ...web, covered: 930, format: 'istanbul' }, ''],
  [
    'of lines and branches together',
    { ...web, jobs: ['py'], covered: 100, total: 100, branches: [6, 10] as const },
    ', 96.36% measured',
  ],
])('a met threshold of coverage.py is shown with a report %s', (_name, report, shown) => {
  const expected = `threshold 90% enforced and met${shown}`;
  expect(find(coverageGate, both(GREEN, { coverage: [report] }))).toMatchObject({
    measured: expected,
  });
});

it('does not say by how much a job missed its threshold by the report of another', () => {
  const missedBy = (jobs: readonly string[] | undefined) =>
    levelIn(
      coverageGate,
      both({ py: 'failure', web: 'success' }, { coverage: [{ ...web, ...(jobs && { jobs }) }] }),
    );
  expect([missedBy(['py']), missedBy(['web']), missedBy(undefined)]).toEqual([1, '1–3', '1–3']);
});

const JEST = '{ "jest": { "coverageThreshold": { "global": { "lines": 80 } } } }';
const FAIL_UNDER = '[tool.coverage.report]\nfail_under = 80\n';

it.each([
  ['enforced by a step of its language and folder', 'client/package.json', JEST, 5],
  ['enforced by a step below its folder', 'pyproject.toml', FAIL_UNDER, 5],
  ['not enforced by a step of another language', 'server/package.json', JEST, 3],
  ['not enforced by a step of another folder', 'tools/package.json', JEST, 3],
])('a threshold of a settings file is %s', (_name, path, text, expected) => {
  const told = both(GREEN);
  const workflowText = told.workflow?.replace(' --cov-fail-under=90', '') ?? '';
  const settings = { [path]: text };
  const files = { workflow: workflowText, baseWorkflow: workflowText };
  const bound = { ...told, ...files, settings, baseSettings: settings };
  expect(levelIn(coverageGate, bound)).toBe(expected);
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
  expect([missed({}), missed({ leg: 'api' }), missed({ leg: 'web' })]).toEqual([1, 2, '1–3']);
});

reachesEveryLevel(coverageGate);
