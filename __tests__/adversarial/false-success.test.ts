import { expect, it } from '@jest/globals';
import { deleteFile, editFile, writeFile } from '../../sandbox/edit-story.ts';
import type { Story, StoryRun } from '../../sandbox/story.ts';
import { auditOf, gateIn } from './audit-of.ts';
import { junit } from './honest-reports.ts';
import {
  BASE_TESTS,
  CI,
  CONFIG,
  ciRun,
  HEAD_RUN,
  HEAD_TESTS,
  honestStory,
  TOPIC,
  UPLOAD,
} from './honest-story.ts';

/* Ways to a green status on a change that does not deserve it: the first word of each says who tries. */

type Scene = (story: Story) => void;

function headRun(story: Story): StoryRun {
  const run = story.runs.find(({ id }) => id === HEAD_RUN);
  if (run === undefined) throw new Error('the story has a run of the head');
  return run;
}

function failTests(story: Story): void {
  for (const { steps } of headRun(story).attempts.flatMap(({ jobs }) => jobs)) {
    for (const step of steps)
      if (step.name === 'tests') Object.assign(step, { conclusion: 'failure' });
  }
}

function dropHeadRun(story: Story): void {
  story.runs = story.runs.filter(({ id }) => id !== HEAD_RUN);
}

/** Another workflow of the pull request, with one green run. */
function addWorkflow(
  story: Story,
  path: string,
  text: string,
  artifacts: StoryRun['artifacts'],
): void {
  writeFile(story, TOPIC, path, text);
  const step = { name: 'step', seconds: 1, conclusion: 'success', status: 'completed' };
  const job = { id: 8000, name: 'other', labels: [], status: 'completed', steps: [step], log: '' };
  const attempts = [{ started: '2026-05-04T10:02:00Z', jobs: [job] }];
  story.runs.push({
    id: 800,
    workflow: path,
    event: 'pull_request',
    on: TOPIC,
    actor: 'ada',
    attempts,
    artifacts,
  });
}

const OTHER = (name: string): string => `name: ${name}
on: pull_request
permissions: { contents: read }
jobs:
  other:
    runs-on: ubuntu-24.04
    steps:
      - run: echo
      - uses: actions/upload-artifact@${UPLOAD} # v4.6.2
`;

/** The failed workflow calls itself and its job like those of the audit, whose own job is no evidence. */
const impersonate: Scene = (story) => {
  story.rules.length = 0;
  editFile(story, 'main', CONFIG, (text) => text.replaceAll(' workflow: CI,', ''));
  editFile(story, TOPIC, CI, (text) =>
    text.replace('name: CI', 'name: Audit').replace('  test:\n', '  test:\n    name: audit\n'),
  );
  failTests(story);
  for (const job of headRun(story).attempts.flatMap(({ jobs }) => jobs)) job.name = 'audit';
};

const byHand: Scene = (story) => {
  dropHeadRun(story);
  story.runs.push(ciRun(503, 'workflow_dispatch', TOPIC, '2026-05-04T10:03:00Z', HEAD_TESTS, 92));
};

const onPush: Scene = (story) => {
  failTests(story);
  story.runs.push(ciRun(503, 'push', TOPIC, '2026-05-04T10:03:00Z', HEAD_TESTS, 92));
};

/** Every artifact of CI is gone, and another workflow of the same name uploads what the author likes. */
const takePlace: Scene = (story) => {
  const run = headRun(story);
  const artifacts = run.artifacts.map((one) => ({ ...one, id: one.id + 5000 }));
  run.artifacts = [];
  addWorkflow(story, '.github/workflows/other.yml', OTHER('CI'), artifacts);
};

const sameName: Scene = (story) => {
  dropHeadRun(story);
  deleteFile(story, TOPIC, CI);
  addWorkflow(story, '.github/workflows/other.yml', OTHER('CI'), []);
};

/** The failed workflow has another name, and another workflow has the one that the config selects. */
const renamed: Scene = (story) => {
  story.rules.length = 0;
  editFile(story, 'main', CONFIG, (text) => `${text}workflows: [CI]\n`);
  const run = headRun(story);
  const artifacts = run.artifacts.map((one) => ({ ...one, id: one.id + 5000 }));
  editFile(story, TOPIC, CI, (text) => text.replace('name: CI', 'name: Old'));
  failTests(story);
  addWorkflow(story, '.github/workflows/other.yml', OTHER('CI'), artifacts);
};

const secondAttempt: Scene = (story) => {
  const run = headRun(story);
  const [first] = run.attempts;
  if (first === undefined) throw new Error('the run has an attempt');
  const second = structuredClone({ ...first, started: '2026-05-04T10:20:00Z' });
  for (const [at, job] of second.jobs.entries()) job.id = 9000 + at;
  failTests(story);
  run.attempts = [...run.attempts, second];
};

const skipInMessage: Scene = (story) => {
  dropHeadRun(story);
  for (const commit of story.commits) {
    if (commit.branch === TOPIC) commit.message = 'Add low water\n\nskip-checks: true';
  }
};

const neutral: Scene = (story) => {
  for (const job of headRun(story).attempts.flatMap(({ jobs }) => jobs)) {
    Object.assign(job, { conclusion: 'neutral' });
  }
};

