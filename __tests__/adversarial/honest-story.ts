import { parse } from 'yaml';
import { buildWorld } from '../../sandbox/build-world.ts';
import { readFile } from '../../sandbox/edit-story.ts';
import { readStory } from '../../sandbox/read-story.ts';
import type { Files, Story, StoryArtifact } from '../../sandbox/story.ts';
import { cobertura, cyclonedx, junit, pipAudit } from './honest-reports.ts';

/*
 * A repository in which all is well: milestone M02 of a small library, audited under the default
 * profile. Each test changes one thing, once dishonestly and once honestly.
 */

export const CI = '.github/workflows/ci.yml';
export const RELEASE = '.github/workflows/release.yml';
export const CONFIG = '.github/milestone-audit.yml';
export const PLAN = 'docs/milestones/M02/M02_plan.md';
export const REGISTRY = 'docs/milestones/deferred.yml';
export const TOPIC = 'm02-tide-tables';

export const CHECKOUT = '11bd71901bbe5b1630ceea73d27597364c9af683';
export const SETUP = 'a26af69be951a213d495a4c3e4e4022e16d87065';
export const UPLOAD = 'ea165f8d65b6e75b540449e92b4886f43607fa02';

/** Run of CI on the pull request's head; of `main` before it; after the merge. */
export const HEAD_RUN = 502;
export const BASE_RUN = 501;
export const JOB = 'test (3.12.4)';

const CI_TEXT = `name: CI

on:
  pull_request:
  push:
    branches: [main]

permissions:
  contents: read

jobs:
  test:
    runs-on: ubuntu-24.04
    strategy:
      matrix:
        python: [3.11.9, 3.12.4]
    steps:
      - name: checkout
        uses: actions/checkout@${CHECKOUT} # v4.2.2
      - name: set up python
        uses: actions/setup-python@${SETUP} # v5.6.0
        with:
          python-version: \${{ matrix.python }}
      - name: install
        run: python -m pip install --require-hashes -r requirements.txt
      - name: tests
        run: python -m pytest --junitxml=junit.xml --cov=tide
      - name: coverage floor of 80
        run: python -m coverage report --fail-under=80
      - name: vulnerabilities
        run: pip-audit --require-hashes -r requirements.txt --format json --output audit.json
      - name: secrets
        run: gitleaks detect --report-path gitleaks.json
      - name: upload
        if: always()
        uses: actions/upload-artifact@${UPLOAD} # v4.6.2
        with:
          name: reports-\${{ matrix.python }}
          path: '*.xml'
`;

const RELEASE_TEXT = `name: Release

on:
  push:
    tags: ['v*']

permissions:
  contents: read

jobs:
  release:
    runs-on: ubuntu-24.04
    permissions:
      contents: write
    steps:
      - name: checkout
        uses: actions/checkout@${CHECKOUT} # v4.2.2
      - name: publish
        run: sh scripts/publish.sh
`;

const AUDIT_TEXT = `name: Audit

on:
  workflow_run:
    workflows: [CI]
    types: [completed]

permissions:
  contents: read

jobs:
  audit:
    runs-on: ubuntu-24.04
    permissions:
      actions: read
      contents: write
      statuses: write
    steps:
      - uses: milestone-audit/action@5d0c9f1e8b7a6c3d2e4f5a6b7c8d9e0f1a2b3c4d # v1.0.0
`;

const CONFIG_TEXT = `version: 1
profile: default
sources:
  - { kind: tests, workflow: CI, artifact: 'reports-*', format: junit }
  - { kind: coverage, workflow: CI, artifact: 'reports-*', format: cobertura }
  - { kind: findings, workflow: CI, artifact: 'reports-*', format: pip-audit }
  - { kind: findings, workflow: CI, artifact: 'reports-*', format: gitleaks }
invariants:
  - { title: The licence stays, unchanged: [LICENSE] }
rules:
  evidence-pack:
    files: ['docs/milestones/{milestone}/{milestone}_summary.md']
`;

const MAIN_FILES: Files = {
  [CI]: CI_TEXT,
  [RELEASE]: RELEASE_TEXT,
  '.github/workflows/audit.yml': AUDIT_TEXT,
  [CONFIG]: CONFIG_TEXT,
  LICENSE: 'Do as you like.\n',
  'requirements.txt': `pytest==8.3.5 \\\n    --hash=sha256:${'a'.repeat(64)}\n`,
  'tide/tables.py': 'def high():\n    return 4\n',
  'test/test_tables.py': 'def test_high():\n    pass\n',
  [PLAN]:
    '# M02: Tide tables\n\n## Definition of done\n\n- [ ] Tables for a year\n- [ ] Low water is tested\n',
  [REGISTRY]: entries('D01', 'D02'),
};

const TOPIC_FILES: Files = {
  'tide/tables.py': 'def high():\n    return 4\n\n\ndef low():\n    return 1\n',
  'test/test_tables.py': 'def test_high():\n    pass\n\n\ndef test_low():\n    pass\n',
  [PLAN]:
    '# M02: Tide tables\n\n## Definition of done\n\n- [x] Tables for a year\n- [x] Low water is tested\n',
  'docs/milestones/M02/M02_summary.md': '# M02 summary\n\nTables for a year, high and low.\n',
};

