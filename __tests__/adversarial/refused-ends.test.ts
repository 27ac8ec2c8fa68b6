import { expect, it } from '@jest/globals';
import type { Faults } from '../../sandbox/start-sandbox.ts';
import { honestStory } from './honest-story.ts';
import { onWorld } from './on-world.ts';

/* The pending status was accepted, and GitHub refuses the final one. */

const FORBIDDEN = {
  status: 403,
  body: { message: 'Resource not accessible by integration' },
} as const;

const refused =
  (...refusals: readonly RegExp[]): Faults =>
  (method, path, n) =>
    refusals.some((one) => one.test(`${method} ${path} ${n}`)) ? FORBIDDEN : undefined;

it('ends with a new check run when the one that it started cannot be updated', () =>
  onWorld(
    honestStory(),
    async ({ sandbox, audit }) => {
      const { exitCode } = await audit('pull_request', { status: 'check' });
      const ends = sandbox.world.checkRuns.map(({ status, conclusion }) => [status, conclusion]);
      expect([exitCode, ends]).toEqual([
        0,
        [
          ['in_progress', null],
          ['completed', 'success'],
        ],
      ]);
    },
    refused(/^PATCH .*check-runs/),
  ));

it('fails and names request and way out when no check run can end', () =>
  onWorld(
    honestStory(),
    async ({ sandbox, audit }) => {
      const { exitCode, log } = await audit('pull_request', { status: 'check' });
      expect([exitCode, sandbox.world.checkRuns.map(({ conclusion }) => conclusion)]).toEqual([
        1,
        [null],
      ]);
      expect(log).toMatch(
        /status: failed, the pending one stays until an audit can end it: PATCH \S+\/check-runs\/\d+: .*; add `checks: write` to the job's `permissions`/,
      );
    },
    refused(/^PATCH .*check-runs/, /^POST .*check-runs (?!1$)/),
  ));

it('fails and names request and way out when the final status is refused', () =>
  onWorld(
    honestStory(),
    async ({ audit }) => {
      const { exitCode, log, status } = await audit('pull_request');
      expect([exitCode, status]).toEqual([1, 'pending']);
      expect(log).toMatch(
        /status: failed, the pending one stays until an audit can end it: POST \S+\/statuses\/\w+: .*; add `statuses: write` to the job's `permissions`/,
      );
    },
    refused(/^POST .*\/statuses\/\w+ (?!1$)/),
  ));

it('posts the status without the record when GitHub refuses its link', () =>
  onWorld(
    honestStory(),
    async ({ sandbox, audit }) => {
      const { status } = await audit('pull_request', { comment: 'never' });
      expect([status, sandbox.world.statuses.at(-1)?.targetUrl]).toEqual([
        'success',
        expect.not.stringContaining('#'),
      ]);
    },
    (method, path, _, body) =>
      method === 'POST' && path.includes('/statuses/') && body.includes('#milestone-audit=')
        ? { status: 422, body: { message: 'Validation Failed' } }
        : undefined,
  ));
