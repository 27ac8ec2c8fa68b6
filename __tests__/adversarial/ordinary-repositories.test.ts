import { expect, it } from '@jest/globals';
import { deleteFile, editFile, runOf } from '../../sandbox/edit-story.ts';
import type { Story } from '../../sandbox/story.ts';
import type { Audit } from '../../src/model/audit.ts';
import { renderComment } from '../../src/render/comment.ts';
import { verdictWords } from '../../src/render/format/labels.ts';
import { auditOf, gateIn } from './audit-of.ts';
import { CI, CONFIG, HEAD_RUN, storyWith, TOPIC } from './honest-story.ts';

/*
 * What a well-kept repository without any config gets at its first pull request: pinned actions, JUnit
 * reports, an enforced threshold, a vulnerability scan and a secret scan. Nothing of it was there before.
 */

/** The base uploaded nothing, and there is no config. */
function ordinary(change: (story: Story) => void = () => undefined): Story {
  return storyWith((story) => {
    deleteFile(story, 'main', CONFIG);
    for (const run of story.runs) if (run.id !== HEAD_RUN) run.artifacts = [];
    change(story);
  });
}

/** The audit in short: the verdict in words, and every gate that does not pass. */
function shortly(audit: Audit) {
  const open = audit.gates.filter(({ state }) => !['passed', 'not-applicable'].includes(state));
  return [verdictWords(audit), open.map(({ title, state, evidence }) => [title, state, evidence])];
}

it('passes at its first pull request, although the base uploaded nothing', async () => {
  expect(shortly(await auditOf(ordinary()))).toEqual(['Passed', []]);
});

it('passes with the totals of its log alone', async () => {
  const story = ordinary((told) => {
    const run = runOf(told, HEAD_RUN);
    for (const artifact of run.artifacts) delete artifact.files['junit.xml'];
    for (const { jobs } of run.attempts) {
      for (const job of jobs) job.log = '============ 2 passed in 0.12s ============\n';
    }
  });
  expect(shortly(await auditOf(story))).toEqual(['Passed', []]);
});

/** CI starts for no change of documents, and the pull request changes nothing else. */
function documentsOnly(story: Story): void {
  const filter = 'on:\n  pull_request:\n    paths-ignore: ["docs/**"]\n';
  editFile(story, 'main', CI, (text) => text.replace('on:\n  pull_request:\n', filter));
  for (const { write } of story.commits.filter(({ branch }) => branch === TOPIC)) {
    const code = Object.keys(write).filter((path) => !path.startsWith('docs/'));
    for (const path of code) delete write[path];
  }
  story.runs = story.runs.filter(({ id }) => id !== HEAD_RUN);
}

it('passes a change of documentation that no workflow starts for', async () => {
  expect(shortly(await auditOf(ordinary(documentsOnly)))).toEqual(['Passed', []]);
});

it('does not pass when the only run of the head was deleted, and names the workflow', async () => {
  const story = ordinary((told) => {
    told.runs = told.runs.filter(({ id }) => id !== HEAD_RUN);
  });
  const audit = await auditOf(story);
  expect([
    verdictWords(audit),
    audit.rules.flatMap(({ open }) => open.map(({ what }) => what)),
  ]).toEqual(['Not enough evidence', expect.arrayContaining(['run of CI'])]);
});

/** The story without a step of CI, and without what the step leaves behind. */
function without(step: string, report?: string): Story {
  return ordinary((told) => {
    const lines = new RegExp(`      - name: ${step}\\n        run: .*\\n`);
    editFile(told, 'main', CI, (text) => text.replace(lines, ''));
    const attempts = told.runs.flatMap((run) => run.attempts);
    for (const job of attempts.flatMap(({ jobs }) => jobs)) {
      job.steps = job.steps.filter(({ name }) => name !== step);
    }
    for (const { files } of told.runs.flatMap((run) => run.artifacts)) delete files[report ?? ''];
  });
}

const unpinned = ordinary((story) => {
  editFile(story, 'main', CI, (text) =>
    text.replaceAll(/actions(\/[\w-]+)@[0-9a-f]{40}/g, 'harbor$1@main'),
  );
});

/** Neither a report nor a log says what the tests did. */
const untold = ordinary((story) => {
  const run = runOf(story, HEAD_RUN);
  for (const { files } of run.artifacts) delete files['junit.xml'];
});

/** What a repository lacks, the gate that says so, and what to do as the comment says it. */
const LACKING = [
  ['a secret scan', without('secrets', 'gitleaks.json'), 'Security', 'such as `gitleaks git'],
  ['a vulnerability scan', without('vulnerabilities', 'audit.json'), 'Security', '`pip-audit`'],
  ['an enforced threshold', without('coverage floor of 80'), 'Coverage', '--cov-fail-under=80'],
  ['a test report', untold, 'Tests', 'such as JUnit, and upload it'],
] as const;

it.each(LACKING)(
  'names the step to add, and the lines of the config, without %s',
  async (...one) => {
    const [, story, gate, step] = one;
    const audit = await auditOf(story);
    const comment = renderComment(audit);
    expect([
      verdictWords(audit),
      ['failed', 'not-evaluated'].includes(gateIn(audit, gate) ?? ''),
      comment.includes(step),
      comment.includes(`gates: [{ title: ${gate}, optional: "reason" }]`),
    ]).toEqual([expect.stringMatching(/^(?:Failed|Not enough evidence)$/), true, true, true]);
  },
);

it('names each action that is not pinned, and offers no way out', async () => {
  const audit = await auditOf(unpinned);
  const comment = renderComment(audit);
  expect([
    verdictWords(audit),
    gateIn(audit, 'Workflows'),
    comment.includes('Replace each tag or branch by the full 40-digit commit SHA'),
    comment.includes('optional: "reason"'),
  ]).toEqual(['Failed', 'failed', true, false]);
});

it('passes as soon as the lines of the config are in it', async () => {
  const story = storyWith((told) => {
    const lines = 'gates:\n  - { title: Security, optional: "a library without secrets" }\n';
    editFile(told, 'main', CONFIG, () => `version: 1\n${lines}`);
    for (const attempt of told.runs.flatMap((run) => run.attempts)) {
      for (const job of attempt.jobs)
        job.steps = job.steps.filter(({ name }) => name !== 'secrets');
    }
    editFile(told, 'main', CI, (text) => text.replace(/ {6}- name: secrets\n {8}run: .*\n/, ''));
    for (const { files } of told.runs.flatMap((run) => run.artifacts))
      delete files['gitleaks.json'];
  });
  expect(verdictWords(await auditOf(story))).toBe('Passed, 1 optional gate not passed');
});
