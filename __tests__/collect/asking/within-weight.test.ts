import { expect, it } from '@jest/globals';
import { withinWeight } from '../../../src/collect/asking/within-weight.ts';

/** Runs tasks of these weights and tells what was going on whenever one began. */
async function watched(weights: readonly number[], atOnce: number, weight: number) {
  const going: number[] = [];
  const seen: string[] = [];
  const results = await withinWeight(
    weights,
    { atOnce, weight },
    (one) => one,
    async (one) => {
      going.push(one);
      seen.push(going.join('+'));
      await new Promise((done) => setTimeout(done, one));
      going.splice(going.indexOf(one), 1);
      return one * 10;
    },
  );
  return { results, seen };
}

it('light tasks go side by side, as many as are allowed', async () => {
  expect(await watched([1, 1, 1], 2, 100)).toEqual({
    results: [10, 10, 10],
    seen: ['1', '1+1', '1+1'],
  });
});

it('a task waits while those before it leave no room for its weight', async () => {
  const { results, seen } = await watched([6, 30, 5], 8, 32);
  expect({ results, seen }).toEqual({ results: [60, 300, 50], seen: ['6', '30', '5'] });
});

it('one that is too heavy for any load goes alone, and nothing is lost', async () => {
  const { results, seen } = await watched([2, 20, 1], 8, 10);
  expect({ results, seen }).toEqual({ results: [20, 200, 10], seen: ['2', '20', '1'] });
});

it('a task that throws ends the whole', async () => {
  const failing = withinWeight(
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
