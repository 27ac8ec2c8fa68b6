/**
 * One measurement in a process of its own: `node judge-stage.mjs FILES TESTS` prints milliseconds and
 * MiB as JSON.
 */
import { aConfig } from '../__tests__/scoring/builders.ts';
import { missing, present } from '../src/model/evidence.ts';
import { RULES, RULES_VERSION } from '../src/rules/registry.ts';
import { auditSteps } from '../src/scoring/compose-audit.ts';
import { readWorkflow } from '../src/workflow/parse/read-workflow.ts';
import { peakMib } from './peak-memory.mjs';

const [files = 200, tests = 100_000] = process.argv.slice(2).map(Number);
const HEAD = 'a'.repeat(40);
const BASE = 'b'.repeat(40);
const SHA = '1'.repeat(40);
const JOBS = 2;

/** Twenty steps in two jobs of a matrix, with everything that rules look at. */
function workflowText(at, floor) {
  const job = (name) => `  ${name}:
    runs-on: ubuntu-24.04
    timeout-minutes: 20
    strategy:
      matrix:
        python: [3.11.9, 3.12.4]
        os: [ubuntu-24.04, windows-2022]
    steps:
      - uses: actions/checkout@${SHA} # v4.2.2
      - uses: actions/setup-python@${SHA} # v5.6.0
        with:
          python-version: \${{ matrix.python }}
      - name: install ${at}
        run: python -m pip install --require-hashes -r requirements.txt
      - name: lint
        run: |
          ruff check . && ruff format --check .
          for file in src/*.py; do
            python -m compileall "$file" > /dev/null
          done
      - name: types
        run: mypy --strict src
      - name: tests
        env:
          MODE: ci
        run: python -m pytest -n 4 --junitxml=junit.xml --cov=src tests/${at}
      - name: coverage
        run: python -m coverage report --fail-under=${floor}
      - name: vulnerabilities
        run: pip-audit --require-hashes -r requirements.txt
      - name: docs
        if: github.event_name == 'push'
        run: make docs | tee docs.log
      - name: upload
        if: always()
        uses: actions/upload-artifact@${SHA} # v4.6.2
`;
  const jobs = Array.from({ length: JOBS }, (_, n) => job(`job${n}`)).join('\n');
  return `name: Workflow ${at}\n\non:\n  pull_request:\n  push:\n    branches: [main]\n\npermissions:\n  contents: read\n\njobs:\n${jobs}`;
}

const path = (at) => `.github/workflows/w${at}.yml`;

/** Every tenth file has changed since the base. */
const blobOf = (at, commit) => (at % 10 === 0 ? commit : String(at)).padStart(40, '0');

function repository(commit, floor) {
  const workflows = Array.from({ length: files }, (_, at) =>
    readWorkflow(path(at), blobOf(at, commit), workflowText(at, floor)),
  );
  const broken = workflows.find(({ state }) => state !== 'present');
  if (broken !== undefined) throw new Error(`${broken.path}:${broken.line}: ${broken.why}`);
  return { commit, workflows, settings: [], locks: [] };
}

function run(at) {
  const progress = { state: 'ended', conclusion: 'success' };
  const names = [
    'Run actions/checkout',
    'lint',
    'types',
    'tests',
    'coverage',
    'vulnerabilities',
    'docs',
    'upload',
  ];
  const jobs = Array.from({ length: JOBS }, (_, n) => ({
    id: at * 10 + n,
    name: `job${n} (3.12.4, ubuntu-24.04)`,
    url: 'https://github.com/o/r/actions/runs/1/job/1',
    progress,
    steps: names.map((name, number) => ({ number: number + 1, name, progress })),
    own: false,
  }));
  return {
    id: at + 1,
    workflow: `Workflow ${at}`,
    path: path(at),
    event: 'pull_request',
    headSha: HEAD,
    headBranch: 'm01',
    runNumber: 1,
    url: 'https://github.com/o/r/actions/runs/1',
    createdAt: '2026-03-08T10:00:00Z',
    relation: 'audited',
    trusted: true,
    attempts: [{ number: 1, progress, url: 'https://github.com/o/r/actions/runs/1', jobs }],
  };
}

