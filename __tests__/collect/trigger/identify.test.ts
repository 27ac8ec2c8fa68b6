import { expect, it } from '@jest/globals';
import { identify } from '../../../src/collect/trigger/identify.ts';
import { resolveTrigger, siblingTriggers } from '../../../src/collect/trigger/resolve-trigger.ts';
import type { Trigger } from '../../../src/collect/trigger/trigger.ts';
import type { World } from '../../../src/model/world.ts';
import {
  BASE,
  configOf,
  HEAD,
  identified,
  MERGE,
  mergedPull,
  openPull,
  PULL_EVENT,
  PUSH_EVENT,
  pullOf,
  sha,
  worldOf,
} from '../scene.ts';

const CONFIG = configOf('');

it('a pull request is audited at its head, never at the trial merge', async () => {
  const world = worldOf(openPull(), { ...PULL_EVENT, sha: sha('e') });
  const { target, notices } = await identified(world, CONFIG);
  expect(target).toEqual({
    repository: { owner: 'octo', name: 'app' },
    occasion: { kind: 'pull-request' },
    event: 'pull_request',
    milestone: { id: 'M01', from: 'branch' },
    branch: 'm01-ci-truthfulness',
    pull: pullOf(),
    trusted: true,
    commits: {
      audited: HEAD,
      head: HEAD,
      sameTree: [],
      stale: [],
      generated: [],
      base: BASE,
      policy: BASE,
    },
    defaultBranch: 'main',
    serverUrl: 'https://github.com',
  });
  expect(notices).toEqual([]);
});

it('a merge whose tree equals the head keeps the runs of the head as evidence', async () => {
  const { target, notices } = await identified(worldOf(mergedPull(), PUSH_EVENT), CONFIG);
  expect(target.occasion).toEqual({ kind: 'merged' });
  expect(target.commits).toEqual({
    audited: MERGE,
    head: MERGE,
    sameTree: [HEAD],
    stale: [],
    generated: [],
    base: BASE,
    merge: MERGE,
    policy: MERGE,
  });
  expect(notices).toEqual([]);
});

it('a merge whose tree differs makes the runs of the head stale, and says so', async () => {
  const state = mergedPull({ 'src/app.js': 'three' });
  const { target, notices } = await identified(worldOf(state, PUSH_EVENT), CONFIG);
  expect([target.commits.sameTree, target.commits.stale]).toEqual([[], [HEAD]]);
  expect(notices).toEqual([
    'the merge of pull request #7 changed the tree: the runs of its head bbbbbbb prove nothing about ccccccc',
  ]);
});

it('a commit that touches only files the audit generates is skipped', async () => {
  const state = mergedPull();
  const top = sha('d');
  const files = state.commits[MERGE]?.files ?? {};
  state.commits[top] = {
    parent: MERGE,
    files: { ...files, 'docs/milestones/M01/M01_audit.md': 'audit' },
  };
  state.branches['main'] = top;
  const event = { ...PUSH_EVENT, payload: { after: top }, sha: top };
  const { target } = await identified(worldOf(state, event), CONFIG);
  expect(target.commits).toMatchObject({
    audited: MERGE,
    head: top,
    generated: [top],
    sameTree: [HEAD],
  });
});

it('a commit that touches the plan too is nobody but its author', async () => {
  const state = openPull();
  const files = state.commits[HEAD]?.files ?? {};
  const top = sha('d');
  state.commits[top] = {
    parent: HEAD,
    files: {
      ...files,
      'docs/milestones/M01/M01_audit.md': 'audit',
      'docs/milestones/M01/M01_plan.md': 'plan',
    },
  };
  state.pulls[0] = pullOf({ headSha: top });
  const { target } = await identified(worldOf(state, PULL_EVENT), CONFIG);
  expect(target.commits).toMatchObject({ audited: top, generated: [] });
});

