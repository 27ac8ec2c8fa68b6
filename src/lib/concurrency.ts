/** Results of a task for every item, in the items' order, with at most `atOnce` tasks going at a time. */
export async function mapConcurrent<T, R>(
  items: readonly T[],
  atOnce: number,
  task: (item: T) => Promise<R>,
): Promise<readonly R[]> {
  const results = new Array<R>(items.length);
  const waiting = items.entries();
  const worker = async (): Promise<void> => {
    for (const [index, item] of waiting) results[index] = await task(item);
  };
  await Promise.all(Array.from({ length: Math.min(atOnce, items.length) }, worker));
  return results;
}

/** How much may go at a time: so many tasks, and so much weight unless it is a single task's. */
interface Load {
  readonly atOnce: number;
  readonly weight: number;
}

/**
 * Results of a task for every item, in the items' order. Tasks begin in that order too: a heavy one
 * waits until there is room for it, and nothing overtakes it.
 */
export async function mapWithBudget<T, R>(
  items: readonly T[],
  most: Load,
  weightOf: (item: T) => number,
  task: (item: T) => Promise<R>,
): Promise<readonly R[]> {
  const results = new Array<R>(items.length);
  let next = 0;
  let going = 0;
  let weight = 0;
  const fits = (item: T): boolean =>
    going === 0 || (going < most.atOnce && weight + weightOf(item) <= most.weight);

  async function run(item: T, index: number): Promise<void> {
    results[index] = await task(item);
    going -= 1;
    weight -= weightOf(item);
    await begin();
  }

  function begin(): Promise<unknown> {
    const begun: Promise<void>[] = [];
    for (let item = items[next]; next < items.length && fits(item as T); item = items[next]) {
      going += 1;
      weight += weightOf(item as T);
      begun.push(run(item as T, next));
      next += 1;
    }
    return Promise.all(begun);
  }

  await begin();
  return results;
}
