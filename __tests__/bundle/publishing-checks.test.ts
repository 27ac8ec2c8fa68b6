import { expect, it } from '@jest/globals';
import { editFile } from '../../sandbox/edit-story.ts';
import { m01, onStage } from './stage.ts';

it.concurrent('as a check run each audit begins anew, by one external id, so that no annotation stands twice', () => {
  const story = m01();
  // Something to annotate: an action of the audited commit that is pinned to a tag.
  editFile(story, 'm01-ci-truthfulness', '.github/workflows/linter.yml', (text) =>
    text.replace(/actions\/checkout@[0-9a-f]{40} # v4.2.2/, 'actions/checkout@v4.2.2'),
  );
  return onStage(story, async ({ sandbox, audit }) => {
    await audit('pull_request', { given: { status: 'check' } });
    await audit('pull_request', { given: { status: 'check' } });
    const [first, second, ...more] = sandbox.world.checkRuns;
    expect(more).toEqual([]);
    expect(first?.annotations.length).toBeGreaterThan(0);
    expect(second?.annotations).toEqual(first?.annotations);
    expect([first, second].map((one) => [one?.externalId, one?.status, one?.name])).toEqual([
      ['milestone-audit/', 'completed', 'Milestone audit'],
      ['milestone-audit/', 'completed', 'Milestone audit'],
    ]);
    expect(sandbox.world.statuses).toEqual([]);
  });
});
