/** Returns the results of a task for every item, in the order of the items; at most `atOnce` tasks run at a time. */
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

/** What may run at a time: a number of tasks, and a total weight that only a single task may exceed. */
interface Load {
  readonly atOnce: number;
  readonly weight: number;
}

/**
 * Returns the results of a task for every item, in the order of the items. Tasks start in that order
 * too: a heavy one waits until it fits, and no other starts before it.
 */
export async function mapWithBudget<T, R>(
  items: readonly T[],
  most: Load,
  weightOf: (item: T) => number,
  task: (item: T) => Promise<R>,
): Promise<readonly R[]> {
  const results = new Array<R>(items.length);
  let next = 0;
  let running = 0;
  let weight = 0;
  const fits = (item: T): boolean =>
    running === 0 || (running < most.atOnce && weight + weightOf(item) <= most.weight);

  async function run(item: T, index: number): Promise<void> {
    results[index] = await task(item);
    running -= 1;
    weight -= weightOf(item);
    await start();
  }

  function start(): Promise<unknown> {
    const started: Promise<void>[] = [];
    for (let item = items[next]; next < items.length && fits(item as T); item = items[next]) {
      running += 1;
      weight += weightOf(item as T);
      started.push(run(item as T, next));
      next += 1;
    }
    return Promise.all(started);
  }

  await start();
  return results;
}

/**
 * Returns a promise for the next turn of the event loop. Work that computes for seconds waits for it
 * now and then, so that a cancellation is handled and open requests go on meanwhile.
 */
export function nextTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

/** Returns the result of work in steps. */
export function resultOf<T>(steps: Generator<void, T>): T {
  let step = steps.next();
  while (!step.done) step = steps.next();
  return step.value;
}

/** Returns the result of work in steps, each in a turn of the event loop of its own. */
export async function resultInTurns<T>(steps: Generator<void, T>): Promise<T> {
  let step = steps.next();
  while (!step.done) {
    await nextTurn();
    step = steps.next();
  }
  return step.value;
}