/** The same identities as 12 hex digits, `gone` of them missing. */
function report(gone) {
  const identities = Array.from({ length: tests - gone }, (_, n) =>
    (n * 2_654_435 + 7).toString(16).padStart(12, '0'),
  );
  const counts = {
    tests: tests - gone,
    passed: tests - gone - 500,
    failed: 0,
    errored: 0,
    skipped: 500,
    flaky: 0,
  };
  const cases = Array.from({ length: 500 }, (_, n) => ({
    id: `suite ${n} › case`,
    group: `suite ${n}`,
    name: 'case',
    outcome: 'skipped',
    flaky: false,
    message: 'not here',
  }));
  const groups = cases.map(({ group }) => ({
    group,
    counts: { ...counts, tests: 1, passed: 0, skipped: 1 },
    durationMs: 1,
  }));
  return {
    source: { what: 'artifact junit', runId: 1, attempt: 1 },
    leg: '',
    report: {
      format: 'junit',
      origin: 'report',
      counts,
      groups,
      cases,
      omitted: { groups: 0, cases: 0 },
      identities: identities.sort(),
      durationMs: 1,
      notes: [],
    },
  };
}

const told = (value, what) => present(value, { what });
const none = missing('not in this bench');

function bundle(head, base) {
  const pins = ['checkout', 'setup-python', 'upload-artifact'].map((name) => ({
    repository: `actions/${name}`,
    sha: SHA,
    state: 'exists',
    tags: [],
  }));
  return {
    schema: 'milestone-evidence/1',
    target: {
      repository: { owner: 'o', name: 'r' },
      occasion: { kind: 'pull-request' },
      event: 'pull_request',
      milestone: { id: 'M01', from: 'input' },
      branch: 'm01',
      trusted: true,
      commits: {
        audited: HEAD,
        head: HEAD,
        sameTree: [],
        stale: [],
        generated: [],
        base: BASE,
        policy: BASE,
      },
      defaultBranch: 'main',
    },
    config: aConfig(),
    configOrigin: { path: '.github/milestone-audit.yml', from: 'default' },
    evidence: {
      runs: told(
        Array.from({ length: files }, (_, at) => run(at)),
        'runs',
      ),
      tests: told([report(10)], 'tests'),
      baseTests: told([report(0)], 'tests of the base'),
      files: told(head, 'files'),
      baseFiles: told(base, 'files of the base'),
      pins: told(pins, 'pins'),
      sources: told([], 'sources'),
      artifacts: told([], 'artifacts'),
      coverage: none,
      baseCoverage: none,
      findings: none,
      inventory: none,
      benchmarks: none,
      probes: none,
      declaredFiles: none,
      changes: none,
      plan: none,
      registry: none,
      previous: none,
      requiredChecks: none,
      baseCi: none,
    },
    milestone: { id: 'M01', title: 'Bench', next: 'M02' },
    notices: [],
  };
}

const before = performance.now();
const [head, base] = [repository(HEAD, 80), repository(BASE, 80)];
const read = performance.now();
const evidence = bundle(head, base);
const [start, cpu] = [performance.now(), process.cpuUsage()];
const steps = auditSteps(evidence, RULES, { version: '0.0.0', rulesVersion: RULES_VERSION });
let longestMs = 0;
let [last, step] = [start, steps.next()];
for (;;) {
  const now = performance.now();
  longestMs = Math.max(longestMs, now - last);
  if (step.done) break;
  [last, step] = [now, steps.next()];
}
const audit = step.value;
const judgeMs = performance.now() - start;
const { user, system } = process.cpuUsage(cpu);
const cpuMs = (user + system) / 1000;
if (audit.rules.find(({ id }) => id === 'no-weakening')?.level_max !== 5)
  throw new Error('a weakening where there is none');
const mib = peakMib();
process.stdout.write(
  JSON.stringify({ readMs: read - before, judgeMs, longestMs, cpuMs, mib, score: audit.score }),
);
