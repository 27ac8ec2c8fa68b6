import type {
  Audit,
  AuditFailingTest,
  AuditGate,
  AuditProof,
  AuditRule,
} from '../../src/model/audit.ts';
import type { AuditEvidence, AuditRun } from '../../src/model/audit-evidence.ts';
import type { Source } from '../../src/model/evidence.ts';
import type { Level } from '../../src/model/verdict.ts';

/* An audit as data, with the numbers of a first milestone whose API tests fail by plan. */

const repository_url = 'https://github.com/acme/webui';
const head = '1f0c6a9d27e34b85a6f1c2d3e4f5061728394a5b';
const merge = '7b2e94c1d05f6a8392b4c6d8e0f1a3b5c7d9e1f3';
const base = '0a9b8c7d6e5f4a3b2c1d0e9f8a7b6c5d4e3f2a1b';
const jobUrl = `${repository_url}/actions/runs/22814850488/job/66170413001`;

const workflow: Source = file('.github/workflows/tests.yml', 12);
const junit: Source = {
  what: 'artifact junit-results',
  url: `${repository_url}/actions/runs/22814850488/artifacts/5301`,
  runId: 22814850488,
  attempt: 1,
  artifactId: 5301,
  path: 'results.xml',
};

export function file(path: string, line?: number): Source {
  const plain = path.endsWith('.md') ? '?plain=1' : '';
  const anchor = line === undefined ? '' : `${plain}#L${line}`;
  const url = `${repository_url}/blob/${head}/${path}${anchor}`;
  return { what: path, path, url, commit: head, ...(line === undefined ? {} : { line }) };
}

function step(name: string): Source {
  return {
    what: `step ${name}`,
    url: jobUrl,
    runId: 22814850488,
    attempt: 1,
    job: 'tests',
    step: name,
  };
}

export function aRule(id: string, level: Level, measured: string, ...sources: Source[]): AuditRule {
  const proof: readonly AuditProof[] = sources.map((source) => ({ text: measured, source }));
  return {
    id,
    title: id.replaceAll('-', ' '),
    state: 'known',
    level,
    level_max: level,
    measured,
    proof,
    open: [],
    reason: null,
    deferrals: [],
    scored: true,
  };
}

/** Kinds of evidence by what is missing of them. */
const KINDS: Readonly<Record<string, string>> = {
  'test report': 'tests',
  'coverage report': 'coverage',
  'scan report': 'findings',
};

/** A rule for which one piece of evidence is missing. */
export function anUnknownRule(id: string, why: string, what = 'test report'): AuditRule {
  const open = [{ kind: KINDS[what] ?? 'runs', what, why }];
  return { ...aRule(id, 0, ''), state: 'open', level_max: 5, open };
}

export function aGate(
  title: string,
  state: AuditGate['state'],
  evidence: string,
  ...when: string[]
): AuditGate {
  const holds = state === 'not-evaluated' ? null : state !== 'failed';
  const [least, most] = { failed: [2, 2], 'not-evaluated': [0, 5] }[state as string] ?? [5, 5];
  const conditions = when.map((text) => ({
    text,
    holds,
    level: least as Level,
    level_max: most as Level,
  }));
  return { title, state, conditions, waits: false, evidence };
}

function steps(...named: readonly (readonly [string, string, number | null])[]) {
  return named.map(([name, conclusion, seconds], at) => ({
    number: at + 1,
    name,
    conclusion,
    seconds,
  }));
}

const testSteps = steps(
  ['install deps', 'success', 41],
  ['pip-audit', 'success', 6],
  ['create stub repositories', 'success', 2],
  ['setup env', 'success', 18],
  ['smoke', 'success', 9],
  ['start server', 'success', 4],
  ['pytest', 'failure', 38],
  ['coverage', 'skipped', null],
);