it('the audited commit of the previous milestone is the base after a merge', async () => {
  const state = mergedPull();
  const old = sha('9');
  state.commits[old] = { files: {} };
  state.commits[BASE] = { parent: old, files: state.commits[BASE]?.files ?? {} };
  const audit = { schema: 'milestone-audit/1', verdict: 'green', commits: { audited: old } };
  const path = 'docs/milestones/M00/M00_audit.json';
  const files = { ...state.commits[MERGE]?.files, [path]: JSON.stringify(audit) };
  state.commits[MERGE] = { parent: BASE, files };
  const { target } = await identified(worldOf(state, PUSH_EVENT), CONFIG);
  expect(target.commits.base).toBe(old);
});

const FORK_RUN = {
  name: 'workflow_run',
  ref: 'refs/heads/main',
  sha: BASE,
  payload: {
    workflow_run: {
      id: 101,
      head_sha: HEAD,
      head_branch: 'm01-ci-truthfulness',
      head_repository: { full_name: 'eve/app' },
      pull_requests: [],
    },
  },
};

it("a fork's pull request is found by its head and is not trusted", async () => {
  const state = openPull();
  state.pulls[0] = pullOf({ fork: true, author: 'eve' });
  const { target } = await identified(worldOf(state, FORK_RUN), CONFIG);
  expect([target.pull?.number, target.trusted, target.commits.audited]).toEqual([7, false, HEAD]);
});

it('a pull request that the payload names in another repository of the network is not ours', async () => {
  const here = { id: 1, default_branch: 'main' };
  const named = (base: number): object => ({ number: 9, base: { repo: { id: base } } });
  const run = { ...FORK_RUN.payload.workflow_run, head_repository: { full_name: 'octo/app' } };
  const state = openPull();
  state.pulls.push(pullOf({ number: 9, headRef: 'another', headSha: BASE }));
  for (const pull of [named(2), named(1)]) {
    const payload = { repository: here, workflow_run: { ...run, pull_requests: [pull] } };
    const { target } = await identified(worldOf(state, { ...FORK_RUN, payload }), CONFIG);
    expect(target.pull?.number).toBe(7);
  }
});

it('the pull requests of one head are audited together, each under its own base', async () => {
  const state = openPull();
  state.branches['dev'] = BASE;
  state.pulls[0] = pullOf({ fork: true });
  state.pulls.push(pullOf({ fork: true, number: 8, baseRef: 'dev' }));
  const world = worldOf(state, FORK_RUN);
  const trigger = await triggerOf(world);
  const [sibling] = await siblingTriggers(world, trigger);
  expect([trigger.pull?.number, trigger.policy.branch, sibling]).toEqual([
    7,
    'main',
    expect.objectContaining({ policy: { branch: 'dev', sha: BASE }, trusted: false }),
  ]);
});

it('a pull request that was closed is not audited with an open one of its head', async () => {
  const state = openPull();
  state.pulls.push(pullOf({ number: 8, state: 'closed' }));
  const run = { ...FORK_RUN.payload.workflow_run, head_repository: { full_name: 'octo/app' } };
  const world = worldOf(state, { ...FORK_RUN, payload: { workflow_run: run } });
  expect((await triggerOf(world)).siblings).toEqual([]);
});

it('a pull_request event finds the other pull requests of its head', async () => {
  const state = openPull();
  state.pulls[0] = pullOf({ headOwner: 'octo' });
  state.pulls.push(pullOf({ number: 8, baseRef: 'dev', headOwner: 'octo' }));
  const payload = { number: 7 };
  const trigger = await triggerOf(worldOf(state, { ...PULL_EVENT, payload }));
  expect(trigger.siblings.map(({ number }) => number)).toEqual([8]);
});

it('more pull requests of one head than are audited end as an error that names them', async () => {
  const state = openPull();
  state.pulls[0] = pullOf({ fork: true });
  for (let number = 8; number < 13; number += 1) state.pulls.push(pullOf({ fork: true, number }));
  expect(await resolveTrigger(worldOf(state, FORK_RUN))).toEqual({
    state: 'stopped',
    sha: HEAD,
    message:
      '6 pull requests have the head bbbbbbb (#7, #8, #9, #10, #11, #12), and at most 5 are audited; close the others',
  });
});

