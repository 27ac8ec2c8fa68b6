import { expect, it } from '@jest/globals';
import type { Sandbox } from '../../sandbox/start-sandbox.ts';
import { m01, onStage } from './stage.ts';

/** The head of the default branch, which the document's commit moves, and the newest required status. */
function published({ world }: Sandbox) {
  return [world.repo.refs.get('refs/heads/main'), world.statuses.at(-1)?.state];
}

it('a re-audit after every artifact expired leaves document and status as they were', async () => {
  const [before, after] = await onStage(m01(), async ({ sandbox, audit }) => {
    sandbox.merge();
    await audit('push');
    const first = published(sandbox);
    for (const artifact of sandbox.world.artifacts) Object.assign(artifact, { expired: true });
    await audit('push');
    return [first, published(sandbox)];
  });
  expect(after).toEqual(before);
});
