import fc from 'fast-check';
import type { InvariantConfig } from '../../src/model/config.ts';
import type { PullRequest } from '../../src/model/target.ts';
import { HEAD, type Story, type StoryDeferral, type StoryRun, type StoryTests } from './story.ts';

/*
 * Stories of all kinds, good and bad, in which every kind of evidence may turn up. They are built
 * from few names, so that deferrals, steps, tests and workflows meet.
 */

const word = fc.constantFrom('success', 'failure', 'skipped', 'cancelled', 'in_progress');
const mostly = fc.oneof(
  { weight: 4, arbitrary: fc.constant('success') },
  { weight: 1, arbitrary: word },
);
const steps = fc.record({ Build: mostly, 'Run pytest': mostly, Coverage: mostly, Scan: mostly });
const attempt = fc.record({ test: steps, e2e: steps }, { requiredKeys: ['test'] });

const run: fc.Arbitrary<StoryRun> = fc
  .record({
    path: fc.constantFrom('.github/workflows/ci.yml', '.github/workflows/lint.yml'),
    event: fc.constantFrom('pull_request', 'push'),
    relation: fc.constantFrom('audited' as const, 'same-tree' as const, 'stale' as const),
    attempts: fc.array(attempt, { minLength: 1, maxLength: 2 }),
  })
  .map((told) => ({ ...told, workflow: told.path.includes('lint') ? 'Lint' : 'CI' }));

const name = fc.constantFrom('test_api › a', 'test_api › b', 'test_app › c');
const names = fc.uniqueArray(name, { maxLength: 2 });

const tests: fc.Arbitrary<StoryTests> = fc.record({
  passed: fc.nat(30),
  failed: names,
  skipped: fc.uniqueArray(fc.constantFrom('s › a', 's › b', 's › c'), { maxLength: 3 }),
  flaky: fc.oneof(
    { weight: 4, arbitrary: fc.constant([]) },
    { weight: 1, arbitrary: fc.constant(['f › a']) },
  ),
  run: fc.integer({ min: 1, max: 3 }),
  origin: fc.constantFrom('report' as const, 'report' as const, 'log' as const),
});

const deferral: fc.Arbitrary<StoryDeferral> = fc
  .record({
    covers: fc.constantFrom(
      { tests: ['test_api*'] },
      { tests: ['*'] },
      { rule: 'test-results', level: 4 },
      { rule: 'no-weakening', level: 3 },
      { threshold: 'coverage.lines' },
      { threshold: 'CVE-1' },
      { threshold: 'a' },
      { rule: 'invariants', level: 3 },
    ),
    until: fc.constantFrom('M00', 'M01', 'M02'),
    discovered: fc.constantFrom('M00', 'M01'),
  })
  .map(({ covers, ...rest }) => ({ id: `D-${JSON.stringify(covers).length}`, ...covers, ...rest }));

const line = fc.constantFrom(
  '- { name: Build, run: npm ci }',
  '- { name: Build, run: npm install }',
  '- { name: Run pytest, run: pytest }',
  '- { name: Run pytest, run: pytest || true }',
  '- { name: Coverage, run: coverage report --fail-under=60 }',
  '- { name: Coverage, run: coverage report --fail-under=30 }',
  '- { name: Scan, run: pip-audit }',
  '- { name: Scan, run: pip-audit || true }',
  '- { name: Scan, run: gitleaks detect }',
  `- uses: o/pinned@${'1'.repeat(40)}`,
  '- uses: o/tagged@v4',
  '- uses: actions/checkout@v4',
  "- { uses: actions/setup-python@v5, with: { python-version: '3.10.6' } }",
  "- { uses: actions/setup-python@v5, with: { python-version: '3.10' } }",
  '- run: curl -sL https://example.com/x.sh | sh',
);

const workflow = fc
  .record({
    on: fc.constantFrom('pull_request', 'push', '{ push: { branches: [main] } }'),
    permissions: fc.constantFrom(
      '',
      'permissions:\n  contents: read\n',
      'permissions: write-all\n',
    ),
    lines: fc.array(line, { minLength: 1, maxLength: 6 }),
  })
  .map(
    ({ on, permissions, lines }) =>
      `on: ${on}\n${permissions}jobs:\n  test:\n    steps:\n${lines.map((one) => `      ${one}\n`).join('')}`,
  );

const workflows = fc.oneof(
  { weight: 6, arbitrary: fc.constant<Record<string, string>>({}) },
  { weight: 1, arbitrary: fc.constant({ '.github/workflows/broken.yml': 'on: [\n' }) },
);

