import { addAttempt, editFile, makeGreen, runOf, writeFile } from '../../../sandbox/edit-story.ts';
import type { Story } from '../../../sandbox/story.ts';
import { cobertura, junit, pipAudit } from '../../adversarial/honest-reports.ts';
import {
  CI,
  CONFIG,
  entries,
  HEAD_RUN,
  HEAD_TESTS,
  REGISTRY,
  TOPIC,
} from '../../adversarial/honest-story.ts';
import { honest, inCi, upload, type World } from './world.ts';

/* Worlds in which many rules give a level of their own at once, and texts that try to break out. */

const INSTALL = /python -m pip install .*/;
const RUNTIME = 'python-version: ${{ matrix.python }}';

function carelessWorkflow(story: Story): void {
  inCi(
    [RUNTIME, 'python-version: 3.x'],
    [INSTALL, 'python -m pip install pytest coverage'],
    [
      '- name: tests\n',
      '- run: curl -sSL https://example.com/setup.sh | sh\n      - name: tests\n',
    ],
    ['python -m pytest', 'python -m pytest || true;'],
    [/ {6}- name: coverage floor of 80\n.*\n/, ''],
  )(story);
}

function almostCarefulWorkflow(story: Story): void {
  inCi(
    [RUNTIME, "python-version: '3.12'"],
    [INSTALL, 'python -m pip install pytest==8.3.5'],
    [
      '- name: tests\n',
      '- run: curl -sSL https://example.com/data.json -o data.json\n      - name: tests\n',
    ],
    ['--fail-under=80', '--fail-under=80 || true'],
  )(story);
}

function failingScans(story: Story): void {
  const [first] = runOf(story, HEAD_RUN).artifacts;
  Object.assign(first?.files ?? {}, {
    'audit.json': pipAudit({ pytest: ['CVE-2026-0001'], left: ['CVE-2026-0002'] }),
    'gitleaks.json': JSON.stringify([
      { RuleID: 'aws-access-token', File: 'tide/tables.py', StartLine: 3, Commit: 'c0ffee' },
    ]),
    'bom.cdx.json': JSON.stringify({ bomFormat: 'CycloneDX', specVersion: '1.5', components: [] }),
  });
}

const deferral = (id: string, covers: string, until = 'M03', exit = 'The new tool runs.'): string =>
  `- id: ${id}\n  issue: "#9"\n  covers: { ${covers} }\n  reason: The tool is replaced in M03.\n  owner: ben\n  discovered: M02\n  until: ${until}\n  exit: ${exit}\n`;

function everythingDeferred(story: Story): void {
  failingScans(story);
  const texts = [
    deferral('D03', 'threshold: CVE-2026-0001'),
    deferral('D04', 'threshold: CVE-2026-0002'),
    deferral('D05', 'rule: secret-scan, level: 3'),
    deferral('D06', 'rule: no-weakening, level: 3'),
    deferral('D07', 'rule: sbom-continuity, level: 4', 'M02'),
    deferral('D08', 'rule: test-results, level: 4', 'M03', 'test-results >= 4'),
  ];
  writeFile(story, TOPIC, REGISTRY, `${entries('D01', 'D02')}${texts.join('')}`);
  inCi(['--fail-under=80', '--fail-under=70'])(story);
}

function testsSkipped(story: Story): void {
  const xml = junit({ passed: HEAD_TESTS }, 'x').replace(
    /<testcase ([^>]*test_low[^>]*)><\/testcase>/,
    '<testcase $1><skipped/></testcase>',
  );
  for (const { files } of runOf(story, HEAD_RUN).artifacts) files['junit.xml'] = xml;
}

function fewerTests(story: Story): void {
  for (const { files } of runOf(story, HEAD_RUN).artifacts)
    files['junit.xml'] = '<testsuites><testsuite name="pytest"/></testsuites>';
}

function repeatable(story: Story): void {
  editFile(
    story,
    'main',
    CONFIG,
    (text) => `${text}  repeat-evidence: { artifacts: ['package*'] }\n`,
  );
}

function threeAttempts(story: Story): void {
  repeatable(story);
  upload(story, HEAD_RUN, 91, 'package', { 'tide.whl': 'wheel' });
  for (const at of [1, 2]) {
    addAttempt(story, HEAD_RUN, makeGreen);
    upload(story, HEAD_RUN, 91 + at, 'package', { 'tide.whl': at === 1 ? 'wheel' : 'whee!' });
  }
}

function sameArtifactTwice(story: Story): void {
  repeatable(story);
  upload(story, HEAD_RUN, 91, 'package-1', { 'tide.whl': 'wheel' });
  upload(story, HEAD_RUN, 92, 'package-2', { 'tide.whl': 'wheel' });
}