const runs: readonly AuditRun[] = [
  {
    id: 22814396752,
    workflow: 'Linter',
    path: '.github/workflows/lint.yml',
    event: 'pull_request',
    attempt: 1,
    attempts: 1,
    conclusion: 'success',
    head_sha: head,
    relation: 'audited',
    trusted: true,
    url: `${repository_url}/actions/runs/22814396752`,
    jobs: [
      {
        name: 'lint',
        url: `${repository_url}/actions/runs/22814396752/job/66169000001`,
        conclusion: 'success',
        seconds: 31,
        steps: steps(['ruff', 'success', 3]),
      },
    ],
  },
  {
    id: 22814850488,
    workflow: 'Tests',
    path: '.github/workflows/tests.yml',
    event: 'pull_request',
    attempt: 1,
    attempts: 1,
    conclusion: 'failure',
    head_sha: head,
    relation: 'audited',
    trusted: true,
    url: `${repository_url}/actions/runs/22814850488`,
    jobs: [{ name: 'tests', url: jobUrl, conclusion: 'failure', seconds: 131, steps: testSteps }],
  },
];

function group(name: string, passed: number, failed: number, reason = '') {
  const none = { errored: 0, skipped: 0, flaky: 0 };
  return { group: name, leg: '', passed, failed, ...none, deferred: failed, reason };
}

const evidence: AuditEvidence = {
  flow: testSteps.map(({ name, conclusion }) => ({ name, conclusion })),
  tests: {
    origin: 'report',
    tests: 35,
    passed: 17,
    failed: 18,
    errored: 0,
    skipped: 0,
    flaky: 0,
    groups: [
      group('test/test_extras.py', 3, 0),
      group('test/test_face_restorers.py', 2, 0),
      group('test/test_img2img.py', 0, 4, 'assert 500 == 200'),
      group('test/test_torch_utils.py', 2, 0),
      group('test/test_txt2img.py', 0, 14, 'assert 500 == 200'),
      group('test/test_utils.py', 10, 0),
    ],
    omitted_groups: 0,
    sources: [junit],
  },
  coverage: [],
  changes: {
    base,
    head,
    files: 9,
    additions: 412,
    deletions: 37,
    truncated: false,
    zones: [
      {
        zone: 'CI glue',
        touched: true,
        files: ['.github/workflows/lint.yml', '.github/workflows/tests.yml'],
        omitted: 0,
      },
      { zone: 'Contracts', touched: false, files: [], omitted: 0 },
    ],
  },
  workflow_integrity: [
    { fact: 'Actions pinned by commit', value: '5 of 5', source: workflow },
    {
      fact: 'Token permissions',
      value: 'declared in 2 of 2 workflows, read only',
      source: file('.github/workflows/tests.yml', 7),
    },
    { fact: 'Non-blocking checks', value: 'none', source: null },
  ],
  dependencies: [
    {
      path: 'requirements.lock',
      tool: 'pip',
      summary: '84 of 84 entries with hashes',
      source: file('requirements.lock'),
    },
  ],
  artifacts: [
    {
      id: 5301,
      name: 'junit-results',
      run_id: 22814850488,
      attempt: 1,
      bytes: 4711,
      digest: 'sha256:4be1a0c3d2f5968778695a4b3c2d1e0f4be1a0c3d2f5968778695a4b3c2d1e0f',
      state: 'read',
      why: '',
    },
  ],
};

const plan = 'docs/milestones/M01/M01_plan.md';

/** A failing test of the report, with the message that all of them share. */
export function aFailingTest(
  id: string,
  state: AuditFailingTest['state'],
  message = 'assert 500 == 200',
): AuditFailingTest {
  const deferrals = state === 'deferred' ? ['DEF-001'] : [];
  return { id, message, state, deferrals, legs: [], source: junit };
}

const failing = [
  ...Array.from({ length: 4 }, (_, at) => `test/test_img2img.py › case ${at + 1}`),
  ...Array.from({ length: 14 }, (_, at) => `test/test_txt2img.py › case ${at + 1}`),
].map((id) => aFailingTest(id, 'deferred'));

const stability = aRule(
  'required-runs',
  4,
  '1 of 2 runs green, 1 red only through deferred tests',
  step('pytest'),
);
const results = aRule('test-results', 4, '17 passed, 18 failed (18 deferred)', junit);

