import { expect, it } from '@jest/globals';
import { evidenceText, readEvidenceText } from '../../src/model/evidence-text.ts';
import type { FakeState } from './fake-forge.ts';
import {
  artifactOf,
  BASE,
  bundleOf,
  CI_FILES,
  HEAD,
  jobOf,
  junit,
  mergedPull,
  openPull,
  PULL_EVENT,
  PUSH_EVENT,
  pullOf,
  runOf,
  sha,
  stepOf,
  UNFINISHED,
  zip,
} from './scene.ts';

const CONFIG_PATH = '.github/milestone-audit.yml';

function withFile(state: FakeState, commit: string, path: string, text: string): void {
  const known = state.commits[commit];
  if (known === undefined) throw new Error(`no commit ${commit}`);
  state.commits[commit] = { ...known, files: { ...known.files, [path]: text } };
}

it('a report in an artifact of a run is evidence with its run, attempt and artifact', async () => {
  const { evidence } = await bundleOf(openPull(), PULL_EVENT);
  expect(evidence.tests.state === 'present' && evidence.tests.value[0]).toMatchObject({
    source: {
      what: 'artifact junit',
      url: 'https://github.com/octo/app/actions/runs/101/artifacts/501',
      runId: 101,
      attempt: 1,
      artifactId: 501,
      path: 'junit.xml',
    },
    leg: '',
    report: { counts: { tests: 2, passed: 1, failed: 1 } },
  });
});

it('a single file stored without an archive is read too', async () => {
  const state = openPull();
  state.archives[501] = Buffer.from(junit('one'));
  const { evidence } = await bundleOf(state, PULL_EVENT);
  expect(evidence.tests).toMatchObject({ value: [{ report: { counts: { passed: 1 } } }] });
});

it('no run at all is missing evidence that names the commit', async () => {
  const state = openPull();
  state.runs.length = 0;
  const { evidence } = await bundleOf(state, PULL_EVENT);
  expect(evidence.runs).toEqual({
    state: 'missing',
    why: `there is no workflow run for commit ${HEAD}`,
  });
  expect(evidence.tests.state).toBe('missing');
});

it.each([
  ['[push, pull_request]', 'missing'],
  ['pull_request', 'none'],
  ['{ push: { tags: [v*] }, pull_request: }', 'none'],
])('tests of a base that nothing ran for, with workflows on %s, are %s', async (on, ended) => {
  const state = openPull();
  const path = '.github/workflows/tests.yml';
  const text = (CI_FILES[path] ?? '').replace('[push, pull_request]', on);
  withFile(state, BASE, path, text);
  withFile(state, HEAD, path, text);
  const { evidence } = await bundleOf(state, PULL_EVENT);
  expect(evidence.baseTests.state).toBe(ended);
});

it('an expired artifact is named and is no report', async () => {
  const state = openPull();
  state.artifacts[0] = artifactOf(501, { expired: true });
  withFile(state, BASE, CONFIG_PATH, 'sources:\n  - { kind: tests, artifact: junit }\n');
  const { evidence } = await bundleOf(state, PULL_EVENT);
  expect(evidence.tests.state).toBe('missing');
  expect(evidence.artifacts).toMatchObject({
    value: [{ id: 501, state: 'expired', why: 'GitHub has deleted it: its retention is over' }],
  });
  expect(evidence.sources).toMatchObject({
    value: [
      {
        kind: 'tests',
        what: 'tests from artifact junit',
        state: 'expired',
        required: true,
        declared: true,
      },
    ],
  });
});

const archive = (bytes: Uint8Array) => (state: FakeState) => {
  state.archives[501] = bytes;
};

