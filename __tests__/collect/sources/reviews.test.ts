import { expect, it } from '@jest/globals';
import { collect } from '../../../src/collect/collect.ts';
import {
  bundleOf,
  configOf,
  identified,
  mergedPull,
  openPull,
  PULL_EVENT,
  PUSH_EVENT,
  requirementsOf,
  worldOf,
} from '../scene.ts';

const source = {
  what: 'reviews of pull request #7',
  url: 'https://github.com/octo/app/pull/7',
};
const review = { login: 'ben', state: 'approved', url: 'https://github.com/octo/app/pull/7#1' };

it.each([
  ['a pull request', openPull, PULL_EVENT],
  ['the pull request that was merged', mergedPull, PUSH_EVENT],
] as const)('reviews of %s are evidence', async (_which, scene, event) => {
  const state = scene();
  state.reviews.push(review as (typeof state.reviews)[number]);
  const { evidence } = await bundleOf(state, event);
  expect(evidence.reviews).toEqual({ state: 'present', value: [review], source });
  expect(state.calls.filter((call) => call.startsWith('reviews'))).toHaveLength(1);
});

it('a pull request that nobody reviewed is evidence of no review', async () => {
  const { evidence } = await bundleOf(openPull(), PULL_EVENT);
  expect(evidence.reviews).toEqual({ state: 'present', value: [], source });
});

it('a push without a pull request has none, and nobody is asked', async () => {
  const state = mergedPull();
  state.pulls.length = 0;
  const { evidence } = await bundleOf(state, { ...PUSH_EVENT, inputs: { milestone: 'M01' } });
  expect(evidence.reviews).toEqual({
    state: 'none',
    why: 'there is no pull request that could have been reviewed',
    source: { what: 'pull request of the audited commit' },
  });
  expect(state.calls.filter((call) => call.startsWith('reviews'))).toEqual([]);
});

it('refused reviews are unreadable and name the permission', async () => {
  const state = openPull();
  const permission = 'pull-requests: read';
  state.refusals.reviews = { kind: 'forbidden', permission, message: '403' };
  const { evidence, notices } = await bundleOf(state, PULL_EVENT);
  const why = `reviews of pull request #7 could not be listed: 403; add \`${permission}\` to the job's \`permissions\``;
  expect(evidence.reviews).toEqual({ state: 'unreadable', why, source });
  expect(notices).toEqual([why]);
});

it('what no rule asks for is not asked of GitHub', async () => {
  const state = openPull();
  const world = worldOf(state, PULL_EVENT);
  const config = configOf('');
  const { trigger, ...found } = await identified(world, config);
  const origin = { path: 'config.yml', from: 'default' } as const;
  const input = { trigger, identified: found, configured: { config, origin, notices: [] } };
  const requirements = requirementsOf(config, found.target.milestone.id, new Set(['runs']));
  const { evidence } = await collect(world, input, requirements);
  expect([evidence.reviews, evidence.dependencies]).toEqual([undefined, undefined]);
  expect(state.calls.filter((call) => /^(reviews|dependency)/.test(call))).toEqual([]);
});
