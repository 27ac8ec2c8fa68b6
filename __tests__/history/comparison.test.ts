import { expect, it } from '@jest/globals';
import { buildCommits } from '../../sandbox/build-commits.ts';
import { buildArtifacts, buildRuns } from '../../sandbox/build-runs.ts';
import { moveBranch } from '../../sandbox/move-ref.ts';
import type { Sandbox } from '../../sandbox/start-sandbox.ts';
import type { StoryRun } from '../../sandbox/story.ts';
import { audit } from '../../src/pipeline.ts';
import { m01, onStage } from '../bundle/stage.ts';
import { worldIn } from './world-in.ts';

const HEAD = 'm01-ci-truthfulness';

/** Pushes a commit to the pull request and runs its CI on it, as the story's first runs went. */
function pushAgain({ world }: Sandbox, runs: readonly StoryRun[], nth: number): void {
  const at = `2026-03-08T1${nth + 2}:00:00Z`;
  world.clock.advanceTo(at);
  const write = { [`notes-${nth}.txt`]: String(nth) };
  buildCommits(world, [
    { branch: HEAD, message: 'Note', author: 'mira-holt', at, write, delete: [] },
  ]);
  moveBranch(world, world.repo, HEAD, world.repo.refs.get(`refs/heads/${HEAD}`) ?? '');
  const again = runs.map((run): StoryRun => {
    const id = (old: number): number => old + nth * 1000;
    return {
      ...run,
      id: id(run.id),
      on: HEAD,
      attempts: run.attempts.slice(0, 1).map((attempt) => ({
        started: at,
        jobs: attempt.jobs.map((job) => ({ ...job, id: id(job.id) })),
      })),
      artifacts: run.artifacts.map((artifact) => ({
        ...artifact,
        id: id(artifact.id),
        created: at,
      })),
    };
  });
  world.runs.push(...buildRuns(world, again, new Map()));
  world.artifacts.push(...buildArtifacts(again));
}

it('each push is compared with the audit before it, and auditing it again changes no byte', async () => {
  const story = m01();
  const runs = story.runs.filter(({ on }) => on === HEAD);
  await onStage(story, async ({ sandbox }) => {
    const comment = (): string => sandbox.world.comments[0]?.body ?? '';
    const head = (): string => sandbox.world.repo.refs.get(`refs/heads/${HEAD}`) ?? '';
    const shas: string[] = [];
    for (const nth of [0, 1, 2]) {
      if (nth > 0) pushAgain(sandbox, runs, nth);
      await audit(worldIn(sandbox, 'pull_request'));
      const said = comment();
      const before = shas.at(-1);
      shas.push(head());
      expect(said.match(/\*\*Since the last audit here\*\* of \[`(\w{7})`/)?.[1]).toBe(
        before?.slice(0, 7),
      );
      await audit(worldIn(sandbox, 'pull_request'));
      await audit(worldIn(sandbox, 'workflow_run'));
      expect(comment()).toBe(said);
    }
    expect(sandbox.world.comments).toHaveLength(1);
  });
});
