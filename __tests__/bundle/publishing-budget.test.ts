import { expect, it } from '@jest/globals';
import type { LoggedRequest } from '../../sandbox/start-sandbox.ts';
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
