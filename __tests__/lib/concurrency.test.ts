import { expect, it } from '@jest/globals';
import { mapWithBudget, resultInTurns } from '../../src/lib/concurrency.ts';

/** Starts tasks of these weights, ends the lightest one each time, and returns what was running. */
async function watched(weights: readonly number[], atOnce: number, weight: number) {
  const running = new Map<number, () => void>();
  const seen: string[] = [];
  const results = mapWithBudget(
    weights,
    { atOnce, weight },
    (one) => one,
    async (one) => {
      await new Promise<void>((end) => {
        running.set(one, end);
        seen.push([...running.keys()].join('+'));
      });
      return one * 10;
    },
  );
  while (running.size > 0) {
    const lightest = Math.min(...running.keys());
    running.get(lightest)?.();
    running.delete(lightest);
    // Every task that now has room begins before the next turn of the event loop.
    await new Promise((next) => setImmediate(next));
  }
  return { results: await results, seen };
}

it('runs as many light tasks at a time as allowed', async () => {
  expect(await watched([1, 2, 3], 2, 100)).toEqual({
    results: [10, 20, 30],
    seen: ['1', '1+2', '2+3'],
  });
});

it('a task waits until its weight fits', async () => {
  const { results, seen } = await watched([6, 30, 5], 8, 32);
  expect({ results, seen }).toEqual({ results: [60, 300, 50], seen: ['6', '30', '5'] });
});

it('runs a task above the maximum weight alone', async () => {
  const { results, seen } = await watched([2, 20, 1], 8, 10);
  expect({ results, seen }).toEqual({ results: [20, 200, 10], seen: ['2', '20', '1'] });
});

it('rejects when a task throws', async () => {
  const failing = mapWithBudget(
    [1, 2],
    { atOnce: 1, weight: 9 },
    () => 1,
    async (one) => {
      if (one === 2) throw new Error('two');
      return one;
    },
  );
  await expect(failing).rejects.toThrow('two');
});

it('gives the event loop a turn between the steps of long work', async () => {
  const turns: string[] = [];
  function* steps(): Generator<void, string> {
    for (const step of ['one', 'two']) {
      turns.push(step);
      setImmediate(() => turns.push(`after ${step}`));
      yield;
    }
    return 'done';
  }
  const done = await resultInTurns(steps());
  expect([...turns, done]).toEqual(['one', 'after one', 'two', 'after two', 'done']);
});
