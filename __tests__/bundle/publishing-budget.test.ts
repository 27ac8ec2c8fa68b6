import { expect, it } from '@jest/globals';
import { growStory } from '../../sandbox/grow-story.ts';
import type { EventName, LoggedRequest } from '../../sandbox/start-sandbox.ts';
import { m01, onStage, PATIENCE } from './stage.ts';

/** Reads of artifacts and logs, which have a budget of their own. */
const isDownload = ({ path }: LoggedRequest): boolean => /\/(zip|logs)$/.test(path);

it.concurrent(
  'one audit asks GitHub at most 24 questions, besides what it downloads and publishes',
  () =>
    onStage(m01(), async ({ sandbox, audit }) => {
      await audit('pull_request');
      const asked = sandbox.requests.filter((request) => !isDownload(request));
      const publishing = asked.filter(({ path }) => /statuses|comments|pulls\/14$/.test(path));
      expect(asked.length - publishing.length).toBeLessThanOrEqual(24);
      expect(sandbox.requests.length).toBeLessThanOrEqual(30);
    }),
  PATIENCE,
);

const EVENTS: readonly EventName[] = ['pull_request', 'workflow_run', 'push'];

it.concurrent.each(EVENTS)(
  '%s: 3 runs of 20 jobs and 10 artifacts are audited and published in at most 45 requests',
  (event) =>
    onStage(growStory(m01()), async ({ sandbox, audit }) => {
      if (event === 'push') sandbox.merge();
      const { exitCode } = await audit(event);
      expect({ exitCode, within: sandbox.requests.length <= 45 }).toEqual({
        exitCode: 0,
        within: true,
      });
    }),
  PATIENCE,
);