it.each([
  ['missing', (state: FakeState) => state.artifacts.splice(0)],
  ['missing', archive(zip({ 'a.txt': 'no report' }))],
  ['empty', archive(zip({ 'junit.xml': junit() }))],
  ['unreadable', archive(zip({ 'junit.xml': junit('a').slice(0, 60) }))],
  ['unreadable', archive(Buffer.from('PK\u0003\u0004'))],
  [
    'stale',
    (state: FakeState) => {
      state.runs[0] = runOf(101, { attempt: 2, startedAt: '2026-03-08T11:00:00Z' });
      state.attempts.push(runOf(101));
      state.jobs[101]?.push(jobOf(1002, { attempt: 2, startedAt: '2026-03-08T11:00:10Z' }));
    },
  ],
])('a declared source ends as %s', async (ending, change) => {
  const state = openPull();
  change(state);
  withFile(state, BASE, CONFIG_PATH, 'sources:\n  - { kind: tests, artifact: junit }\n');
  const { evidence } = await bundleOf(state, PULL_EVENT);
  expect(evidence.sources).toMatchObject({ value: [{ state: ending, declared: true }] });
});

it('an artifact of an older attempt counts as long as its job was not repeated', async () => {
  const state = openPull();
  state.runs[0] = runOf(101, { attempt: 2, startedAt: '2026-03-08T11:00:00Z' });
  state.attempts.push(runOf(101, { progress: { state: 'ended', conclusion: 'failure' } }));
  state.jobs[101]?.push(
    jobOf(1003, { name: 'lint', progress: { state: 'ended', conclusion: 'failure' } }),
    jobOf(1004, { name: 'lint', attempt: 2, startedAt: '2026-03-08T11:00:10Z' }),
  );
  const { evidence } = await bundleOf(state, PULL_EVENT);
  expect(evidence.artifacts).toMatchObject({ value: [{ id: 501, attempt: 1, state: 'read' }] });
  expect(evidence.runs).toMatchObject({
    value: [
      {
        attempts: [
          { number: 1, progress: { conclusion: 'failure' }, jobs: [{ id: 1001 }, { id: 1003 }] },
          { number: 2, progress: { conclusion: 'success' }, jobs: [{ id: 1001 }, { id: 1004 }] },
        ],
      },
    ],
  });
});

it('of one name the newest artifact wins and the older one is named', async () => {
  const state = openPull();
  state.artifacts.push(artifactOf(502, { createdAt: '2026-03-08T10:04:30Z' }));
  state.archives[502] = zip({ 'junit.xml': junit('one', 'two', 'three') });
  const { evidence } = await bundleOf(state, PULL_EVENT);
  expect(evidence.tests).toMatchObject({ value: [{ report: { counts: { tests: 3 } } }] });
  expect(evidence.artifacts).toMatchObject({
    value: [{ state: 'stale', why: 'artifact 502 of the same name is newer' }, { state: 'read' }],
  });
});

it('legs add up, the same file twice counts once, and both are said', async () => {
  const state = openPull();
  state.artifacts.push(
    artifactOf(502, { name: 'junit-3.11' }),
    artifactOf(503, { name: 'all-reports' }),
  );
  state.archives[502] = zip({ 'junit.xml': junit('adds', 'subtracts', 'divides') });
  state.archives[503] = zip({ 'copy.xml': junit('adds', '!subtracts') });
  const { evidence, notices } = await bundleOf(state, PULL_EVENT);
  expect(evidence.tests).toMatchObject({
    value: [
      { leg: 'all-reports', report: { counts: { tests: 2 } } },
      { leg: 'junit-3.11', report: { counts: { tests: 3 } } },
    ],
  });
  expect(notices).toContain(
    'junit.xml of artifact junit is the same file as copy.xml of artifact all-reports and is counted once',
  );
});

it('a push run and a pull-request run of one workflow are shown and the worse counts', async () => {
  const state = openPull();
  state.runs.push(runOf(102, { event: 'push' }));
  state.artifacts.push(artifactOf(502, { runId: 102 }));
  state.archives[502] = zip({ 'junit.xml': junit('adds', 'subtracts') });
  const { evidence } = await bundleOf(state, PULL_EVENT);
  expect(evidence.runs).toMatchObject({ value: [{ id: 101 }, { id: 102 }] });
  expect(evidence.tests).toMatchObject({
    value: [{ source: { runId: 101 }, report: { counts: { tests: 2, failed: 1 } } }],
  });
});

