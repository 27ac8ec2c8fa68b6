import { expect, it } from '@jest/globals';
import { growStory, REALISTIC } from '../../sandbox/grow-story.ts';
import type { EventName } from '../../sandbox/start-sandbox.ts';
import { m01, onStage } from './stage.ts';

/** A comparison lists at most 300 files; with more, an invariant of unchanged files stays open. */
const SIZE = { ...REALISTIC, changedFiles: 290 };

const EVENTS: readonly EventName[] = ['pull_request', 'workflow_run', 'push'];

it.concurrent.each(EVENTS)(
  '%s: 3 runs of 20 jobs and 10 artifacts are audited and published in at most 47 requests',
  (event) =>
    onStage(growStory(m01(), SIZE), async ({ sandbox, audit }) => {
      if (event === 'push') sandbox.merge();
      const { exitCode } = await audit(event);
      expect({ exitCode, within: sandbox.requests.length <= 47 }).toEqual({
        exitCode: 0,
        within: true,
      });
    }),
);
