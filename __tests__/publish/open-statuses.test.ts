import { expect, it } from '@jest/globals';
import type { CheckWrite, CommitStatus, Forge, StatusWrite } from '../../src/model/forge.ts';
import { err, ok, type Result } from '../../src/model/result.ts';
import { openStatuses } from '../../src/publish/open-statuses.ts';

const word = (state: StatusWrite['state'], context = 'Milestone audit'): StatusWrite => ({
  sha: 'a'.repeat(40),
  state,
  context,
  description: '',
  targetUrl: '',
});

/** A forge that notes what it is told and answers as `answer` says. */
function noting(answer: (write: StatusWrite) => Promise<Result<CommitStatus>>) {
  const told: string[] = [];
  const setStatus = (write: StatusWrite): Promise<Result<CommitStatus>> => {
    told.push(`${write.context}: ${write.state}`);
    return answer(write);
  };
  const statuses = async (): Promise<Result<readonly CommitStatus[]>> => ok([]);
  const createComment = (): Promise<Result<never>> => {
    told.push('comment');
    return Promise.resolve(err({ kind: 'missing', message: '' }));
  };
  return { told, forge: { setStatus, statuses, createComment } as unknown as Forge };
}

const posted = async (write: StatusWrite): Promise<Result<CommitStatus>> =>
  ok({ ...write, url: '' });

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
    write.state === 'success' ? err({ kind: 'unreachable', message: '' }) : posted(write),
  );
  const statuses = openStatuses(forge);
  await statuses.forge.setStatus(word('pending'));
  const last = statuses.forge.setStatus(word('success'));
  await Promise.all([statuses.end('why'), last]);
  expect(told.at(-1)).toBe('Milestone audit: error');
});

it('a pending status whose answer got lost may stand, so it is ended', async () => {
  const { told, forge } = noting(async () => err({ kind: 'unreachable', message: '' }));
  const statuses = openStatuses(forge);
  await statuses.forge.setStatus(word('pending'));
  await statuses.end('why');
  expect(told).toEqual(['Milestone audit: pending', 'Milestone audit: error']);
});

it('a pending status that was refused does not stand, so there is nothing to end', async () => {
  const { told, forge } = noting(async () =>
    err({ kind: 'forbidden', permission: 'statuses: write', message: '' }),
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

it('what is open is kept from before it is sent until its last word has arrived', async () => {
  const kept: string[] = [];
  const { forge } = noting(posted);
  const { forge: counted } = openStatuses(forge, (open) => kept.push(open));
  await counted.setStatus(word('pending'));
  await counted.setStatus(word('success'));
  const open = { kind: 'status', sha: 'a'.repeat(40), context: 'Milestone audit', targetUrl: '' };
  expect(kept).toEqual([JSON.stringify([open]), '']);
});

it('a status that stays pending because evidence is unfinished has had its last word', async () => {
  const kept: string[] = [];
  const { forge } = noting(posted);
  const { forge: counted } = openStatuses(forge, (open) => kept.push(open));
  await counted.setStatus(word('pending'));
  await counted.setStatus(word('pending'));
  expect(kept.at(-1)).toBe('');
});

it('a check that was begun is ended by its id, though a newer one has the same name', async () => {
  const written: unknown[] = [];
  const forge = {
    findCheck: async () => ok(8),
    writeCheck: async ({ id, progress }: CheckWrite) => {
      written.push([id, progress.state]);
      return ok({ id: id ?? 7, url: '' });
    },
  } as unknown as Forge;
  const statuses = openStatuses(forge);
  const check: CheckWrite = {
    sha: 'a'.repeat(40),
    name: 'Milestone audit',
    externalId: 'milestone-audit/',
    detailsUrl: '',
    progress: { state: 'unfinished', status: 'in_progress' },
    title: '',
    summary: '',
    text: '',
    annotations: [],
  };
  await statuses.forge.writeCheck(check);
  const found = await statuses.forge.findCheck(check.sha, check.name, check.externalId);
  await statuses.end('why');
  expect([found, written]).toEqual([
    ok(7),
    [
      [undefined, 'unfinished'],
      [7, 'ended'],
    ],
  ]);
});
