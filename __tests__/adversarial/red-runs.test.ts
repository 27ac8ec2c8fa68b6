import { expect, it } from '@jest/globals';
import {
  addAttempt,
  concludeStep,
  leaveRunning,
  makeGreen,
  runOf,
} from '../../sandbox/edit-story.ts';
import { auditOf, gateIn, issueOf, levelIn, ruleIn } from './audit-of.ts';
import { HEAD_RUN, honestStory, storyWith } from './honest-story.ts';

/* Point 5: “all jobs passed” on a red run; green verdicts on red or pending CI. */

it('one red step in one leg is a red run, by name', async () => {
  const audit = await auditOf(
    storyWith((story) => concludeStep(story, HEAD_RUN, 'tests', 'failure')),
  );
  expect([levelIn(audit, 'required-runs'), gateIn(audit, 'CI stability'), audit.verdict]).toEqual([
    0,
    'failed',
    'red',
  ]);
  expect(issueOf(audit, 'required-runs')).toMatchObject({
    observation: expect.stringContaining('tests'),
    source: { runId: HEAD_RUN, job: expect.any(String) },
  });
});

it.each(['cancelled', 'timed_out'])('a run that was %s did not pass', async (conclusion) => {
  const audit = await auditOf(
    storyWith((story) => concludeStep(story, HEAD_RUN, 'tests', conclusion)),
  );
  expect([levelIn(audit, 'required-runs'), audit.verdict]).toEqual([0, 'red']);
});

it('a run still going is pending, not passed', async () => {
  const audit = await auditOf(storyWith((story) => leaveRunning(story, HEAD_RUN, 'tests')));
  expect([levelIn(audit, 'required-runs'), audit.outcome]).toEqual(['unknown', 'PENDING']);
  expect(audit.verdict).not.toBe('green');
  expect(audit.reason).toContain('1 run unfinished');
});

it('a run that passed only when it was run again is a flake on record', async () => {
  const audit = await auditOf(
    storyWith((story) => {
      concludeStep(story, HEAD_RUN, 'tests', 'failure');
      const { started } = addAttempt(story, HEAD_RUN, makeGreen);
      for (const one of runOf(story, HEAD_RUN).artifacts)
        one.created = started.replace('00.000Z', '30Z');
    }),
  );
  expect([levelIn(audit, 'required-runs'), levelIn(audit, 'stable-runs')]).toEqual([
    4,
    expect.any(Number),
  ]);
  expect(levelIn(audit, 'stable-runs')).toBeLessThan(5);
  expect(audit.flakes).toMatchObject([{ count: 1 }]);
});

it('a green run on its first attempt raises no alarm', async () => {
  const audit = await auditOf(honestStory());
  expect(ruleIn(audit, 'required-runs')).toMatchObject({ level: 5, measured: '1 of 1 run green' });
  expect([gateIn(audit, 'CI stability'), issueOf(audit, 'required-runs'), audit.flakes]).toEqual([
    'passed',
    undefined,
    [],
  ]);
});