export function anAudit(changed: Partial<Audit> = {}): Audit {
  return {
    schema: 'milestone-audit/1',
    milestone: 'M01',
    next_milestone: 'M02',
    title: 'CI truthfulness, SHA pinning, smoke path',
    mode: 'baseline',
    repository: 'acme/webui',
    repository_url,
    branch: 'm01-ci-truthfulness',
    event: 'pull_request',
    date: '2026-03-08',
    evidence_completed_at: '2026-03-08T05:53:20Z',
    pull_request: {
      number: 2,
      title: 'M01: CI truthfulness and guardrails',
      url: `${repository_url}/pull/2`,
    },
    commits: { base, audited: head, merge, policy: base, same_tree: [merge] },
    config: { path: '.github/milestone-audit.yml', from: 'policy', profile: 'seed' },
    runs,
    sources: [
      {
        kind: 'tests',
        expected: 'tests from artifact junit-results of Tests',
        state: 'present',
        required: true,
        run_id: 22814850488,
        attempt: 1,
        digest: null,
        why: '',
      },
    ],
    objective: {
      text: 'Deterministic CI without external clones, with server startup verified and the test pipeline executing.',
      source: file(plan, 5),
    },
    notes: {
      path: 'docs/milestones/M01/M01_notes.md',
      sections: [
        {
          title: 'Stub Architecture',
          lines: [
            'Dynamic stub loader: _StubFinder, _StubModule for ldm.* and sgm.*',
            'Minimal file stubs: ddpm.py (DDPM, LatentDiffusion), k_diffusion (utils, sampling, external)',
            'No whack-a-mole: any nested import resolves via the dynamic loader',
          ],
          source: file('docs/milestones/M01/M01_notes.md', 3),
        },
      ],
      omitted: 0,
    },
    criteria: [
      { text: 'Deterministic CI (stable-runs)', met: true, source: file(plan, 9) },
      { text: 'No external clones (no-external-fetch)', met: true, source: file(plan, 10) },
      { text: 'Server startup (server-boot)', met: true, source: file(plan, 11) },
      { text: 'Test runner executes (test-results)', met: true, source: file(plan, 12) },
      { text: 'Failure reason understood (DEF-001)', met: true, source: file(plan, 13) },
    ],
    categories: [
      category('determinism', 'Determinism', 0.3, 5, 'nothing fetched from outside; no flake', [
        'no-external-fetch',
        'stable-runs',
      ]),
      category(
        'reproducibility',
        'Reproducibility',
        0.3,
        5,
        '5 of 5 actions at a commit; Python 3.10.6; 84 of 84 entries hashed',
        ['pinned-actions', 'exact-runtime', 'locked-installs'],
      ),
      category('server-boot', 'Server boot', 0.2, 5, 'step start server passed, port bound', [
        'server-boot',
      ]),
      category('test-execution', 'Test execution', 0.1, 4, '17 passed, 18 failed (18 deferred)', [
        'test-results',
      ]),
      category('coverage-gate', 'Coverage gate', 0.1, 3, 'threshold 60% present, not enforced', [
        'coverage-gate',
      ]),
    ],
    rules: [
      aRule('coverage-gate', 3, 'threshold 60% present, the step did not run', step('coverage')),
      aRule('exact-runtime', 5, 'Python 3.10.6 in 2 of 2 jobs', workflow),
      aRule(
        'locked-installs',
        5,
        '84 of 84 entries hashed, installed with --require-hashes',
        file('requirements.lock'),
      ),
      aRule('no-external-fetch', 5, 'nothing fetched from outside', workflow),
      { ...aRule('no-weakening', 5, 'nothing weakened since the base', workflow), scored: false },
      aRule('pinned-actions', 5, '5 of 5 actions at a commit that exists', workflow),
      { ...stability, scored: false, deferrals: ['DEF-001'] },
      aRule(
        'server-boot',
        5,
        'step start server passed; 127.0.0.1:7860 available',
        step('start server'),
      ),
      aRule('stable-runs', 5, 'no flake in 2 runs', step('pytest')),
      { ...results, deferrals: ['DEF-001'] },
    ],
    score: 4.7,
    score_max: 4.7,
    formula: '(0.3 × 5.0 + 0.3 × 5.0 + 0.2 × 5.0 + 0.1 × 4.0 + 0.1 × 3.0) / 1 = 4.7',
    minimum_score: null,
    gates: [
      aGate(
        'CI stability',
        'deferred',
        'required-runs 4: 1 of 2 runs green, 1 red only through deferred tests; stable-runs 5: no flake in 2 runs',
        'required-runs >= 4',
        'stable-runs >= 3',
      ),
      aGate(
        'Tests',
        'deferred',
        'test-results 4: 17 passed, 18 failed (18 deferred)',
        'test-results >= 4',
      ),
      aGate(
        'Coverage',
        'deferred',
        'coverage-gate 3: threshold 60% present, the step did not run',
        'coverage-gate >= 4',
      ),
      aGate(
        'Workflows',
        'passed',
        'no-weakening 5: nothing weakened since the base; pinned-actions 5: 5 of 5 actions at a commit that exists',
        'no-weakening >= 3',
        'pinned-actions >= 3',
      ),
      aGate('Security', 'not-applicable', 'no rule of this gate applies'),
    ],
    invariants: [
      {
        title: 'No CI weakening',
        state: 'held',
        evidence: 'no-weakening is 5, at least 5 is needed',
        proof: [{ text: 'nothing weakened', source: workflow }],
      },
      {
        title: 'Evidence-first closeout',
        state: 'held',
        evidence: '2 of 2 declared files exist',
        proof: [
          { text: 'present', source: file('docs/milestones/M01/M01_summary.md') },
          { text: 'present', source: file('docs/milestones/M01/M01_CI_report.md') },
        ],
      },
      {
        title: 'No silent behavior drift',
        state: 'held',
        evidence: 'no change under modules/**',
        proof: [],
      },
    ],
    issues: [
      {
        id: 'COV-412',
        rule: 'coverage-gate',
        severity: 'medium',
        observation:
          'The step coverage with --fail-under=60 was skipped because the step pytest failed.',
        interpretation: '“Coverage gate” is at level 3, Acceptable',
        recommendation:
          'Let the coverage step run whether tests pass or not, or fix what stops it.',
        minutes: 60,
        guardrail: 'Fail the job when coverage is below the threshold.',
        rollback: 'Set the step back as it was.',
        acceptance: 'coverage-gate >= 4 on the next audit',
        source: step('coverage'),
      },
      {
        id: 'TEST-087',
        rule: 'test-results',
        severity: 'low',
        observation: '18 tests failed, covered by DEF-001.',
        interpretation: '“Test results” is at level 4, Strong',
        recommendation: 'Fix the failing tests named here, or enter each in the deferral registry.',
        minutes: 90,
        guardrail: 'Make the job that runs the tests a required check.',
        rollback: 'Revert the change that made them fail.',
        acceptance: 'test-results >= 5 on the next audit',
        source: junit,
      },
    ],
    deferrals: [
      {
        id: 'DEF-001',
        issue: '#12',
        covers: 'tests test/test_txt2img.py*, test/test_img2img.py*',
        reason: 'txt2img and img2img return 500 because the stub model cannot perform inference',
        owner: 'maintainers',
        discovered: 'M01',
        until: 'M02',
        exit: 'the stub returns a fixed 1×1 PNG, and the 18 tests pass',
        state: 'live',
        used: true,
        proposed: true,
      },
    ],
    registry: { path: 'docs/milestones/deferred.yml', lost: [], altered: [] },
    flakes: [],
    trend: [],
    failing_tests: failing,
    evidence,
    notices: [],
    verdict: 'yellow',
    outcome: 'COMPLETE',
    reason: 'CI stability, Tests and Coverage pass by 1 deferral',
    tool: { name: 'milestone-audit', version: '0.1.0', rules_version: 1 },
    paths: {
      document: 'docs/milestones/M01/M01_audit.md',
      json: 'docs/milestones/M01/M01_audit.json',
      evidence: 'docs/milestones/M01/M01_evidence.json',
    },
    ...changed,
  };
}

function category(
  id: string,
  title: string,
  weight: number,
  score: number,
  note: string,
  rules: readonly string[],
) {
  return { id, title, weight, score, score_max: score, note, rules, attested: null };
}
