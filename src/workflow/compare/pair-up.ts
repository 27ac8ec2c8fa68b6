/** Two things taken for the same one before and after, and what had no partner. */
export interface Paired<T> {
  readonly pairs: readonly (readonly [before: T, after: T])[];
  readonly gone: readonly T[];
  readonly fresh: readonly T[];
}

/**
 * Pairs things of two commits one to one, by the first key that fits; keys go from strict to loose, so that a
 * renamed or moved thing finds its twin only after everything that stayed in its place has found its own. Linear.
 */
export function pairUp<T>(
  before: readonly T[],
  after: readonly T[],
  keys: readonly ((thing: T) => string)[],
): Paired<T> {
  const pairs: [T, T][] = [];
  let gone = before;
  let fresh = after;
  for (const key of keys) {
    const waiting = new Map<string, T[]>();
    for (const thing of fresh) {
      const queue = waiting.get(key(thing)) ?? [];
      queue.push(thing);
      waiting.set(key(thing), queue);
    }
    for (const queue of waiting.values()) queue.reverse();
    const taken = new Set<T>();
    gone = gone.filter((thing) => {
      const twin = waiting.get(key(thing))?.pop();
      if (twin === undefined) return true;
      taken.add(twin);
      pairs.push([thing, twin]);
      return false;
    });
    fresh = fresh.filter((thing) => !taken.has(thing));
  }
  return { pairs, gone, fresh };
}
