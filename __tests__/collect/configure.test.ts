import { expect, it } from '@jest/globals';
import { configure } from '../../src/collect/configure.ts';
import { resolveTrigger } from '../../src/collect/trigger/resolve-trigger.ts';
import { RULES } from '../../src/rules/registry.ts';
import type { FakeState } from './fake-forge.ts';
import { BASE, HEAD, openPull, PULL_EVENT, sha, worldOf } from './scene.ts';

const PATH = '.github/milestone-audit.yml';
const SHARED = `octo/.github/audit.yml@${sha('5')}`;

async function configured(change: (state: FakeState) => void) {
  const state = openPull();
  change(state);
  const world = worldOf(state, PULL_EVENT);
  const trigger = await resolveTrigger(world);
  if (trigger.state !== 'trigger') throw new Error(trigger.state);
  return { ...(await configure(world, trigger, RULES)), calls: state.calls };
}

const write = (state: FakeState, commit: string, text: string): void => {
  const one = state.commits[commit];
  if (one !== undefined) state.commits[commit] = { ...one, files: { ...one.files, [PATH]: text } };
};

it('the config of the base branch extends one of the same owner, and says where it lies', async () => {
  const read = await configured((state) => {
    write(state, BASE, `extends: ${SHARED}\nminimum-score: 4\n`);
    state.foreignFiles[SHARED] = 'profile: seed\nminimum-score: 3\n';
  });
  expect(read).toMatchObject({
    state: 'configured',
    config: { profile: 'seed', minimumScore: 4 },
    origin: {
      from: 'policy',
      extends: { repository: 'octo/.github', path: 'audit.yml', commit: sha('5') },
    },
    notices: [],
  });
});

it('a commit that only a fork has is not the owner’s word', async () => {
  const read = await configured((state) => {
    write(state, BASE, `extends: ${SHARED}\n`);
    state.foreignFiles[SHARED] = 'minimum-score: 0\n';
    state.foreign[`octo/.github@${sha('5')}`] = 'fork-only';
  });
  expect(read).toMatchObject({
    state: 'stopped',
    message: `${PATH}:1:1: extends: \`${SHARED}\` could not be read: the commit is in no branch and no tag of octo/.github, so somebody's fork may have made it`,
  });
});

it('one that the token may not see is one problem that says what would do', async () => {
  const read = await configured((state) => write(state, BASE, `extends: ${SHARED}\n`));
  expect(read).toMatchObject({
    state: 'stopped',
    message: expect.stringMatching(
      /^\.github\/milestone-audit\.yml:1:1: extends: .+ there is no audit\.yml at 5555555 in octo\/\.github, or the token may not read it; .+ make octo\/\.github public or give `github-token` a token/,
    ),
  });
});

it('a pull request that brings the first config can name no rule of what it extends', async () => {
  const read = await configured((state) =>
    write(state, HEAD, `extends: ${SHARED}\ngates: [{ title: Own, when: ['small >= 3'] }]\n`),
  );
  expect(read).toMatchObject({
    state: 'stopped',
    message: expect.stringMatching(
      /extends: `.*` was not read: a config is extended once it is on main[\s\S]*unknown rule `small`/,
    ),
  });
});

it('a pull request that brings the first config cannot choose what it extends', async () => {
  const read = await configured((state) =>
    write(state, HEAD, `extends: ${SHARED}\nfail-on: yellow\n`),
  );
  expect(read).toMatchObject({
    state: 'configured',
    config: { failOn: 'yellow' },
    origin: { from: 'head' },
    notices: [
      expect.any(String),
      `\`${SHARED}\` was not read: a config is extended once it is on main, so that no pull request chooses what it is judged by`,
    ],
  });
  const ofOthers = (call: string) => call.startsWith('foreign') && !call.includes('"octo"');
  expect(read.calls.filter(ofOthers)).toEqual([]);
});