function withProbe(log: string): (story: Story) => void {
  return (story) => {
    editFile(
      story,
      'main',
      CONFIG,
      (text) => `${text}probes:\n  server-boot:\n    step: tests\n    log: listening on \\d+\n`,
    );
    for (const job of runOf(story, HEAD_RUN).attempts[0]?.jobs ?? [])
      job.log = `=== tests\n${log}\n`;
  };
}

const OWN_CATEGORIES = `categories:
  - { id: plan, title: Plan, weight: 2, rules: [milestone-scope, invariants] }
  - { id: checks, title: Checks, weight: 1, rules: [required-runs, test-results, coverage-gate] }
  - id: docs
    title: Documentation
    weight: 1
    attested: { level: 4, reason: The manual was read by two sailors., by: ben }
`;

/** Issues of the milestone that is audited. */
function planned(story: Story, ...states: readonly ('open' | 'closed')[]): void {
  const created = '2026-05-02T08:00:00Z';
  const issue = { body: '', author: 'ada', created, milestone: 2 };
  states.forEach((state, at) => {
    story.issues.push({ ...issue, number: 20 + at, title: `Work ${at}`, state });
  });
}

function milestoneWorkOpen(story: Story): void {
  editFile(story, 'main', CONFIG, (text) => `${text}${OWN_CATEGORIES}`);
  planned(story, 'open', 'closed', 'closed');
}

/** Own categories, gates, invariants and rule options. */
function ownConfig(story: Story): void {
  planned(story, 'closed');
  editFile(story, 'main', CONFIG, (text) =>
    text.replace(/invariants:\n.*\n/, '').concat(`  coverage-gate: { target: 95 }
  required-runs: { off: CI is replaced next week. }
${OWN_CATEGORIES}fail-on: yellow
gates:
  - { title: Counts, when: ['tests.failed == 0', 'tests.total >= base', 'tests.skipped <= base'] }
  - { title: Percent, when: ['coverage.lines >= base', 'coverage.lines >= 95'] }
  - { title: Whole, when: ['flakes == 0', 'score >= 2'] }
invariants:
  - { title: Pins, rule: pinned-actions, at-least: 3 }
  - { title: Tests ran, step: tests }
  - { title: Nightly job, job: nightly }
  - { title: Sources stay, unchanged: ['tide/**'] }
  - { title: Papers, files: ['docs/milestones/{milestone}/{milestone}_summary.md', 'NOTICE'] }
`),
  );
}

const HOSTILE =
  '</summary></details><script>alert(1)</script> | @octocat fixes #12 `x` ![i](https://evil.example/i.png) <!-- --> \u202Eevil\u2066 ::error::z [a](javascript:b)';

function hostileTexts(story: Story): void {
  const [pull] = story.pulls;
  Object.assign(pull ?? {}, { title: `M02: ${HOSTILE}` });
  inCi(['- name: tests\n', `- name: ${JSON.stringify(`tests ${HOSTILE}`)}\n`])(story);
  for (const job of runOf(story, HEAD_RUN).attempts[0]?.jobs ?? [])
    for (const step of job.steps)
      if (step.name === 'tests')
        Object.assign(step, { name: `tests ${HOSTILE}`, conclusion: 'failure' });
  const xml = junit({ passed: HEAD_TESTS, failed: [`a › ${HOSTILE.replace(/[<>&"]/g, '')}`] }, 'x');
  for (const { files } of runOf(story, HEAD_RUN).artifacts) files['junit.xml'] = xml;
  upload(story, HEAD_RUN, 95, HOSTILE.slice(0, 40).replace(/[/<>]/g, '_'), {
    'coverage.xml': cobertura(HOSTILE.replace(/[<>&"]/g, ''), 1, 2, 'x'),
  });
}

export const RULE_LEVELS: readonly World[] = [
  honest('careless-workflow', carelessWorkflow),
  honest('almost-careful-workflow', almostCarefulWorkflow),
  honest('scans-find-something', failingScans),
  honest('findings-deferred', everythingDeferred),
  honest('tests-newly-skipped', testsSkipped),
  honest('reports-without-tests', fewerTests),
  honest('artifact-differs-between-attempts', threeAttempts),
  honest('server-ready', (story) => {
    sameArtifactTwice(story);
    withProbe('listening on 8080')(story);
  }),
  honest('server-not-ready', withProbe('nothing to see')),
  honest('own-config', ownConfig),
  honest('milestone-work-open', milestoneWorkOpen),
  honest('hostile-texts', hostileTexts),
  honest('unprotected-branch', (story) => {
    story.rules = [];
    story.pulls[0]?.reviews.splice(0);
  }),
  honest('nothing-checks', (story) => {
    writeFile(
      story,
      TOPIC,
      CI,
      'on: push\njobs:\n  build:\n    runs-on: ubuntu-latest\n    steps:\n      - run: make\n',
    );
  }),
];
