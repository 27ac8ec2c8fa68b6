import { expect, it } from '@jest/globals';
import type { CommitStatus, Forge, StatusWrite } from '../../src/model/forge.ts';
import { ok } from '../../src/model/result.ts';
import { leaveToNewer } from '../../src/publish/newer-status.ts';
import { aConfig } from './a-job.ts';

const SHA = 'a'.repeat(40);

const status = (state: CommitStatus['state'], description: string): CommitStatus => ({
  state,
  description,
  context: 'milestone AUDIT',
  url: `https://example.org/${description}`,
  targetUrl: 'https://example.org/comment',
});

/** A commit with these statuses, newest first. */
function leaving(known: readonly CommitStatus[]) {
  const written: StatusWrite[] = [];
  const forge = {
    statuses: async () => ok(known),
    setStatus: async (write: StatusWrite) => {
      written.push(write);
      return ok({ ...status(write.state, write.description) });
    },
  } as unknown as Forge;
  const receipt = leaveToNewer({ forge, config: aConfig(), shas: [SHA], url: '' });
  return receipt.then((got) => ({ got, written }));
}

it('a newer audit’s last word is said again when our pending one came after it', async () => {
  const { got, written } = await leaving([
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

it('a newer audit’s word that stands is left as it is', async () => {
  const { got, written } = await leaving([
    status('success', 'theirs'),
    status('pending', 'theirs'),
    status('pending', 'ours'),
  ]);
  expect(written).toEqual([]);
  expect(got.state).toBe('skipped');
});

it('a newer audit that has not ended yet will end it itself', async () => {
  const { written } = await leaving([status('pending', 'theirs'), status('pending', 'ours')]);
  expect(written).toEqual([]);
});
