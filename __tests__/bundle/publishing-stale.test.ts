import { describe, expect, it } from '@jest/globals';
import { commitOnBranch } from '../../sandbox/move-ref.ts';
import type { Sandbox } from '../../sandbox/start-sandbox.ts';
import { m01, onStage, statesOf } from './stage.ts';

const HEAD = 'm01-ci-truthfulness';

/** Somebody pushes one more file to the pull request's branch; gives the new head. */
function pushOn({ world }: Sandbox): string {
  const { repo } = world;
  const before = repo.refs.get(`refs/heads/${HEAD}`) ?? '';
  const tree = repo.store.readTree(repo.store.mustCommit(before).tree);
  tree.set('modules/late.py', { mode: '100644', sha: repo.store.blob(Buffer.from('LATE = 1\n')) });
  return commitOnBranch(world, repo, HEAD, { login: 'mira-holt', message: 'Late', tree });
}

describe('an audit that comes too late', () => {
  it.concurrent('for a head that has been pushed over ends at once, with a word and without a trace', () =>
    onStage(m01(), async ({ sandbox, audit }) => {
      const old = sandbox.world.pulls[0]?.headSha ?? '';
      const head = pushOn(sandbox);
      const run = sandbox.world.runs.find(({ headSha }) => headSha === old)?.id ?? 0;
      const ended = await audit('workflow_run', { run });
      const why = `superseded: pull request #14 has moved on from ${old.slice(0, 7)} to ${head.slice(0, 7)}`;
      expect(ended.outputs['reason']).toBe(why);
      expect(ended.exitCode).toBe(0);
      expect(statesOf(sandbox)).toEqual([]);
      expect(sandbox.world.comments).toEqual([]);
      expect(ended.summary).toContain('Milestone audit: skipped');
      expect(sandbox.requests.length).toBeLessThan(16);
    }));

  it.concurrent('as the re-run of an old event ends at once too', () =>
    onStage(m01(), async ({ sandbox, audit }) => {
      const { name, payload, github } = sandbox.event('pull_request');
      const old = sandbox.world.pulls[0]?.headSha ?? '';
      const head = pushOn(sandbox);
      const rerun = { event: { name, payload }, context: { ...github, run_attempt: '2' } };
      const ended = await audit('pull_request', rerun);
      expect(ended.outputs['reason']).toContain(
        `has moved on from ${old.slice(0, 7)} to ${head.slice(0, 7)}`,
      );
      expect(ended.exitCode).toBe(0);
      expect(statesOf(sandbox)).toEqual([]);
    }));

  it.concurrent('because of a push in the middle of it writes its own commit’s status and nothing else', async () => {
    let push = (): void => undefined;
    await onStage(
      m01(),
      async ({ sandbox, audit }) => {
        const audited = sandbox.world.pulls[0]?.headSha;
        let head = '';
        push = () => {
          head ||= pushOn(sandbox);
        };
        const ended = await audit('pull_request', { given: { docs: 'head' } });
        expect(ended.exitCode).toBe(0);
        expect(sandbox.world.statuses.map(({ sha, state }) => [sha, state])).toEqual([
          [audited, 'pending'],
          [audited, 'success'],
        ]);
        expect(sandbox.world.comments).toEqual([]);
        expect(sandbox.world.pulls[0]?.headSha).toBe(head);
        expect(ended.summary).toMatch(/superseded: pull request .{1,9}14.{0,3} has moved on/);
      },
      (_, path) => {
        if (path.endsWith('/zip')) push();
        return undefined;
      },
    );
  });
});