/** A registry with these entries, which cover tests that do not fail. */
export function entries(...ids: readonly string[]): string {
  return ids
    .map(
      (id) =>
        `- id: ${id}\n  issue: "#${Number(id.slice(1))}"\n  covers: { tests: ["legacy/${id}*"] }\n  reason: The old gauge answers late.\n  owner: ada\n  discovered: M01\n  until: M03\n  exit: The test passes ten times in a row.\n`,
    )
    .join('');
}

const STORY = `
repository: shore/tides
author: ada
now: 2026-05-04T12:00:00Z
people:
  ada: { name: Ada, email: ada@example.org }
  ben: { name: Ben, email: ben@example.org }
tokens:
  token:
    login: github-actions[bot]
    permissions: { actions: read, checks: write, contents: write, pull-requests: write, statuses: write }
commits:
  - { branch: main, at: 2026-05-04T08:00:00Z, message: Begin, files: main }
  - { branch: ${TOPIC}, from: main, at: 2026-05-04T10:00:00Z, message: Add low water, files: topic }
pull-requests:
  - number: 7
    title: 'M02: Tide tables'
    head: ${TOPIC}
    base: main
    created: 2026-05-04T10:01:00Z
    reviews: [{ by: ben, at: 2026-05-04T11:00:00Z }]
    merge: { method: squash, at: 2026-05-04T12:30:00Z, by: ben }
milestones:
  - { number: 2, title: 'M02: Tide tables', created: 2026-05-01T08:00:00Z }
  - { number: 3, title: 'M03: Storms', created: 2026-05-01T08:00:00Z }
rules:
  - branch: main
    type: required_status_checks
    parameters: { required_status_checks: [{ context: test (3.11.9) }, { context: test (3.12.4) }] }
runs: []
actions:
  actions/checkout: { tags: { v4.2.2: ${CHECKOUT} } }
  actions/setup-python: { tags: { v5.6.0: ${SETUP} } }
  actions/upload-artifact: { tags: { v4.6.2: ${UPLOAD} } }
  milestone-audit/action: { tags: { v1.0.0: 5d0c9f1e8b7a6c3d2e4f5a6b7c8d9e0f1a2b3c4d } }
audit: { workflow: .github/workflows/audit.yml, job: audit, first-run: 900 }
`;

const FOLDERS: Readonly<Record<string, Files>> = { main: MAIN_FILES, topic: TOPIC_FILES };
const STEPS = [
  'checkout',
  'set up python',
  'install',
  'tests',
  'coverage floor of 80',
  'vulnerabilities',
  'secrets',
  'upload',
];
const LEGS = ['3.11.9', '3.12.4'];

export const BASE_TESTS = ['test/test_tables.py › test_high'];
export const HEAD_TESTS = [...BASE_TESTS, 'test/test_tables.py › test_low'];

/** A fresh copy of the honest story, to be changed before it is told. */
export function honestStory(): Story {
  const story = readStory(parse(STORY), {
    files: (folder) => ({ ...FOLDERS[folder] }),
    text: () => '',
  });
  story.runs.push(ciRun(BASE_RUN, 'push', 'main', '2026-05-04T08:01:00Z', BASE_TESTS, 90));
  story.runs.push(ciRun(HEAD_RUN, 'pull_request', TOPIC, '2026-05-04T10:02:00Z', HEAD_TESTS, 92));
  return story;
}

/** One leg scans for all. */
const SCANS: Files = {
  'audit.json': pipAudit({ pytest: [] }),
  'gitleaks.json': '[]',
  'bom.cdx.json': cyclonedx,
};

/** A green run of CI on a branch; `covered` of 100 lines. */
export function ciRun(
  id: number,
  event: string,
  on: string,
  started: string,
  tests: readonly string[],
  covered: number,
): Story['runs'][number] {
  const jobs = LEGS.map((leg, at) => ({
    id: id * 10 + at,
    name: `test (${leg})`,
    labels: ['ubuntu-24.04'],
    status: 'completed',
    steps: STEPS.map((name) => ({ name, seconds: 2, conclusion: 'success', status: 'completed' })),
    log: '',
  }));
  const artifacts = LEGS.map(
    (leg, at): StoryArtifact => ({
      id: id * 100 + at,
      name: `reports-${leg}`,
      created: started.replace('00Z', '30Z'),
      files: {
        'junit.xml': junit({ passed: tests }, leg),
        'coverage.xml': cobertura('tide/tables.py', covered, 100, leg),
        ...(at === 0 ? SCANS : {}),
      },
      contentType: 'application/zip',
      expired: false,
    }),
  );
  return { id, workflow: CI, event, on, actor: 'ada', attempts: [{ started, jobs }], artifacts };
}

/** The honest story with one change. */
export function storyWith(change: (story: Story) => void): Story {
  const story = honestStory();
  change(story);
  return story;
}

/** `path:line` of the first line that has a text in it. */
export function placeOf(story: Story, path: string, part: string, branch = TOPIC): string {
  const lines = (readFile(story, branch, path) ?? '').split('\n');
  const at = lines.findIndex((line) => line.includes(part));
  if (at === -1) throw new Error(`${path} of ${branch} has no ${part}`);
  return `${path}:${at + 1}`;
}

/** Id of the first commit of the default branch. */
export function startOf(story: Story): string {
  const { repo } = buildWorld(
    { ...story, commits: story.commits.slice(0, 1), pulls: [], runs: [] },
    'https://github.com',
  );
  return repo.refs.get('refs/heads/main') ?? '';
}