it('runs of a head with another tree are shown as stale and prove nothing', async () => {
  const state = mergedPull({ 'src/app.js': 'three' });
  const { evidence } = await bundleOf(state, PUSH_EVENT);
  expect(evidence.runs).toMatchObject({ value: [{ id: 101, relation: 'stale' }] });
  expect(evidence.artifacts).toMatchObject({ value: [{ id: 501, state: 'stale' }] });
  expect(evidence.tests.state).toBe('missing');
});

it('after a squash merge the runs of the head are evidence', async () => {
  const { evidence } = await bundleOf(mergedPull(), PUSH_EVENT);
  expect(evidence.runs).toMatchObject({ value: [{ id: 101, relation: 'same-tree' }] });
  expect(evidence.tests).toMatchObject({ value: [{ report: { counts: { tests: 2 } } }] });
});

it('an unfinished run is waited for, and what it then uploaded is read', async () => {
  const state = openPull();
  state.runs[0] = runOf(101, { progress: UNFINISHED });
  state.jobs[101] = [jobOf(1001, { progress: UNFINISHED })];
  const onSleep = (passed: number): void => {
    if (passed < 30_000) return;
    state.runs[0] = runOf(101);
    state.jobs[101] = [jobOf(1001)];
  };
  const { evidence, notices } = await bundleOf(state, { ...PULL_EVENT, onSleep });
  expect(evidence.runs).toMatchObject({
    value: [
      { attempts: [{ progress: { state: 'ended' }, jobs: [{ progress: { state: 'ended' } }] }] },
    ],
  });
  expect(evidence.tests.state).toBe('present');
  expect(notices).toEqual([]);
});

it('waiting ends after wait-minutes with the run unfinished and named', async () => {
  const state = openPull();
  state.runs[0] = runOf(101, { progress: UNFINISHED });
  let slept = 0;
  const onSleep = (passed: number): void => {
    slept = passed;
  };
  const inputs = { 'wait-minutes': '3' };
  const { evidence, notices } = await bundleOf(state, { ...PULL_EVENT, onSleep, inputs });
  expect(slept).toBe(180_000);
  expect(evidence.runs).toMatchObject({ value: [{ attempts: [{ progress: UNFINISHED }] }] });
  expect(notices).toEqual(['run 101 of Tests was unfinished after 3 minutes']);
});

it("the audit's own job is left out and never waited for; the steps before it are evidence", async () => {
  const state = openPull();
  const own = jobOf(1009, {
    name: 'Milestone audit',
    progress: UNFINISHED,
    runnerName: 'runner 9',
    steps: [
      stepOf(1, 'Set up job'),
      stepOf(2, 'Run npm test', 'failure'),
      { number: 3, name: 'Audit', progress: UNFINISHED },
    ],
  });
  state.runs[0] = runOf(101, { progress: UNFINISHED });
  state.jobs[101]?.push(own);
  const event = { ...PULL_EVENT, runId: 101, workflow: 'Tests' };
  const { evidence } = await bundleOf(state, event);
  expect(evidence.runs).toMatchObject({
    value: [
      {
        attempts: [
          {
            progress: { state: 'ended', conclusion: 'failure' },
            jobs: [
              { name: 'test', own: false },
              {
                name: 'Milestone audit',
                own: true,
                steps: [{ name: 'Set up job' }, { name: 'Run npm test' }],
              },
            ],
          },
        ],
      },
    ],
  });
});

it('a run in which only the audit happens is no evidence', async () => {
  const state = openPull();
  const steps = [
    stepOf(1, 'Set up job'),
    stepOf(2, 'Run actions/checkout@v4'),
    { number: 3, name: 'Audit', progress: UNFINISHED },
  ];
  state.runs.push(runOf(900, { workflow: 'Audit', path: 'audit.yml', progress: UNFINISHED }));
  state.jobs[900] = [jobOf(9001, { name: 'audit', progress: UNFINISHED, steps })];
  const { evidence } = await bundleOf(state, PULL_EVENT);
  expect(evidence.runs).toMatchObject({ value: [{ id: 101 }] });
});