const settings = fc.constantFrom<Readonly<Record<string, string>>>(
  { 'pyproject.toml': '[tool.coverage.report]\nfail_under = 60\n' },
  { 'pyproject.toml': '[tool.coverage.report]\nfail_under = 30\n', '.nvmrc': '20\n' },
  { '.nvmrc': '20.11.1\n' },
);

const coverage = fc.array(
  fc.record({
    covered: fc.integer({ min: 0, max: 100 }),
    total: fc.constant(100),
    leg: fc.constantFrom('', 'a'),
    files: fc.constant({ 'src/a.py': [5, 10] as const }),
  }),
  { maxLength: 2 },
);

const severity = fc.constantFrom('critical' as const, 'high' as const, 'low' as const);
const findings = fc.array(
  fc
    .record({
      severity,
      kind: fc.constantFrom('vulnerabilities' as const, 'secrets' as const),
      some: fc.boolean(),
    })
    .map(({ severity: worst, kind, some }) => {
      const none = { critical: 0, high: 0, medium: 0, low: 0, unknown: 0 };
      return {
        kind,
        counts: some ? { ...none, [worst]: 1 } : none,
        findings: some ? [{ id: 'CVE-1', severity: worst, subject: 'a', message: 'm' }] : [],
      };
    }),
  { maxLength: 2 },
);

const source = fc.record({
  kind: fc.constantFrom(
    'tests' as const,
    'coverage' as const,
    'findings' as const,
    'sbom' as const,
  ),
  state: fc.constantFrom(
    'present' as const,
    'present' as const,
    'missing' as const,
    'stale' as const,
  ),
  declared: fc.boolean(),
});

const probe = fc.record({
  steps: fc.array(
    fc.record({
      runId: fc.integer({ min: 1, max: 3 }),
      attempt: fc.constantFrom(1, 2),
      job: fc.constant('test'),
      jobUrl: fc.constant('u'),
      step: fc.constant('Run pytest'),
      number: fc.constant(2),
      outcome: fc.constantFrom('passed' as const, 'failed' as const, 'skipped' as const),
    }),
    { maxLength: 2 },
  ),
  log: fc.constantFrom(
    { state: 'unmatched' as const, searched: [] },
    { state: 'matched' as const, job: 'test', url: 'u', line: 1, excerpt: 'ready' },
  ),
});

const item = fc.record({
  text: fc.constantFrom('a', 'b', 'c'),
  done: fc.boolean(),
  line: fc.integer({ min: 1, max: 9 }),
});

const file = fc.record({
  path: fc.constantFrom('src/a.py', 'src/new.py', 'docs/a.md'),
  status: fc.constantFrom('added' as const, 'modified' as const),
  additions: fc.nat(9),
  deletions: fc.nat(9),
});

const artifact = fc
  .record({
    id: fc.integer({ min: 1, max: 9 }),
    name: fc.constantFrom('build-a', 'build-b', 'junit'),
    runId: fc.integer({ min: 1, max: 3 }),
    digest: fc.constantFrom('sha256:aa', 'sha256:aa', 'sha256:bb'),
    state: fc.constantFrom('read', 'read', 'read', 'expired'),
  })
  .map((told) => ({ ...told, attempt: 1, bytes: 1, createdAt: '2026-03-08T10:00:00Z', why: '' }));

const sboms = fc.array(
  fc.constantFrom(0, 4, 9, 20).map((components) => ({
    source: { what: 'artifact sbom' },
    leg: '',
    report: { format: 'cyclonedx', components, packages: [], omitted: 0, notes: [] },
  })),
  { minLength: 1, maxLength: 2 },
);

const issue = fc.integer({ min: 1, max: 9 }).map((number) => ({ number, title: 'Item', url: 'u' }));
const moved = fc
  .tuple(issue, fc.constantFrom('2026-03-01T10:00:00Z', '2026-03-19T10:00:00Z'))
  .map(([one, at]) => ({ ...one, at }));
const pulls = fc
  .tuple(fc.array(issue, { maxLength: 1 }), fc.constantFrom(0, 0, 3))
  .map(([unreviewed, more]) => ({ looked: 5, of: 5 + more, unreviewed }));

