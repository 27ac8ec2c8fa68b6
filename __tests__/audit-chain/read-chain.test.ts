import { expect, it } from '@jest/globals';
import type { Chain } from '../../src/audit-chain/read-chain.ts';
import type { HistoryEntry } from '../../src/model/history.ts';
import { auditTrend } from '../../src/scoring/audit-history.ts';
import { aShelf, blobOf, chainOf, pathOf, type Shelf, write } from '../history/a-chain.ts';

const standings = ({ audits }: Chain): unknown =>
  audits.map(({ milestone, standing, score }) => [milestone, standing, score]);

async function three(): Promise<Shelf> {
  const shelf = aShelf();
  for (const id of ['M01', 'M02', 'M03']) await write(shelf, id);
  return shelf;
}

function textOf(shelf: Shelf, id: string): string {
  return shelf.files.get(pathOf(id)) ?? '';
}

it('one file tells of all audits before it', async () => {
  const shelf = await three();
  shelf.reads = 0;
  expect(standings(await chainOf(shelf))).toEqual([
    ['M01', 'recorded', 4],
    ['M02', 'recorded', 4],
    ['M03', 'newest', 4],
  ]);
  expect(shelf.reads).toBe(1);
});

/** A programme as the action would have written it, without writing each audit. */
async function aLongShelf(count: number): Promise<Shelf> {
  const shelf = aShelf();
  const idOf = (at: number): string => `M${String(at).padStart(3, '0')}`;
  const rowsBefore = (end: number) =>
    Array.from({ length: Math.min(250, end - 1) }, (_, at) =>
      idOf(Math.max(0, end - 251) + at + 1),
    ).map((milestone) => ({
      milestone,
      score: 4,
      verdict: 'green',
      categories: [],
      blob: blobOf(shelf.files.get(pathOf(milestone)) ?? ''),
    }));
  for (let at = 1; at <= count; at += 1) {
    const written = at % 250 === 0 || at === count;
    if (written) await write(shelf, idOf(at), { trend: rowsBefore(at) });
    else shelf.files.set(pathOf(idOf(at)), idOf(at));
  }
  shelf.reads = 0;
  return shelf;
}

it('five hundred predecessors cost at most two reads more than five', async () => {
  const reads = async (count: number): Promise<number> => {
    const shelf = await aLongShelf(count);
    const { audits, problems } = await chainOf(shelf);
    expect([audits.length, problems]).toEqual([count, []]);
    return shelf.reads;
  };
  expect([await reads(5), await reads(500)]).toEqual([1, 2]);
});

it('a file changed after the fact keeps its recorded score and says what it claims', async () => {
  const shelf = await three();
  const recorded = blobOf(textOf(shelf, 'M01'));
  shelf.files.set(pathOf('M01'), textOf(shelf, 'M01').replace('"score":4', '"score":5'));
  const { audits } = await chainOf(shelf);
  expect(audits[0]).toMatchObject({
    standing: 'changed',
    score: 4,
    recorded_blob: recorded,
    claims: { score: 5, verdict: 'green' },
  });
});

it('a change stays a change when later audits have recorded it, until it is put back', async () => {
  const shelf = await three();
  const original = textOf(shelf, 'M01');
  shelf.files.set(pathOf('M01'), original.replace('"score":4', '"score":5'));
  await write(shelf, 'M04');
  await write(shelf, 'M05');
  expect((await chainOf(shelf)).audits[0]).toMatchObject({ standing: 'changed', score: 4 });
  shelf.files.set(pathOf('M01'), original);
  expect((await chainOf(shelf)).audits[0]).toMatchObject({ standing: 'recorded', score: 4 });
});

const COMPLETED = '2026-03-08T12:00:00Z';

/** What an audit of M02 that replaces the recorded one says of it. */
function replacedM02(shelf: Shelf): HistoryEntry {
  return {
    audited: blobOf('M02'),
    blob: blobOf(textOf(shelf, 'M02')),
    score: 4,
    verdict: 'green',
    completed_at: COMPLETED,
  };
}

