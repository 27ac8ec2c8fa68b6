import { expect, it } from '@jest/globals';
import type { Sandbox } from '../../../sandbox/start-sandbox.ts';
import { cacheReads } from '../../../src/collect/base/cache.ts';
import type { CollectJob } from '../../../src/collect/base/collect-job.ts';
import { milestoneScope } from '../../../src/collect/sources/milestone-scope.ts';
import { aJob, PULL } from '../../publish/a-job.ts';
import { withSandbox } from '../../sandbox/with-sandbox.ts';
import { NO_DEPENDENCIES, requirementsOf } from '../scene.ts';

function jobOf(sandbox: Sandbox): CollectJob {
  const { forge, target, config, event } = aJob(sandbox, 'merged');
  return {
    world: { event } as CollectJob['world'],
    reads: cacheReads(forge),
    target,
    config,
    requirements: requirementsOf(config, target.milestone.id),
    wanted: () => true,
    notice: () => undefined,
    unanswered: () => undefined,
  };
}

it('says what is open in the milestone, what left it in the last month, and what nobody reviewed', () =>
  withSandbox(async (_ask, sandbox) => {
    const { world } = sandbox;
    const [milestone] = world.milestones;
    const pull = world.pulls.find(({ number }) => number === PULL);
    if (milestone === undefined || pull === undefined) throw new Error('the story has both');
    world.pulls.splice(0, world.pulls.length, pull);
    world.issues.length = 0;
    Object.assign(pull, {
      milestone: milestone.number,
      state: 'closed',
      mergedAt: '2026-03-08T12:00:00Z',
      reviews: [],
    });
    const issue = (number: number, inIt: boolean) => ({
      number,
      title: `Issue ${number}`,
      body: null,
      author: 'mira-holt',
      state: 'open' as const,
      createdAt: '2026-03-01T00:00:00Z',
      closedAt: null,
      milestone: inIt ? milestone.number : null,
    });
    world.issues.push(issue(31, true), issue(32, false), issue(33, false), issue(34, true));
    const left = (number: number, at: string, id: number) => ({
      id,
      issue: number,
      event: 'demilestoned' as const,
      actor: 'mira-holt',
      at,
      milestone: milestone.title,
    });
    world.issueEvents.push(
      left(33, '2026-01-01T00:00:00Z', 1),
      left(34, '2026-03-05T00:00:00Z', 2),
      left(32, '2026-03-06T00:00:00Z', 3),
      { ...left(32, '2026-03-07T00:00:00Z', 4), milestone: 'M99: Another' },
    );
    const { scope } = await milestoneScope.collect(jobOf(sandbox), NO_DEPENDENCIES);
    const item = (number: number) => ({
      number,
      title: `Issue ${number}`,
      url: `https://github.com/atelier/diffusion-webui/issues/${number}`,
    });
    expect(scope).toMatchObject({
      state: 'present',
      value: {
        open: 2,
        description: milestone.description,
        openItems: [item(31), item(34)],
        movedOut: [{ ...item(32), at: '2026-03-06T00:00:00Z' }],
        pulls: { looked: 1, of: 1, unreviewed: [{ number: PULL }] },
      },
    });
    expect(scope?.state === 'present' && scope.value).not.toHaveProperty('unread');
  }));