it.each([
  ['runs', 'actions: read', 'runs'],
  ['artifacts', 'actions: read', 'artifacts'],
  ['branchRules', 'metadata: read', 'requiredChecks'],
] as const)(
  'a refused request (%s) is unreadable evidence with the permission',
  async (operation, permission, kind) => {
    const state = openPull();
    state.refusals[operation] = { kind: 'forbidden', permission, message: '403' };
    const { evidence, notices } = await bundleOf(state, PULL_EVENT);
    expect(evidence[kind].state).toBe('unreadable');
    expect(notices.join('\n')).toContain(`add \`${permission}\` to the job's \`permissions\``);
  },
);

it('every action pin of the head is looked up once', async () => {
  const state = openPull();
  state.foreign[`actions/checkout@${sha('1')}`] = 'missing';
  const { evidence } = await bundleOf(state, PULL_EVENT);
  expect(evidence.pins).toMatchObject({
    value: [{ repository: 'actions/checkout', sha: sha('1'), state: 'missing' }],
  });
  expect(state.calls.filter((call) => call.startsWith('foreignCommit'))).toHaveLength(1);
});

it('a probe finds its step and the log line that shows readiness', async () => {
  const state = openPull();
  state.logs[1001] =
    '2026-03-08T10:01:00.1234567Z starting\n2026-03-08T10:01:02.1234567Z 127.0.0.1:7860 available\n';
  const probe = 'probes:\n  server-boot: { step: "*npm*", log: "7860 (available|open)" }\n';
  withFile(state, BASE, CONFIG_PATH, probe);
  const { evidence } = await bundleOf(state, PULL_EVENT);
  expect(evidence.probes).toMatchObject({
    value: [
      {
        probe: 'server-boot',
        steps: [{ runId: 101, attempt: 1, job: 'test', step: 'Run npm test', outcome: 'passed' }],
        log: { state: 'matched', job: 'test', line: 2, excerpt: '127.0.0.1:7860 available' },
      },
    ],
  });
});

it('the config of the policy ref counts, not the one that the pull request brings', async () => {
  const state = openPull();
  withFile(state, BASE, CONFIG_PATH, 'minimum-score: 4\n');
  withFile(state, HEAD, CONFIG_PATH, 'minimum-score: 1\n');
  const { config, configOrigin } = await bundleOf(state, PULL_EVENT);
  expect([config.minimumScore, configOrigin.from]).toEqual([4, 'policy']);
});

it('without a config at the policy ref the head serves, and the audit says so', async () => {
  const state = openPull();
  withFile(state, HEAD, CONFIG_PATH, 'minimum-score: 1\n');
  const { config, configOrigin, notices } = await bundleOf(state, PULL_EVENT);
  expect([config.minimumScore, configOrigin.from]).toEqual([1, 'head']);
  expect(notices).toEqual([
    'main has no .github/milestone-audit.yml yet: the config of the audited branch was used',
  ]);
});

it("a fork's config is never read", async () => {
  const state = openPull();
  state.pulls[0] = pullOf({ fork: true });
  withFile(state, HEAD, CONFIG_PATH, 'minimum-score: 0\n');
  const { configOrigin } = await bundleOf(state, PULL_EVENT);
  expect(configOrigin.from).toBe('default');
});

it('title and next milestone come from plan, folders and GitHub milestones', async () => {
  const state = openPull();
  const plan = '# M01 Plan — CI truthfulness\n\n- [x] pinned\n- [ ] gate\n';
  withFile(state, HEAD, 'docs/milestones/M01/M01_plan.md', plan);
  withFile(state, HEAD, 'docs/milestones/M04/M04_plan.md', '# M04');
  state.milestones.push('M03 — API');
  const { milestone, evidence } = await bundleOf(state, PULL_EVENT);
  expect(milestone).toEqual({ id: 'M01', title: 'CI truthfulness', next: 'M03' });
  expect(evidence.plan).toMatchObject({
    value: {
      items: [
        { text: 'pinned', done: true, line: 3 },
        { text: 'gate', done: false, line: 4 },
      ],
    },
  });
});