it('a milestone audited again is no tampering, because its history holds what was recorded', async () => {
  const shelf = await three();
  await write(shelf, 'M02', { score: 3, history: [replacedM02(shelf)] });
  expect(standings(await chainOf(shelf))).toEqual([
    ['M01', 'recorded', 4],
    ['M02', 'reaudited', 3],
    ['M03', 'newest', 4],
  ]);
});

it.each<[string, Partial<HistoryEntry>, object]>([
  [
    'its history tells otherwise of the audit it replaced than what was recorded',
    { score: 5 },
    { score: 5 },
  ],
  [
    'its history tells otherwise of the audit it replaced than what was recorded',
    { audited: 'e'.repeat(40) },
    { score: 5 },
  ],
  [
    'its evidence is older than that of the audit it says it replaced',
    {},
    { score: 5, evidence_completed_at: '2026-03-08T11:59:59Z' },
  ],
])('what calls itself a re-audit is a change when %s', async (doubt, entry, extra) => {
  const shelf = await three();
  const honest = textOf(shelf, 'M02');
  const history = [{ ...replacedM02(shelf), ...entry }];
  await write(shelf, 'M02', { history, ...extra });
  const found = { milestone: 'M02', standing: 'changed', score: 4, doubt };
  expect((await chainOf(shelf)).audits[1]).toMatchObject(found);
  await write(shelf, 'M04');
  expect((await chainOf(shelf)).audits[1]).toMatchObject(found);
  shelf.files.set(pathOf('M02'), honest);
  const [, back] = (await chainOf(shelf)).audits;
  expect([back?.standing, back?.doubt, back?.claims]).toEqual(['recorded', undefined, undefined]);
});

it('what its own evidence does not give is a change, and what a reader has just found stands', async () => {
  const shelf = await three();
  await write(shelf, 'M02', { score: 5, history: [replacedM02(shelf)] });
  const verifyReaudit = async () => 'the evidence next to it gives another audit';
  const { audits } = await chainOf(shelf, undefined, { verifyReaudit });
  expect(audits[1]).toMatchObject({ standing: 'changed', score: 4, claims: { score: 5 } });
  const again = await chainOf(shelf, undefined, { trusted: auditTrend(audits) });
  expect(again.audits[1]).toMatchObject({ standing: 'changed', score: 4, claims: { score: 5 } });
});

it('a recorded audit whose file is gone is still in the row, as gone', async () => {
  const shelf = await three();
  shelf.files.delete(pathOf('M02'));
  expect(standings(await chainOf(shelf))).toEqual([
    ['M01', 'recorded', 4],
    ['M02', 'gone', 4],
    ['M03', 'newest', 4],
  ]);
});

it('an emptied file was changed; an emptied newest one is named and hides no other', async () => {
  const shelf = await three();
  shelf.files.set(pathOf('M01'), '');
  expect((await chainOf(shelf)).audits[0]).toMatchObject({
    standing: 'changed',
    claims: { score: null, verdict: 'unreadable' },
  });
  shelf.files.set(pathOf('M03'), '');
  const chain = await chainOf(shelf);
  expect(chain.audits.map(({ milestone }) => milestone)).toEqual(['M01', 'M02']);
  expect(chain.problems).toEqual([
    'the earlier audit docs/milestones/M03/M03_audit.json could not be read: it is empty',
  ]);
});

it('audits that older versions wrote, without rows, are read one by one', async () => {
  const shelf = aShelf();
  for (const id of ['M01', 'M02', 'M03']) await write(shelf, id, { trend: [] });
  expect(standings(await chainOf(shelf))).toEqual([
    ['M01', 'newest', 4],
    ['M02', 'newest', 4],
    ['M03', 'newest', 4],
  ]);
});
