import { expect, it } from '@jest/globals';
import { type EarlyReads, earlyReads } from '../../src/publish/early-reads.ts';

type Numbered = EarlyReads<{ readonly turn: Promise<number> }>;

it.each<[string, readonly (keyof Numbered)[], number, number]>([
  ['sends the reads when they are needed', [], 1, 1],
  ['uses what was sent before', ['send'], 1, 1],
  ['sends early only once, and then when they are needed', ['send', 'send'], 2, 2],
  ['uses an answer once', ['send', 'take'], 2, 2],
  ['uses nothing from before another write', ['send', 'drop'], 2, 2],
])('%s', async (_, calls, turn, sent) => {
  let turns = 0;
  const reads: Numbered = earlyReads(() => {
    turns += 1;
    return { turn: Promise.resolve(turns) };
  });
  for (const call of calls) reads[call]();
  expect([await reads.take().turn, turns]).toEqual([turn, sent]);
});
