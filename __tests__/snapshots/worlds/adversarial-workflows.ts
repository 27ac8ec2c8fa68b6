import { deleteFile, editFile, readFile, runOf, writeFile } from '../../../sandbox/edit-story.ts';
import type { Story } from '../../../sandbox/story.ts';
import {
  CHECKOUT,
  CI,
  entries,
  HEAD_RUN,
  PLAN,
  REGISTRY,
  SETUP,
  TOPIC,
} from '../../adversarial/honest-story.ts';
import { afterMerge, type Change, honest, inCi, type World, withEarlierAudit } from './world.ts';

/* Dishonest changes to workflows, plans and registries, each next to the honest story. */

const FOREIGN = 'f'.repeat(40);
const FLOOR = '--fail-under=80';
const READ = 'permissions:\n  contents: read\n\n';
const LINT = '\n  lint:\n    runs-on: ubuntu-24.04\n    steps:\n      - run: ruff check .\n';
const AUDIT = '--format json --output audit.json';

const TESTS = 'test/test_tables.py';
const SUMMARY = 'docs/milestones/M02/M02_summary.md';

function manyPins(story: Story): void {
  const steps = [
    ...Array.from({ length: 38 }, () => `      - uses: tools/step@${FOREIGN} # v2.1.0`),
    ...Array.from({ length: 8 }, () => '      - uses: tools/step@v2.1.0'),
  ];
  const head = 'on: pull_request\npermissions:\n  contents: read\njobs:\n  tools:\n    steps:\n';
  writeFile(story, TOPIC, '.github/workflows/many.yml', `${head}${steps.join('\n')}\n`);
  story.actions['tools/step'] = {
    tags: { 'v2.1.0': FOREIGN },
    annotated: [],
    branches: {},
    commits: [],
    forkCommits: [],
  };
}

function withoutSecretReport(story: Story): void {
  for (const { files } of runOf(story, HEAD_RUN).artifacts) delete files['gitleaks.json'];
}

function neverScanned(story: Story): void {
  inCi(['- name: secrets\n', '- name: secrets\n        if: false\n'])(story);
  const steps = runOf(story, HEAD_RUN).attempts.flatMap(({ jobs }) =>
    jobs.flatMap((job) => job.steps),
  );
  for (const step of steps) if (step.name === 'secrets') step.conclusion = 'skipped';
  withoutSecretReport(story);
}

function scannedLater(story: Story): void {
  inCi([/ {6}- name: secrets\n.*\n/, ''])(story);
  writeFile(
    story,
    TOPIC,
    '.github/workflows/secrets.yml',
    'on:\n  push:\n    branches: [main]\npermissions:\n  contents: read\njobs:\n  scan:\n    steps:\n      - run: gitleaks detect\n',
  );
  withoutSecretReport(story);
}

function inFork(story: Story): void {
  inCi([SETUP, FOREIGN])(story);
  story.actions['actions/setup-python']?.forkCommits.push(FOREIGN);
}

function testRemoved(story: Story): void {
  writeFile(story, TOPIC, TESTS, 'x = 1\n');
  writeFile(story, TOPIC, 'test/test_more.py', 'def test_low():\n    assert 1\n');
}

/** A new dependency with an advisory. */
function added(version: string, severity: string): Change {
  const advisory = { id: 'GHSA-aaaa-bbbb-cccc', severity, summary: 'It leaks' };
  return ({ dependencies }) => {
    dependencies.push({
      change: 'added',
      manifest: 'requirements.txt',
      ecosystem: 'pip',
      name: 'left',
      version,
      vulnerabilities: [advisory],
    });
  };
}

function plan(...items: readonly string[]): Change {
  const list = items.map((item) => `- ${item}\n`).join('');
  return (story) =>
    writeFile(story, TOPIC, PLAN, `# M02: Tide tables\n\n## Definition of done\n\n${list}`);
}

/** Some worlds hold two lies that different rules find out, so that the set stays small. */
export const ADVERSARIAL_WORKFLOWS: readonly World[] = [
  honest('matrix-job-removed', inCi(['python: [3.11.9, 3.12.4]', 'python: [3.12.4]'])),
  honest(
    'permissions-for-whole-workflow-and-document-empty',
    inCi(
      [READ, 'permissions:\n  checks: write\n  pull-requests: write\n\n'],
      ['jobs:\n', `jobs:${LINT}\n`],
    ),
    (story) => writeFile(story, TOPIC, SUMMARY, ''),
  ),
  honest(
    'permissions-missing-and-plan-item-open',
    inCi([READ, '']),
    plan('[x] Tables for a year', '[ ] Low water is tested'),
  ),
  honest(
    'permissions-write-all-and-deferral-lost',
    inCi([READ, 'permissions: write-all\n\n']),
    (story) => writeFile(story, TOPIC, REGISTRY, entries('D01')),
  ),
  honest('pins-43-of-51-and-dependency-medium', manyPins, added('1.0.0', 'medium')),
  honest('pin-does-not-exist', inCi([CHECKOUT, `${CHECKOUT.slice(0, 39)}4`])),
  honest('pin-only-in-fork-and-dependency-critical', inFork, added('1.0.0', 'critical')),
  honest(
    'pin-is-a-tag-and-plan-item-reworded',
    inCi([`${SETUP} # v5.6.0`, 'v5']),
    plan('[x] Tables for a month', '[x] Low water is tested'),
  ),
  honest(
    'pin-comment-names-another-version-and-registry-deleted',
    inCi(['# v5.6.0', '# v6.0.0']),
    (story) => deleteFile(story, TOPIC, REGISTRY),
  ),
  honest(
    'version-ranges-and-test-skipped',
    inCi(['--require-hashes -r requirements.txt\n', '-r requirements.txt\n']),
    (story) => editFile(story, TOPIC, 'requirements.txt', () => 'requests>=2.31\npytest==8.3.5\n'),
    (story) =>
      editFile(story, TOPIC, TESTS, (text) => `import pytest\n\n\n@pytest.mark.skip\n${text}`),
  ),
  honest('threshold-lowered', inCi([FLOOR, '--fail-under=33'])),
  honest(
    'threshold-lowered-in-settings-and-document-missing',
    inCi([` ${FLOOR}`, '']),
    (story) => writeFile(story, TOPIC, '.coveragerc', '[report]\nfail_under = 60\n'),
    (story) => deleteFile(story, TOPIC, SUMMARY),
  ),
  afterMerge('threshold-lowered-between-milestones', (story) => {
    const text = String(readFile(story, 'main', CI)).replace(FLOOR, '--fail-under=79.5');
    withEarlierAudit(story, {}, { [CI]: text });
  }),
  honest('scan-failure-ignored', inCi([AUDIT, `${AUDIT} || true`])),
  honest(
    'scan-continues-on-error-and-dependencies-not-reviewed',
    inCi([
      '- name: vulnerabilities\n',
      '- name: vulnerabilities\n        continue-on-error: true\n',
    ]),
    ({ repository }) => {
      repository.private = true;
    },
  ),
  honest('scan-never-runs', neverScanned),
  honest('scan-runs-after-merge', scannedLater),
  honest('test-removed-and-earlier-audit-empty', testRemoved, (story) =>
    writeFile(story, 'main', 'docs/milestones/M01/M01_audit.json', ''),
  ),
];
