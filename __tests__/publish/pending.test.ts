import { expect, it } from '@jest/globals';
import type { CheckWrite, CommitStatus, Forge, StatusWrite } from '../../src/model/forge.ts';
import { err, ok, type Result } from '../../src/model/result.ts';
import { trackPending } from '../../src/publish/pending.ts';

const word = (state: StatusWrite['state'], context = 'Milestone audit'): StatusWrite => ({
  sha: 'a'.repeat(40),
  state,
  context,
  description: '',
  targetUrl: '',
});

/** A forge that records the calls and responds by `answer`. */
function recording(answer: (write: StatusWrite) => Promise<Result<CommitStatus>>) {
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

it('ends a pending status once for repeated calls', async () => {
  const { told, forge } = recording(posted);
  const statuses = trackPending(forge);
  await statuses.forge.setStatus(word('pending'));
  await Promise.all([statuses.end('why'), statuses.end('why')]);
  expect(told).toEqual(['Milestone audit: pending', 'Milestone audit: error']);
});

it('leaves a final status unchanged', async () => {
  const { told, forge } = recording(posted);
  const statuses = trackPending(forge);
  await statuses.forge.setStatus(word('pending'));
  await statuses.forge.setStatus(word('success'));
  await statuses.end('why');
  expect(told).toEqual(['Milestone audit: pending', 'Milestone audit: success']);
});

it('waits for a final status in progress, and ends it when it does not arrive', async () => {
  const { told, forge } = recording(async (write) =>
    write.state === 'success' ? err({ kind: 'unreachable', message: '' }) : posted(write),
  );
  const statuses = trackPending(forge);
  await statuses.forge.setStatus(word('pending'));
  const last = statuses.forge.setStatus(word('success'));
  await Promise.all([statuses.end('why'), last]);
  expect(told.at(-1)).toBe('Milestone audit: error');
});

it('ends a pending status whose response was lost', async () => {
  const { told, forge } = recording(async () => err({ kind: 'unreachable', message: '' }));
  const statuses = trackPending(forge);
  await statuses.forge.setStatus(word('pending'));
  await statuses.end('why');
  expect(told).toEqual(['Milestone audit: pending', 'Milestone audit: error']);
});

it('does not end a pending status that was refused', async () => {
  const { told, forge } = recording(async () =>
    err({ kind: 'forbidden', permission: 'statuses: write', message: '' }),
  );
  const statuses = trackPending(forge);
  await statuses.forge.setStatus(word('pending'));
  await statuses.end('why');
  expect(told).toEqual(['Milestone audit: pending']);
});

it('writes nothing after the end', async () => {
  const { told, forge } = recording(posted);
  const statuses = trackPending(forge);
  await statuses.end('why');
  const late = [
    await statuses.forge.setStatus(word('success')),
    await statuses.forge.createComment(1, ''),
  ];
  expect(told).toEqual([]);
  expect(late.map(({ ok }) => ok)).toEqual([false, false]);
});

it('keeps a pending status from before it is sent until its final state arrives', async () => {
  const kept: string[] = [];
  const { forge } = recording(posted);
  const { forge: counted } = trackPending(forge, (open) => kept.push(open));
  await counted.setStatus(word('pending'));
  await counted.setStatus(word('success'));
  const open = { kind: 'status', sha: 'a'.repeat(40), context: 'Milestone audit', targetUrl: '' };
  expect(kept).toEqual([JSON.stringify([open]), '']);
});

it('does not keep a status that the audit left pending because evidence is unfinished', async () => {
  const kept: string[] = [];
  const { forge } = recording(posted);
  const { forge: counted } = trackPending(forge, (open) => kept.push(open));
  await counted.setStatus(word('pending'));
  await counted.setStatus(word('pending'));
  expect(kept.at(-1)).toBe('');
});

it('ends the check it started by id, although a newer one has the same name', async () => {
  const written: unknown[] = [];
  const forge = {
    findCheck: async () => ok(8),
    writeCheck: async ({ id, progress }: CheckWrite) => {
      written.push([id, progress.state]);
      return ok({ id: id ?? 7, url: '' });
    },
  } as unknown as Forge;
  const statuses = trackPending(forge);
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
