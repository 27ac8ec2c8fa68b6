import fc from 'fast-check';
import type { Story, StoryDeferral, StoryRun, StoryTests } from './story.ts';

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
const attempt = fc.record({ test: steps });

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
  kind: fc.constantFrom('tests' as const, 'coverage' as const, 'findings' as const),
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

const values = fc.record(
  {
    plan: fc.record(
      {
        path: fc.constant('plan.md'),
        title: fc.constant('P'),
        items: fc.array(item),
        baseItems: fc.array(item),
      },
      { requiredKeys: ['path', 'title', 'items'] },
    ),
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
    artifacts: fc.constant([]),
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
    reviews: fc.constantFrom([], [{ login: 'b', state: 'approved', url: 'u' }]),
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
    pins: fc.constantFrom<NonNullable<Story['pins']>>('exist', [
      { repository: 'o/pinned', sha: '1'.repeat(40), state: 'missing' },
    ]),
    probe,
    sources: fc.array(source, { maxLength: 2 }),
    findings,
    requiredChecks: fc.constantFrom<readonly string[]>([], ['test']),
    options: fc.constant({ files: ['{milestone}.md'] }),
    values,
  },
  { requiredKeys: ['runs', 'workflow', 'values', 'options'] },
);
