import { buildCommits } from '../../sandbox/build-commits.ts';
import { buildArtifacts, buildRuns } from '../../sandbox/build-runs.ts';
import { readStory } from '../../sandbox/read-story.ts';
import { type Sandbox, startSandbox } from '../../sandbox/start-sandbox.ts';
import type { Files, StoryRun } from '../../sandbox/story.ts';
import type { Audit } from '../../src/model/audit.ts';
import { audit } from '../../src/pipeline.ts';
import { worldIn } from './world-in.ts';

/* A repository that closes milestone after milestone on its default branch, audited after each. */

export const WORKFLOW = '.github/workflows/tests.yml';
export const CONFIG = '.github/milestone-audit.yml';
export const REGISTRY = 'docs/milestones/deferred.yml';
export const LEDGER = 'docs/ledger.md';

const PIN = '1'.repeat(40);

const FILES: Files = {
  [WORKFLOW]: `name: Tests
on: [push]
permissions:
  contents: read
jobs:
  test:
    runs-on: ubuntu-24.04
    steps:
      - uses: actions/checkout@${PIN}
      - name: unit tests
        run: npm test
`,
  '.github/workflows/audit.yml': `name: Audit
on: [push]
permissions:
  contents: write
jobs:
  audit:
    runs-on: ubuntu-24.04
    steps:
      - uses: milestone-audit/action@${PIN}
`,
  [LEDGER]:
    '# Ledger\r\n\r\n<!-- milestone-audit:ledger -->\r\n| ID | Score | Owner |\r\n|---|---|---|\r\n<!-- /milestone-audit:ledger -->\r\nTyped below 🚀\r\n',
};

export function configText(title = 'Tests', weight = 1): string {
  return `version: 1
ledger: ${LEDGER}
milestone:
  pattern: '(?:[A-Z]\\d+-)?M\\d+(?:\\.\\d+)?'
categories:
  - { id: tests, title: ${title}, weight: ${weight}, rules: [test-results] }
  - { id: ci, title: CI, weight: 1, rules: [required-runs, stable-runs] }
`;
}

/** The work of one milestone: committed files and test results. */
export interface Work {
  readonly id: string;
  readonly files?: Files;
  readonly tests?: number;
  readonly failed?: number;
  /** Cases that fail first and then pass inside the report. */
  readonly flaky?: readonly string[];
  readonly seconds?: number;
}

export interface SimulatedHistory {
  readonly sandbox: Sandbox;
  /** Commits the work, runs CI on it and audits it. */
  readonly close: (work: Work) => Promise<Audit>;
  /** Commits files without CI, as a person would. */
  readonly commit: (message: string, files: Files, gone?: string[]) => void;
  /** Audits the head again by a manual run. */
  readonly again: (id: string) => Promise<Audit>;
  readonly file: (path: string) => string;
  readonly log: readonly string[];
}

function junit({ tests = 10, failed = 0, flaky = [], seconds = 10 }: Work): string {
  const cases = Array.from({ length: tests - flaky.length }, (_, at) =>
    at < failed
      ? `<testcase classname="unit" name="case ${at}"><failure message="no"/></testcase>`
      : `<testcase classname="unit" name="case ${at}" time="${at === failed ? seconds : 0}"/>`,
  );
  const retried = flaky.map(
    (name) => `<testcase classname="unit" name="${name}"><flakyFailure message="once"/></testcase>`,
  );
  return `<testsuites><testsuite name="unit">${[...cases, ...retried].join('')}</testsuite></testsuites>`;
}

function runOf(number: number, work: Work, at: string): StoryRun {
  const conclusion = (work.failed ?? 0) > 0 ? 'failure' : 'success';
  const step = (name: string, seconds: number, ended = 'success') => ({
    name,
    seconds,
    conclusion: ended,
    status: 'completed',
  });
  return {
    id: 7000 + number,
    workflow: WORKFLOW,
    event: 'push',
    on: 'main',
    actor: 'ada',
    attempts: [
      {
        started: at,
        jobs: [
          {
            id: 70_000 + number,
            name: 'test',
            labels: ['ubuntu-24.04'],
            status: 'completed',
            log: '=== unit tests\nthe suite was run\n',
            steps: [step('Set up job', 1), step('unit tests', 9, conclusion)],
          },
        ],
      },
    ],
    artifacts: [
      {
        id: 700_000 + number,
        name: 'junit',
        created: at,
        files: { 'junit.xml': junit(work) },
        contentType: 'application/zip',
        expired: false,
      },
    ],
  };
}

const START = Date.parse('2026-01-05T09:00:00Z');

/** Returns the time of the n-th event: one per day. */
function timeOf(number: number): string {
  return new Date(START + number * 86_400_000).toISOString().replace('.000', '');
}

function aStory() {
  return readStory(
    {
      repository: 'octo/till',
      author: 'ada',
      now: timeOf(0),
      people: { ada: { name: 'Ada', email: 'ada@example.org' } },
      tokens: {
        token: {
          login: 'github-actions[bot]',
          permissions: {
            actions: 'read',
            contents: 'write',
            statuses: 'write',
            'pull-requests': 'write',
          },
        },
      },
      commits: [{ branch: 'main', at: timeOf(0), message: 'Begin', files: 'main' }],
      'rate-limit': 100_000,
      actions: {},
      audit: { workflow: '.github/workflows/audit.yml', job: 'audit', 'first-run': 90_000 },
    },
    {
      files: () => ({ ...FILES, [CONFIG]: configText() }),
      text: () => '',
    },
  );
}

/** Runs `use` with a simulated repository whose audits are committed to `branch`. */
export async function withHistory<T>(
  use: (history: SimulatedHistory) => Promise<T>,
  branch = 'main',
): Promise<T> {
  const sandbox = await startSandbox(aStory());
  try {
    return await use(simulate(sandbox, branch));
  } finally {
    await sandbox.close();
  }
}

function simulate(sandbox: Sandbox, branch: string): SimulatedHistory {
  const { world } = sandbox;
  const log: string[] = [];
  let number = 0;
  const file = (path: string): string => sandbox.file(path, branch) ?? '';
  const commit: SimulatedHistory['commit'] = (message, files, gone = []) => {
    number += 1;
    const at = timeOf(number);
    world.clock.advanceTo(at);
    buildCommits(world, [
      { branch: 'main', message, author: 'ada', at, write: files, delete: gone },
    ]);
  };
  const audited = async (name: 'push' | 'workflow_dispatch', id: string): Promise<Audit> => {
    await audit(worldIn(sandbox, name, { milestone: id }, log));
    const json = file(`docs/milestones/${id}/${id}_audit.json`);
    if (json === '') throw new Error(`${id} was not audited:\n${log.slice(-12).join('\n')}`);
    return JSON.parse(json) as Audit;
  };
  return {
    sandbox,
    log,
    file,
    commit,
    again: (id) => audited('workflow_dispatch', id),
    close: async (work) => {
      commit(`${work.id}: work`, {
        'src/work.js': `${work.id} ${number}`,
        [`docs/milestones/${work.id}/${work.id}_plan.md`]: `# ${work.id}: Work ${work.id}\n`,
        ...work.files,
      });
      const run = runOf(number, work, timeOf(number));
      world.runs.push(...buildRuns(world, [run], new Map()));
      world.artifacts.push(...buildArtifacts([run]));
      return audited('push', work.id);
    },
  };
}
