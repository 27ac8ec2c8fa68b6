import { expect, it } from '@jest/globals';
import { type Answer, answered, refused } from '../../src/model/answer.ts';
import type { CommitStatus, Forge, StatusWrite } from '../../src/model/forge.ts';
import { openStatuses } from '../../src/publish/open-statuses.ts';

const word = (state: StatusWrite['state'], context = 'Milestone audit'): StatusWrite => ({
  sha: 'a'.repeat(40),
  state,
  context,
  description: '',
  targetUrl: '',
});

/** A forge that notes what it is told and answers as `answer` says. */
function noting(answer: (write: StatusWrite) => Promise<Answer<CommitStatus>>) {
  const told: string[] = [];
  const setStatus = (write: StatusWrite): Promise<Answer<CommitStatus>> => {
    told.push(`${write.context}: ${write.state}`);
    return answer(write);
  };
  const createComment = (): Promise<Answer<never>> => {
    told.push('comment');
    return Promise.resolve(refused({ kind: 'missing', message: '' }));
  };
  return { told, forge: { setStatus, createComment } as unknown as Forge };
}

const posted = async (write: StatusWrite): Promise<Answer<CommitStatus>> =>
  answered({ ...write, url: '' });

it('a status that is only pending is ended once, however often the end is asked for', async () => {
  const { told, forge } = noting(posted);
  const statuses = openStatuses(forge);
  await statuses.forge.setStatus(word('pending'));
  await Promise.all([statuses.end('why'), statuses.end('why')]);
  expect(told).toEqual(['Milestone audit: pending', 'Milestone audit: error']);
});

it('a status that has its last word is left alone', async () => {
  const { told, forge } = noting(posted);
  const statuses = openStatuses(forge);
  await statuses.forge.setStatus(word('pending'));
  await statuses.forge.setStatus(word('success'));
  await statuses.end('why');
  expect(told).toEqual(['Milestone audit: pending', 'Milestone audit: success']);
});

it('a last word that is under way is waited for, and ended when it does not arrive', async () => {
  const { told, forge } = noting(async (write) =>
    write.state === 'success' ? refused({ kind: 'unreachable', message: '' }) : posted(write),
  );
  const statuses = openStatuses(forge);
  await statuses.forge.setStatus(word('pending'));
  const last = statuses.forge.setStatus(word('success'));
  await Promise.all([statuses.end('why'), last]);
  expect(told.at(-1)).toBe('Milestone audit: error');
});

it('a pending status whose answer got lost may stand, so it is ended', async () => {
  const { told, forge } = noting(async () => refused({ kind: 'unreachable', message: '' }));
  const statuses = openStatuses(forge);
  await statuses.forge.setStatus(word('pending'));
  await statuses.end('why');
  expect(told).toEqual(['Milestone audit: pending', 'Milestone audit: error']);
});

it('a pending status that was refused does not stand, so there is nothing to end', async () => {
  const { told, forge } = noting(async () =>
    refused({ kind: 'forbidden', permission: 'statuses: write', message: '' }),
  );
  const statuses = openStatuses(forge);
  await statuses.forge.setStatus(word('pending'));
  await statuses.end('why');
  expect(told).toEqual(['Milestone audit: pending']);
});

it('after the end nothing more is written', async () => {
  const { told, forge } = noting(posted);
  const statuses = openStatuses(forge);
  await statuses.end('why');
  const late = [
    await statuses.forge.setStatus(word('success')),
    await statuses.forge.createComment(1, ''),
  ];
  expect(told).toEqual([]);
  expect(late.map(({ ok }) => ok)).toEqual([false, false]);
});
