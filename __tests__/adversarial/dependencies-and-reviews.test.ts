import { expect, it } from '@jest/globals';
import { auditOf, levelIn } from './audit-of.ts';
import { honestStory, storyWith } from './honest-story.ts';

/* The default profile asks GitHub what a change adds to the dependencies, and who reviewed it. */

const left = {
  change: 'added',
  manifest: 'requirements.txt',
  ecosystem: 'pip',
  name: 'left',
  version: '1.0.0',
} as const;
const advisory = { id: 'GHSA-aaaa-bbbb-cccc', severity: 'critical', summary: 'It leaks' };

it('a change that adds no dependency is at 5, one with a critical advisory at 0', async () => {
  const worse = storyWith(({ dependencies }) => {
    dependencies.push({ ...left, vulnerabilities: [advisory] });
  });
  const audits = [await auditOf(honestStory()), await auditOf(worse)];
  expect(audits.map((audit) => levelIn(audit, 'dependency-delta'))).toEqual([5, 0]);
  expect(audits.map(({ verdict }) => verdict)).toEqual(['green', 'red']);
});

it('where GitHub does not review dependencies, nothing is known and nothing passes', async () => {
  const story = storyWith(({ repository }) => Object.assign(repository, { private: true }));
  const audit = await auditOf(story);
  expect(levelIn(audit, 'dependency-delta')).toBe('unknown');
  expect(audit.verdict).not.toBe('green');
});

it.each([
  ['nobody reviewed', [], 4],
  ['the author approves', [['ada', 'APPROVED']], 4],
  ['another approves', [['ben', 'APPROVED']], 5],
  [
    'an objection is followed by a comment',
    [
      ['ben', 'CHANGES_REQUESTED'],
      ['ben', 'COMMENTED'],
    ],
    0,
  ],
] as const)('behind required checks, %s', async (_what, reviews, level) => {
  const story = storyWith(({ pulls }) => {
    const at = '2026-05-04T11:00:00Z';
    const told = reviews.map(([by, state]) => ({ by, state, at, body: '' }));
    pulls[0]?.reviews.splice(0, 1, ...told);
  });
  const audits = [await auditOf(story), await auditOf(story, 'push')];
  expect(audits.map((audit) => levelIn(audit, 'merge-discipline'))).toEqual([level, level]);
});