it('without a report the totals of the log are evidence, and of the log', async () => {
  const state = openPull();
  state.artifacts.length = 0;
  state.logs[1001] = '2026-03-08T10:01:02.1234567Z ==== 1 failed, 16 passed in 9.20s ====\n';
  const { evidence } = await bundleOf(state, PULL_EVENT);
  expect(evidence.tests).toMatchObject({
    value: [
      {
        source: { what: 'log of job test', runId: 101, job: 'test', line: 1 },
        leg: '',
        report: { origin: 'log', format: 'log:pytest', counts: { passed: 16, failed: 1 } },
      },
    ],
  });
});

it('with a report the log is only compared with it', async () => {
  const state = openPull();
  state.logs[1001] = '2026-03-08T10:01:02.1234567Z ==== 1 failed, 16 passed in 9.20s ====\n';
  const { evidence } = await bundleOf(state, PULL_EVENT);
  expect(evidence.tests).toMatchObject({ value: [{ report: { origin: 'report' } }] });
  expect(evidence.testJobs).toMatchObject({
    value: [
      {
        runId: 101,
        job: 'test',
        steps: [{ name: 'Run npm test', outcome: 'passed' }],
        artifacts: [501],
        log: {
          state: 'read',
          totals: [{ format: 'log:pytest', line: 1, counts: { passed: 16, failed: 1 } }],
        },
      },
    ],
  });
});

it('coverage that a job only printed is read from its log, beside its test report', async () => {
  const state = openPull();
  state.logs[1001] = 'Name  Stmts  Miss  Cover\nTOTAL     200     20    90%\n';
  const { evidence } = await bundleOf(state, PULL_EVENT);
  expect(evidence.coverage).toMatchObject({
    value: [{ source: { what: 'log of job test' }, report: { origin: 'log' } }],
  });
  expect(evidence.tests).toMatchObject({ value: [{ report: { origin: 'report' } }] });
});

it('a log that cannot be compared with a report is named, and read no further', async () => {
  const state = openPull();
  delete state.logs[1001];
  const { evidence, notices } = await bundleOf(state, PULL_EVENT);
  expect(evidence.testJobs).toMatchObject({ value: [{ log: { state: 'unreadable' } }] });
  expect(notices).toEqual([
    expect.stringMatching(
      /^no coverage report was uploaded, and the log of job test could not be read/,
    ),
    expect.stringMatching(/^the log of job test could not be read: .*was not compared with it$/),
  ]);
});

it('reports of the workspace need no upload', async () => {
  const state = openPull();
  state.artifacts.length = 0;
  const files = { 'out/junit.xml': junit('one') };
  const inputs = { reports: 'out/*.xml' };
  const { evidence } = await bundleOf(state, { ...PULL_EVENT, files, inputs });
  expect(evidence.tests).toMatchObject({
    value: [{ source: { what: 'file out/junit.xml' }, report: { counts: { tests: 1 } } }],
  });
});

it('the order in which GitHub answers changes no byte of the bundle', async () => {
  const forwards = openPull();
  const backwards = openPull();
  for (const state of [forwards, backwards]) {
    state.runs.push(runOf(102, { workflow: 'Lint', path: '.github/workflows/lint.yml' }));
    state.jobs[102] = [jobOf(1020), jobOf(1021, { name: 'style' })];
    state.artifacts.push(artifactOf(502, { name: 'more' }), artifactOf(503, { runId: 102 }));
    state.archives[502] = zip({ 'a.xml': junit('a'), 'b.xml': junit('b') });
    state.archives[503] = zip({ 'c.xml': junit('c') });
    state.milestones.push('M05', 'M02');
    state.refusals.branchRules = { kind: 'limited', message: 'later' };
  }
  backwards.backwards = true;
  const one = evidenceText(await bundleOf(forwards, PULL_EVENT));
  const two = evidenceText(await bundleOf(backwards, PULL_EVENT));
  expect(two).toBe(one);
});

it('a bundle written and read back is the same bundle', async () => {
  const text = evidenceText(await bundleOf(openPull(), PULL_EVENT));
  const read = readEvidenceText(text);
  if (read.state !== 'read') throw new Error(read.why);
  expect(evidenceText(read.bundle)).toBe(text);
});