it('a run that a pull request started without one that has its head is an error', async () => {
  const state = openPull();
  state.pulls.length = 0;
  const run = { ...FORK_RUN.payload.workflow_run, event: 'pull_request' };
  const world = worldOf(state, { ...FORK_RUN, payload: { workflow_run: run } });
  expect(await resolveTrigger(world)).toMatchObject({
    state: 'stopped',
    sha: HEAD,
    message: expect.stringContaining('none has eve:m01-ci-truthfulness at bbbbbbb as head'),
  });
});

it('the pull request of a deleted fork cannot be found, which is an error', async () => {
  const run = { ...FORK_RUN.payload.workflow_run, head_repository: null };
  const world = worldOf(openPull(), { ...FORK_RUN, payload: { workflow_run: run } });
  expect(await resolveTrigger(world)).toMatchObject({ state: 'stopped', sha: HEAD });
});

const NO_ANSWER = {
  kind: 'limited',
  message: 'GET /repos/octo/app/x: rate limit reached; it resets at noon',
} as const;

const SCHEDULE = { name: 'schedule', ref: 'refs/heads/main', sha: MERGE, payload: {} };
const QUEUE = {
  name: 'merge_group',
  ref: 'refs/heads/gh-readonly-queue/main/pr-7-abc',
  sha: HEAD,
  payload: {},
};
const CREATED = { name: 'create', ref: 'refs/heads/m01-ci-truthfulness', sha: HEAD, payload: {} };

it.each([
  ['pull requests of a run', 'pullsByHead', FORK_RUN, openPull, HEAD],
  ['the pull request of a queue', 'pull', QUEUE, openPull, HEAD],
  ['pull requests of a branch', 'pullsOfCommit', CREATED, openPull, HEAD],
  ['the merged pull request', 'pullsOfCommit', PUSH_EVENT, mergedPull, MERGE],
  ['the merge base', 'compare', PULL_EVENT, openPull, HEAD],
  ['the base of a merge', 'compare', PUSH_EVENT, mergedPull, MERGE],
  ['the newest tag', 'tags', SCHEDULE, mergedPull, MERGE],
] as const)(
  'without an answer about %s (%s) the audit ends as an error',
  async (_, operation, event, story, sha) => {
    const state = story();
    state.refusals[operation] = NO_ANSWER;
    const message = expect.stringContaining(`${NO_ANSWER.message}; run the audit again after that`);
    expect(await endOf(worldOf(state, event))).toEqual({ state: 'stopped', sha, message });
  },
);

async function endOf(world: World) {
  const trigger = await resolveTrigger(world);
  return trigger.state === 'trigger' ? identify(world, trigger, CONFIG) : trigger;
}

async function triggerOf(world: World): Promise<Trigger> {
  const trigger = await resolveTrigger(world);
  if (trigger.state !== 'trigger') throw new Error(JSON.stringify(trigger));
  return trigger;
}

it('a fork whose branch is called main is no merge into main', async () => {
  const event = structuredClone(FORK_RUN);
  event.payload.workflow_run.head_branch = 'main';
  const state = openPull();
  state.pulls[0] = pullOf({ fork: true, headRef: 'main' });
  const trigger = await resolveTrigger(worldOf(state, event));
  expect(trigger).toMatchObject({ occasion: { kind: 'pull-request' }, trusted: false });
});

it('Dependabot is not trusted', async () => {
  const state = openPull();
  state.pulls[0] = pullOf({ author: 'dependabot[bot]' });
  const { target } = await identified(worldOf(state, PULL_EVENT), CONFIG);
  expect(target.trusted).toBe(false);
});