const scope = fc.record(
  {
    number: fc.constant(1),
    title: fc.constant('M01: CI'),
    state: fc.constant('open'),
    open: fc.constantFrom(0, 0, 1, 3),
    closed: fc.nat(12),
    late: fc.boolean(),
    asOf: fc.constant('2026-03-20T10:00:00Z'),
    dueOn: fc.constantFrom('2026-03-10', '2026-03-30'),
    movedOut: fc.array(moved, { maxLength: 2 }),
    pulls,
  },
  { requiredKeys: ['number', 'title', 'state', 'open', 'closed', 'late', 'asOf', 'dueOn'] },
);

const COMMIT = 'abcdef1234567890abcdef1234567890abcdef12';
const AUDIT = { blob: 'c', verdict: 'green', audited: COMMIT, categories: [], rules: [] };
const earlier = fc.constantFrom('M00', 'M00.5');
const audit = fc
  .record({
    milestone: earlier,
    score: fc.constantFrom(4.7, 3.1),
    required: fc.constantFrom(undefined, null, { minimum: 80, max_drop: 1 }),
  })
  .map(({ required, ...told }) => ({
    ...{ ...AUDIT, ...told, path: `${told.milestone}.json` },
    measures: {
      ...{ tests: null, coverage: [], benchmarks: [] },
      ...(required === undefined ? {} : { required_coverage: required }),
    },
  }));
const row = fc
  .record({
    milestone: earlier,
    line: fc.integer({ min: 1, max: 9 }),
    score: fc.constantFrom('4.7 / 5', '3.1', 'TBD'),
    commit: fc.constantFrom('abcdef1', '9999999'),
  })
  .map(({ score, commit, ...told }) => ({ ...told, cells: [told.milestone, score, commit] }));

const testJob = fc
  .record({
    runId: fc.integer({ min: 1, max: 3 }),
    passed: fc.nat(30),
    failed: fc.constantFrom(0, 0, 2),
    outcome: fc.constantFrom('passed', 'failed'),
  })
  .map(({ runId, passed, failed, outcome }) => {
    const counts = { passed, failed, errored: 0, skipped: 0, flaky: 0 };
    const totals = [
      { format: 'log:pytest', line: 9, counts: { ...counts, tests: passed + failed } },
    ];
    return {
      runId,
      attempt: 1,
      job: 'test',
      url: 'u',
      steps: [{ name: 'Run pytest', outcome }],
      artifacts: [],
      log: { state: 'read', totals, missed: [] },
    };
  });

const review = fc.record(
  {
    login: fc.constantFrom('a', 'b', 'c'),
    state: fc.constantFrom('approved', 'approved', 'changes-requested', 'commented'),
    url: fc.constant('u'),
    commit: fc.constantFrom('c1', 'c1', 'c0'),
    madeHead: fc.boolean(),
  },
  { requiredKeys: ['login', 'state', 'url'] },
);

const attested = fc.record(
  {
    what: fc.constantFrom('artifact a', 'artifact b'),
    source: fc.constant({ what: 'artifact', runId: 1 }),
    workflow: fc.constantFrom('w.yml', 'x.yml'),
    signers: fc.array(
      fc.record({
        repository: fc.constantFrom('https://github.com/o/r', 'https://github.com/x/r'),
        commit: fc.constantFrom(HEAD, 'c0'),
        workflow: fc.constant('https://github.com/o/r/w.yml@refs/heads/main'),
        run: fc.constantFrom(1, 2).map((id) => `https://github.com/o/r/actions/runs/${id}`),
      }),
      { maxLength: 2 },
    ),
    unread: fc.constantFrom([], ['it was refused']),
  },
  { requiredKeys: ['what', 'source', 'signers', 'unread'] },
);

const pull = { number: 7, url: 'u', author: 'a', milestone: 'M01: CI', headSha: 'c1' };
const target = fc.constantFrom<NonNullable<Story['target']>>(
  {},
  { pullUnknown: 'pull requests could not be listed' },
  { pull: { ...pull, state: 'open' } as PullRequest },
  { pull: { ...pull, state: 'merged' } as PullRequest },
);

const invariant = fc.constantFrom<InvariantConfig>(
  { kind: 'unchanged', title: 'sources', globs: ['src/**'] },
  { kind: 'files', title: 'summary', files: ['M01.md'] },
  { kind: 'rule', title: 'tests', rule: 'test-results', atLeast: 4 },
  { kind: 'rule', title: 'pins', rule: 'pinned-actions', atLeast: 2 },
  { kind: 'job', title: 'job', job: 'test' },
  { kind: 'step', title: 'step', step: 'Run*' },
  { kind: 'artifact', title: 'artifact', artifact: 'build-*' },
);

