import { expect, it } from '@jest/globals';
import type { Story } from '../../sandbox/start-sandbox.ts';
import { auditOf, gateIn, issueOf, levelIn } from './audit-of.ts';
import { ciRun, HEAD_TESTS, storyWith } from './honest-story.ts';

/* Point 10: post-merge runs red where only the pull request’s smoke test was looked at. */

const AFTER = 503;

/** CI ran once more on the commit of the merge. */
const merged = (conclusion: string): Story =>
  storyWith((story) => {
    const run = ciRun(AFTER, 'merged', 'main', '2026-05-04T12:31:00Z', HEAD_TESTS, 92);
    for (const step of run.attempts[0]?.jobs[1]?.steps ?? []) {
      if (step.name === 'tests') step.conclusion = conclusion;
    }
    story.runs.push(run);
  });

it('a run that turned red after the merge counts, though the pull request’s was green', async () => {
  const audit = await auditOf(merged('failure'), 'push');
  expect(audit.runs.map(({ id, conclusion }) => [id, conclusion])).toEqual(
    expect.arrayContaining([
      [502, 'success'],
      [AFTER, 'failure'],
    ]),
  );
  expect([levelIn(audit, 'required-runs'), levelIn(audit, 'gates-before-merge')]).toEqual([0, 1]);
  expect([gateIn(audit, 'CI stability'), audit.verdict]).toEqual(['failed', 'red']);
  expect(issueOf(audit, 'gates-before-merge')).toMatchObject({
    observation: 'CI failed after the merge.',
    source: { runId: AFTER },
  });
});

it('a merge that stayed green raises no alarm', async () => {
  const audit = await auditOf(merged('success'), 'push');
  expect([levelIn(audit, 'required-runs'), levelIn(audit, 'gates-before-merge')]).toEqual([5, 5]);
  expect([gateIn(audit, 'CI stability'), issueOf(audit, 'gates-before-merge')]).toEqual([
    'passed',
    undefined,
  ]);
});
