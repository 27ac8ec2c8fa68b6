import { expect, it } from '@jest/globals';
import { editFile, readFile } from '../../sandbox/edit-story.ts';
import type { Story } from '../../sandbox/start-sandbox.ts';
import { auditOf, citedBy, gateIn, issueOf, levelIn } from './audit-of.ts';
import { CI, honestStory, placeOf, startOf, storyWith, TOPIC } from './honest-story.ts';

/* Point 2: a gate lowered so that the run goes green, and called “no CI weakening”. */

const FLOOR = '--fail-under=80';

function changed(from: string, to: string): Story {
  return storyWith((story) => editFile(story, TOPIC, CI, (text) => text.replace(from, to)));
}

it('a lowered floor is a weakening with both lines, though the step’s name still says 80', async () => {
  const story = changed(FLOOR, '--fail-under=33');
  const audit = await auditOf(story);
  expect([levelIn(audit, 'no-weakening'), gateIn(audit, 'Workflows'), audit.verdict]).toEqual([
    0,
    'failed',
    'red',
  ]);
  expect(citedBy(audit, 'no-weakening')).toEqual([
    placeOf(story, CI, FLOOR, 'main'),
    placeOf(story, CI, '=33'),
  ]);
  expect(issueOf(audit, 'no-weakening')?.observation).toMatch(
    /yml:29 .*=80.* became .*yml:29 .*=33/,
  );
});

it('the smallest step down is one too', async () => {
  const audit = await auditOf(changed(FLOOR, '--fail-under=79.9'));
  expect([levelIn(audit, 'no-weakening'), audit.verdict]).toEqual([0, 'red']);
});

it('a floor that moved into a settings file and fell on the way is found', async () => {
  const story = changed(` ${FLOOR}`, '');
  const topic = story.commits.find(({ branch }) => branch === TOPIC);
  Object.assign(topic?.write ?? {}, { '.coveragerc': '[report]\nfail_under = 60\n' });
  const audit = await auditOf(story);
  expect([levelIn(audit, 'no-weakening'), audit.verdict]).toEqual([0, 'red']);
  expect(citedBy(audit, 'no-weakening')).toEqual([
    placeOf(story, CI, FLOOR, 'main'),
    '.coveragerc:2',
  ]);
});

it('steps that no audit saw are held against the previous milestone after the merge', async () => {
  const audit = await auditOf(loweredInBetween('--fail-under=79.5'), 'push');
  expect([levelIn(audit, 'no-weakening'), gateIn(audit, 'Workflows')]).toEqual([0, 'failed']);
  expect(issueOf(audit, 'no-weakening')?.observation).toMatch(/=80.* became .*=79\.5/);
  const twin = await auditOf(loweredInBetween(FLOOR), 'push');
  expect([levelIn(twin, 'no-weakening'), issueOf(twin, 'no-weakening')]).toEqual([5, undefined]);
});

/** Between the audit of M01 and the branch of M02 somebody pushed to the default branch. */
function loweredInBetween(to: string): Story {
  const story = honestStory();
  const first = startOf(story);
  const audited = {
    schema: 'milestone-audit/1',
    milestone: 'M01',
    title: 'Begin',
    commits: { base: null, audited: first, merge: null },
    categories: [],
    rules: [],
    score: 4.9,
    verdict: 'green',
  };
  const ci = String(readFile(story, 'main', CI)).replace(FLOOR, to);
  story.commits.splice(1, 0, {
    branch: 'main',
    message: 'Tune CI',
    author: 'ada',
    at: '2026-05-04T09:00:00Z',
    write: { [CI]: ci, 'docs/milestones/M01/M01_audit.json': JSON.stringify(audited) },
    delete: [],
  });
  return story;
}

it.each([
  ['raised', FLOOR, '--fail-under=85'],
  ['written otherwise', FLOOR, '--fail-under 80'],
  ['in a renamed step', 'coverage floor of 80', 'coverage gate'],
])('a floor that is %s raises no alarm', async (_what, from, to) => {
  const audit = await auditOf(changed(from, to));
  expect([levelIn(audit, 'no-weakening'), issueOf(audit, 'no-weakening')]).toEqual([5, undefined]);
  expect(gateIn(audit, 'Workflows')).toBe('passed');
});