const values = fc.record(
  {
    plan: fc.record(
      {
        path: fc.constant('plan.md'),
        title: fc.constant('P'),
        items: fc.array(item, { maxLength: 4 }),
        baseItems: fc.array(item, { maxLength: 3 }),
        base: fc.constant({ state: 'none', why: 'the base has no plan.md' }),
      },
      { requiredKeys: ['path', 'title', 'items', 'base'] },
    ),
    notes: fc.constant({ path: 'M01_notes.md', sections: [], omitted: 0 }),
    attestations: fc.array(attested, { minLength: 1, maxLength: 2 }),
    vex: fc.record({
      statements: fc.constantFrom(
        [],
        [{ ids: ['CVE-1'], status: 'not_affected', why: 'w', path: 'v.json' }],
      ),
    }),
    changes: fc.record({
      base: fc.constant('b'),
      head: fc.constant('a'),
      truncated: fc.boolean(),
      files: fc.uniqueArray(file, { selector: ({ path }) => path, maxLength: 3 }),
    }),
    declaredFiles: fc.constantFrom(
      [{ path: 'M01.md', state: 'present', bytes: 1 }],
      [{ path: 'M01.md', state: 'empty', bytes: 0 }],
    ),
    artifacts: fc.array(artifact, { maxLength: 4 }),
    inventory: sboms,
    baseInventory: sboms,
    scope,
    coverageRule: fc.record({
      minimum: fc.constantFrom(null, 50, 90),
      maxDrop: fc.constantFrom(null, 2),
    }),
    previous: fc.uniqueArray(audit, { selector: ({ milestone }) => milestone, maxLength: 2 }),
    ledger: fc.record({ path: fc.constant('LEDGER.md'), rows: fc.array(row, { maxLength: 3 }) }),
    testJobs: fc.array(testJob, { maxLength: 2 }),
    dependencies: fc.record({
      base: fc.constant('b'),
      head: fc.constant('a'),
      changes: fc.array(
        fc.record({
          change: fc.constantFrom('added', 'removed'),
          name: fc.constant('n'),
          version: fc.constantFrom('1.0.0', '>=1'),
          ecosystem: fc.constant('pip'),
          manifest: fc.constant('r.txt'),
          vulnerabilities: fc.array(
            fc.record({ id: fc.constant('CVE-1'), severity, url: fc.constant('u') }),
            { maxLength: 1 },
          ),
        }),
        { maxLength: 2 },
      ),
    }),
    reviews: fc.uniqueArray(review, { selector: ({ login }) => login, maxLength: 2 }),
  },
  { requiredKeys: [] },
);

/** Optional keys are missing in half of the stories. */
export const anyStory: fc.Arbitrary<Story> = fc.record(
  {
    runs: fc.array(run, { minLength: 1, maxLength: 3 }),
    tests: fc.array(tests, { minLength: 1, maxLength: 3 }),
    baseTests: fc.array(tests, { maxLength: 2 }),
    coverage,
    baseCoverage: coverage,
    deferrals: fc.uniqueArray(deferral, { selector: ({ id }) => id, maxLength: 3 }),
    lost: fc.constantFrom<readonly string[]>([], ['D-99']),
    workflow,
    workflows,
    baseWorkflow: workflow,
    settings,
    baseSettings: settings,
    pins: fc.constantFrom<NonNullable<Story['pins']>>('exist', [
      { repository: 'o/pinned', sha: '1'.repeat(40), state: 'missing' },
    ]),
    probe,
    sources: fc.array(source, { maxLength: 2 }),
    findings,
    requiredChecks: fc.constantFrom<readonly string[]>([], ['test']),
    options: fc.constantFrom<NonNullable<Story['options']>>(
      { files: ['{milestone}.md'], artifacts: ['build-*'] },
      { files: ['{milestone}.md'], 'late-days': 20 },
    ),
    config: fc.constantFrom<NonNullable<Story['config']>>(
      {},
      { ledger: 'LEDGER.md' },
      { vex: ['v.json'] },
      { attestations: [{ artifact: '*' }] },
    ),
    invariants: fc.uniqueArray(invariant, { selector: ({ title }) => title, maxLength: 3 }),
    altered: fc.constantFrom<readonly string[]>([], ['D-1: until was “M01” and is “M02”']),
    target,
    values,
  },
  { requiredKeys: ['runs', 'workflow', 'values', 'options'] },
);