it.each([
  ['author: the workflow takes the name of the audit', impersonate],
  ['author: a workflow of the same name replaces the one that checks', sameName],
  ['author: a workflow of the same name uploads the reports', takePlace],
  ['author: the failed workflow gives its name to another one', renamed],
  ['author: the commit message skips CI', skipInMessage],
  ['author: another run of the same commit passes', onPush],
  ['collaborator: the failed run is deleted, and one by hand passes', byHand],
  ['collaborator: the failed run is repeated until it passes', secondAttempt],
  ['GitHub: the jobs end as neutral', neutral],
])('%s: it is not green', async (_, scene) => {
  const story = honestStory();
  scene(story);
  expect((await auditOf(story)).verdict).toBe('red');
});

it('names the files that have the name of a declared source, and is green when it is a path', async () => {
  const story = honestStory();
  writeFile(story, 'main', '.github/workflows/other.yml', OTHER('CI').replace('pull_request', 'x'));
  const { reason, verdict } = await auditOf(story);
  expect([verdict, reason]).toEqual([
    'red',
    expect.stringContaining(
      '“CI” is or was the name of .github/workflows/ci.yml and .github/workflows/other.yml; write the path',
    ),
  ]);
  editFile(story, 'main', CONFIG, (text) => text.replaceAll('workflow: CI', 'workflow: ci.yml'));
  expect((await auditOf(story)).verdict).toBe('green');
});

it('names a workflow that a change renames so that the config leaves it out', async () => {
  const story = honestStory();
  renamed(story);
  const { rules } = await auditOf(story);
  const open = rules.flatMap((rule) => rule.open.map(({ why }) => why));
  expect(open).toContain(
    '.github/workflows/ci.yml:1: this change renames it from “CI” to “Old”, which `workflows` does not name; name its file there',
  );
});

it('author: a change without a common commit is not compared with its own parent', async () => {
  const story = honestStory();
  const [main, topic] = story.commits;
  if (main === undefined || topic === undefined) throw new Error('the story has two commits');
  const weak = String(main.write[CI]).replace('--fail-under=80', '--fail-under=10');
  const { from: _, ...orphan } = topic;
  const first = { ...main, branch: TOPIC, write: { ...main.write, ...topic.write, [CI]: weak } };
  story.commits = [main, first, orphan];
  await expect(auditOf(story)).rejects.toThrow(
    'the change has no commit in common with main; rebase it onto main',
  );
});

it.each([
  ['a truncated report', '<testsuites><testsuite name="a"><testcase name="x">'],
  ['a report with a DTD', '<!DOCTYPE a [<!ENTITY x "y">]><testsuite/>'],
])('author: failures that were read stay failures next to %s', async (_, text) => {
  const story = honestStory();
  const run = headRun(story);
  run.artifacts = run.artifacts.map((one) => ({
    ...one,
    files: {
      ...one.files,
      'junit.xml': junit({ passed: [], failed: HEAD_TESTS }, '3'),
      'b.xml': text,
    },
  }));
  const audit = await auditOf(story);
  expect([gateIn(audit, 'Tests'), audit.verdict]).toEqual(['failed', 'red']);
});

const undeclared: Scene = (story) =>
  editFile(story, 'main', CONFIG, (text) => text.replace(/^sources:\n(?: .*\n)*/m, ''));

function loseInventory(story: Story): void {
  const run = headRun(story);
  run.artifacts = run.artifacts.map((one) => ({
    ...one,
    files: Object.fromEntries(
      Object.entries(one.files).filter(([name]) => name !== 'bom.cdx.json'),
    ),
  }));
}

/** More nightly runs of the base than are read, all newer than the run of its push. */
const nightly: Scene = (story) => {
  undeclared(story);
  for (let at = 0; at < 12; at += 1) {
    story.runs.push(ciRun(510 + at, 'schedule', 'main', '2026-05-04T09:00:00Z', BASE_TESTS, 90));
  }
};

/** More workflows that upload something on a push than runs are read. */
const manyWorkflows: Scene = (story) => {
  undeclared(story);
  for (let at = 0; at < 11; at += 1) {
    const path = `.github/workflows/w${at}.yml`;
    writeFile(
      story,
      'main',
      path,
      OTHER(`W${at}`).replace('on: pull_request', 'on: { push: { branches: [main] } }'),
    );
    const run = ciRun(700 + at, 'push', 'main', '2026-05-04T08:02:00Z', BASE_TESTS, 90);
    story.runs.push({ ...run, workflow: path, artifacts: [] });
  }
};

it('runs of a schedule do not keep the run of the push from being read', async () => {
  const story = honestStory();
  nightly(story);
  expect((await auditOf(story)).verdict).toBe('green');
  loseInventory(story);
  expect((await auditOf(story)).reason).toContain('CI run 501 of the base');
});

it('names the runs of the base that were not read, and what they may have had', async () => {
  const story = honestStory();
  manyWorkflows(story);
  loseInventory(story);
  const { reason, verdict } = await auditOf(story);
  expect([verdict, reason]).toEqual([
    'red',
    expect.stringMatching(
      /benchmark report as in the base” is missing: W0 run 700, CI run 501 of the base may have had one and were not read; upload one, declare `kind: benchmark`/,
    ),
  ]);
});