it('no question is asked twice', async () => {
  const state = openPull();
  await bundleOf(state, PULL_EVENT);
  expect([...new Set(state.calls)].sort()).toEqual([...state.calls].sort());
});

it('workflow files beyond the limit are unreadable by name', async () => {
  const state = openPull();
  const many = Array.from({ length: 200 }, (_, n) => [
    `.github/workflows/a${n}.yml`,
    'on: push\njobs: {}\n',
  ]);
  const files = { ...state.commits[HEAD]?.files, ...Object.fromEntries(many) };
  state.commits[HEAD] = { parent: BASE, files };
  const { evidence } = await bundleOf(state, PULL_EVENT);
  const workflows = evidence.files.state === 'present' ? evidence.files.value.workflows : [];
  expect(workflows.filter(({ state }) => state === 'unreadable')).toEqual([
    {
      state: 'unreadable',
      path: '.github/workflows/tests.yml',
      blob: expect.stringMatching(/^[0-9a-f]{40}$/),
      line: 1,
      why: 'only the 200 workflow files nearest to the root are read',
    },
  ]);
});

it('settings beyond the limit are named', async () => {
  const state = openPull();
  const many = Array.from({ length: 60 }, (_, n) => [`a${n}/package.json`, '{}']);
  const files = { ...state.commits[HEAD]?.files, ...Object.fromEntries(many) };
  state.commits[HEAD] = { parent: BASE, files };
  const { evidence } = await bundleOf(state, PULL_EVENT);
  const unread = evidence.files.state === 'present' ? evidence.files.value.unread : [];
  expect(unread).toEqual([
    {
      path: 'a9/package.json',
      blob: expect.stringMatching(/^[0-9a-f]{40}$/),
      why: 'only the 60 settings files nearest to the root are read',
    },
  ]);
});

it('artifacts of a run that could not be listed may contain reports of any kind', async () => {
  const state = openPull();
  state.refusals.artifacts = { kind: 'limited', message: 'GET artifacts: rate limit reached' };
  const { evidence } = await bundleOf(state, PULL_EVENT);
  expect(evidence.sources).toMatchObject({
    value: [
      { kind: 'unknown', state: 'unreadable', why: expect.stringContaining('GET artifacts') },
    ],
  });
});

it('attempts that were not read exist, with an unknown conclusion', async () => {
  const state = openPull();
  state.runs[0] = runOf(101, { attempt: 12 });
  for (let attempt = 3; attempt < 12; attempt += 1) state.attempts.push(runOf(101, { attempt }));
  const { evidence } = await bundleOf(state, PULL_EVENT);
  const [run] = evidence.runs.state === 'present' ? evidence.runs.value : [];
  expect(run?.attempts.slice(0, 3).map(({ progress }) => progress)).toEqual([
    { state: 'ended', conclusion: 'unknown' },
    { state: 'ended', conclusion: 'unknown' },
    { state: 'ended', conclusion: 'success' },
  ]);
});

it('runs of the same tree that could not be listed leave no run that is known', async () => {
  const state = mergedPull();
  const message = 'GET runs: GitHub lists 1000 of 1500 items';
  state.refusedCalls[`runs ${HEAD}`] = { kind: 'cut', message };
  const { evidence } = await bundleOf(state, PUSH_EVENT);
  expect(evidence.runs).toMatchObject({
    state: 'unreadable',
    why: expect.stringContaining(`${message}; what is beyond is unknown`),
  });
});

it('an earlier audit that could not be read is a question without an answer', async () => {
  const state = openPull();
  withFile(state, BASE, 'docs/milestones/M00/M00_audit.json', '{"schema":"milestone-audit/1"}');
  state.refusals.blob = { kind: 'unreachable', message: 'GET blob: 502' };
  const open: string[] = [];
  const { evidence } = await bundleOf(state, PULL_EVENT, (sentence) => open.push(sentence));
  expect([evidence.previous.state, open]).toEqual([
    'unreadable',
    [
      'the earlier audit docs/milestones/M00/M00_audit.json could not be read: GET blob: 502; run the audit again',
    ],
  ]);
});