it('two ids that disagree stop the audit with the commit known', async () => {
  const state = openPull();
  state.pulls[0] = pullOf({ title: 'M02: something' });
  const world = worldOf(state, PULL_EVENT);
  const trigger = await resolveTrigger(world);
  if (trigger.state !== 'trigger') throw new Error('no trigger');
  expect(await identify(world, trigger, CONFIG)).toEqual({
    state: 'stopped',
    sha: HEAD,
    message:
      'the milestone is not clear: the branch says M01, the pull-request title says M02; set the input "milestone" to one of them',
  });
});

it.each([
  ['../../x', 'it may hold only letters'],
  ['banana', 'is not a milestone id'],
])('the input milestone %j stops the audit', async (milestone, why) => {
  const inputs = { milestone };
  const world = worldOf(openPull(), { ...PULL_EVENT, inputs });
  const trigger = await resolveTrigger(world);
  if (trigger.state !== 'trigger') throw new Error('no trigger');
  const found = await identify(world, trigger, configOf('', inputs));
  expect(found).toMatchObject({ state: 'stopped', sha: HEAD });
  expect(found.state === 'stopped' && found.message).toContain(why);
});

it('a hot fix belongs to no milestone and is audited, unless the config lets it pass', async () => {
  const state = openPull();
  state.pulls[0] = pullOf({ headRef: 'hot-fix', title: 'Fix it' });
  const world = worldOf(state, PULL_EVENT);
  const trigger = await resolveTrigger(world);
  if (trigger.state !== 'trigger') throw new Error('no trigger');
  expect(await identify(world, trigger, CONFIG)).toMatchObject({
    state: 'identified',
    target: { milestone: { id: 'NONE' } },
  });
  const passed = configOf('', { 'without-milestone': 'pass' });
  expect(await identify(world, trigger, passed)).toMatchObject({
    state: 'no-milestone',
    sha: HEAD,
  });
});

it('a merge group is audited at its own head against its base', async () => {
  const state = mergedPull();
  state.branches['main'] = BASE;
  const event = {
    name: 'merge_group',
    payload: {
      merge_group: {
        head_sha: MERGE,
        head_ref: `refs/heads/gh-readonly-queue/main/pr-7-${BASE}`,
        base_sha: BASE,
        base_ref: 'refs/heads/main',
      },
    },
  };
  const { target } = await identified(worldOf(state, event), CONFIG);
  expect(target).toMatchObject({
    occasion: { kind: 'merge-group' },
    milestone: { id: 'M01' },
    pull: { number: 7 },
    commits: { audited: MERGE, base: BASE },
  });
});

it('a dispatch audits the head of the default branch and may learn its milestone from a tag', async () => {
  const state = mergedPull();
  state.pulls.length = 0;
  state.commits[MERGE] = { parent: BASE, files: {} };
  state.tags.push('v0.0.9-m09', 'v0.0.10-m10', 'v2.0.0');
  const event = { name: 'workflow_dispatch', sha: HEAD, ref: 'refs/heads/other' };
  const { target } = await identified(worldOf(state, event), CONFIG);
  expect([target.commits.audited, target.milestone]).toEqual([MERGE, { id: 'M10', from: 'tag' }]);
});

it.each([
  ['push', { after: sha('0') }, 'the push deleted refs/heads/gone'],
  ['issue_comment', { issue: { number: 3 } }, 'the comment is not on a pull request'],
])('a %s about nothing is nothing to audit', async (name, payload, why) => {
  const event = { name, payload, ref: 'refs/heads/gone' };
  expect(await resolveTrigger(worldOf(openPull(), event))).toEqual({ state: 'skipped', why });
});

it('a refused commit stops the audit with the missing permission by name', async () => {
  const state = openPull();
  state.refusals.commit = { kind: 'forbidden', permission: 'contents: read', message: '403' };
  expect(await resolveTrigger(worldOf(state, PULL_EVENT))).toEqual({
    state: 'stopped',
    sha: HEAD,
    message: `commit ${HEAD} could not be read: 403; add \`contents: read\` to the job's \`permissions\``,
  });
});
