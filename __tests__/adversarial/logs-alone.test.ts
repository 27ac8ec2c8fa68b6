import { expect, it } from '@jest/globals';
import { deleteFile, editFile, runOf, writeFile } from '../../sandbox/edit-story.ts';
import type { Story } from '../../sandbox/story.ts';
import { auditOf, levelIn, ruleIn } from './audit-of.ts';
import { CI, CONFIG, HEAD_RUN, REGISTRY, storyWith } from './honest-story.ts';

/* Totals that the tools printed are the only evidence of tests: no run uploads a report. */

const PASSED = '2 passed in 0.10s';
const PYTEST = 'python -m pytest --junitxml=junit.xml --cov=tide';

/** No run uploads anything, no source is declared, and each job printed the totals given for it. */
function printed(totals: readonly [string, string], command = PYTEST): Story {
  return storyWith((story) => {
    for (const run of story.runs) {
      run.artifacts = [];
      const jobs = run.attempts.flatMap((attempt) => attempt.jobs);
      jobs.forEach((job, at) => {
        job.log = `=== tests\n##[group]Run ${command}\n##[endgroup]\n${totals[at]}\n`;
      });
    }
    writeFile(story, 'main', CONFIG, 'version: 1\nprofile: default\n');
    if (command !== PYTEST) editFile(story, 'main', CI, (text) => text.replace(PYTEST, command));
  });
}

/** The step that tests has a name that says nothing of tests. */
function renamed(story: Story): Story {
  editFile(story, 'main', CI, (text) => text.replace('name: tests', 'name: check all'));
  const jobs = story.runs.flatMap(({ attempts }) => attempts).flatMap((attempt) => attempt.jobs);
  for (const job of jobs) {
    job.log = job.log?.replace('=== tests', '=== check all') ?? '';
    for (const step of job.steps) if (step.name === 'tests') step.name = 'check all';
  }
  return story;
}

it.each([
  ['a step', PYTEST],
  ['a service of Compose', 'docker compose run --rm app pytest'],
  ['a container', 'docker run --rm -v .:/src app python -m pytest'],
])('count at level 4 when tests ran in %s', async (_, command) => {
  const audit = await auditOf(renamed(printed([PASSED, PASSED], command)));
  expect([levelIn(audit, 'test-results'), audit.evidence.tests]).toMatchObject([
    4,
    { origin: 'log', tests: 4, passed: 4 },
  ]);
});

it('are open when the log of a matrix job whose tests failed has none', async () => {
  const story = printed([PASSED, 'Killed']);
  for (const step of runOf(story, HEAD_RUN).attempts[0]?.jobs[1]?.steps ?? []) {
    if (step.name === 'tests') step.conclusion = 'failure';
  }
  const audit = await auditOf(story);
  expect([levelIn(audit, 'test-results'), audit.verdict]).toEqual(['0–5', 'red']);
});

it('fail the tests when one matrix job printed a failure, though its job passed', async () => {
  const story = printed([PASSED, '1 failed, 1 passed in 0.10s']);
  // A deferral may cover a failure without a name.
  deleteFile(story, 'main', REGISTRY);
  const audit = await auditOf(story);
  expect([levelIn(audit, 'test-results'), audit.verdict]).toEqual([1, 'red']);
  expect(ruleIn(audit, 'test-results').measured).toMatch(/^3 passed, 1 failed/);
});
