import { expect, it } from '@jest/globals';
import type { CheckWrite, CommitStatus, Forge, StatusWrite } from '../../src/model/forge.ts';
import { err, ok } from '../../src/model/result.ts';
import { restoreEarlierStatus } from '../../src/publish/earlier-status.ts';
import { postStatus } from '../../src/publish/post-status.ts';
import { aConfig } from './a-job.ts';

const SHA = 'a'.repeat(40);
const OURS = 'https://example.org/run';

const status = (state: CommitStatus['state'], description: string): CommitStatus => ({
  state,
  description,
  context: 'milestone AUDIT',
  url: `https://example.org/${description}`,
  targetUrl: description === 'ours' ? OURS : 'https://example.org/comment',
});

/** A commit with these statuses, newest first. */
function restoring(known: readonly CommitStatus[], passes = true) {
  const written: StatusWrite[] = [];
  const forge = {
    statuses: async () => ok(known),
    setStatus: async (write: StatusWrite) => {
      written.push(write);
      return ok({ ...status(write.state, write.description) });
    },
  } as unknown as Forge;
  const receipt = restoreEarlierStatus(
    { forge, config: aConfig(), shas: [SHA], url: '' },
    { own: OURS, passes },
  );
  return receipt.then((got) => ({ got, written }));
}

it('posts a newer audit’s final status again when our pending one came after it', async () => {
  const { got, written } = await restoring([
    status('pending', 'ours'),
    status('failure', 'theirs'),
    status('pending', 'theirs'),
  ]);
  expect(written).toEqual([
    {
      sha: SHA,
      state: 'failure',
      context: 'Milestone audit',
      description: 'theirs',
      targetUrl: 'https://example.org/comment',
    },
  ]);
  expect(got.state).toBe('published');
});

it('leaves a newer audit’s final status unchanged', async () => {
  const { got, written } = await restoring([
    status('success', 'theirs'),
    status('pending', 'theirs'),
    status('pending', 'ours'),
  ]);
  expect(written).toEqual([]);
  expect(got.state).toBe('skipped');
});

it('leaves the status to a newer audit that has not ended yet', async () => {
  const { written } = await restoring([status('pending', 'theirs'), status('pending', 'ours')]);
  expect(written).toEqual([]);
});

it('does not post an older final status over an audit that has not ended', async () => {
  const { written } = await restoring([
    status('pending', 'ours'),
    status('pending', 'theirs'),
    status('success', 'old'),
  ]);
  expect(written).toEqual([]);
});

it('does not post a success that the audit which stays did not reach', async () => {
  const { written } = await restoring([status('pending', 'ours'), status('success', 'old')], false);
  expect(written).toEqual([]);
});

it.each([
  ['is refused', { kind: 'invalid', message: 'POST it: 422' }],
  ['is forbidden', { kind: 'forbidden', permission: 'statuses: write', message: 'POST it: 403' }],
] as const)('the details are not green when the required status %s', async (_, error) => {
  const written: CheckWrite[] = [];
  const forge = {
    setStatus: async () => err(error),
    findCheck: async () => ok(undefined),
    writeCheck: async (check: CheckWrite) => {
      written.push(check);
      return ok({ id: 1, url: '' });
    },
  } as unknown as Forge;
  const target = { forge, config: aConfig({ status: 'both' }), shas: [SHA], url: '' };
  await postStatus(target, { state: 'success', description: 'Passed' });
  expect(written.map(({ progress }) => progress)).toEqual([
    { state: 'ended', conclusion: 'failure' },
  ]);
});

it('ends as an error when the status that stays cannot be read', async () => {
  const written: StatusWrite[] = [];
  const error = {
    kind: 'forbidden',
    permission: 'statuses: read',
    message: 'GET it: 403',
  } as const;
  const forge = {
    statuses: async () => err(error),
    setStatus: async (write: StatusWrite) => {
      written.push(write);
      return ok(status(write.state, write.description));
    },
  } as unknown as Forge;
  const target = { forge, config: aConfig(), shas: [SHA], url: '' };
  const receipt = await restoreEarlierStatus(target, { own: OURS, passes: true });
  expect([written.map(({ state }) => state), receipt]).toEqual([
    ['error'],
    expect.objectContaining({ state: 'skipped', restored: 'error' }),
  ]);
});
