/** The length of what a call looks at, from the object, the arguments and the result. */
type Cost = (self: never, args: readonly never[], result: never) => number;

const whole: Cost = (self: { length: number }) => self.length;

/** From the position where the search starts to where it ends: the found index, or the end. */
const forward: Cost = (self: { length: number }, [, from = 0], result: number | boolean) =>
  typeof result === 'number' && result >= 0 ? result - from + 1 : self.length - from;

const backward: Cost = (self: { length: number }, [, from = self.length], result: number) =>
  Math.min(from, self.length) - result;

const split: Cost = (self: string, [separator, limit], parts: readonly string[]) =>
  typeof separator === 'string' && limit !== undefined
    ? parts.reduce((sum, part) => sum + part.length + 1, 0)
    : self.length;

/** V8 reads the blanks only. */
const trimmed: Cost = (self: string, _args, result: string) => self.length - result.length + 1;

const starts = new WeakMap<RegExp, number>();

const exec: Cost = (self: RegExp, [text], found: RegExpExecArray | null) => {
  const from = starts.get(self) ?? 0;
  const { length } = String(text);
  if (found !== null) return found.index + found[0].length - from + 1;
  return self.sticky ? 1 : Math.max(0, length - from) + 1;
};

/** The built-in functions that look at more than one character or element; slices are free in V8. */
const COSTS: readonly (readonly [object, Readonly<Record<string, Cost>>])[] = [
  [
    String.prototype,
    {
      ...{ indexOf: forward, includes: forward, lastIndexOf: backward, split },
      ...{
        trim: trimmed,
        toLowerCase: whole,
        toUpperCase: whole,
        replaceAll: whole,
        normalize: whole,
      },
    },
  ],
  [
    Array.prototype,
    {
      ...{ indexOf: forward, includes: forward, lastIndexOf: backward, shift: whole },
      ...{ concat: whole, slice: (_self, _args, result: readonly unknown[]) => result.length },
      ...{ join: whole, unshift: whole, reverse: whole, sort: whole },
    },
  ],
  [RegExp.prototype, { exec }],
];

/**
 * Returns how many characters and elements built-in functions look at while `read` runs. A call in a
 * loop that looks at all of a text each time shows here, and takes one step in V8's coverage.
 */
export function nativeWorkOf(read: () => unknown): number {
  let work = 0;
  const undo = COSTS.flatMap(([owner, costs]) =>
    Object.entries(costs).map(([name, cost]) => {
      const original = Reflect.get(owner, name) as (...args: unknown[]) => unknown;
      Reflect.set(owner, name, function (this: unknown, ...args: unknown[]): unknown {
        if (this instanceof RegExp)
          starts.set(this, this.global || this.sticky ? this.lastIndex : 0);
        const result = Reflect.apply(original, this, args);
        work += cost(this as never, args as never[], result as never);
        return result;
      });
      return () => Reflect.set(owner, name, original);
    }),
  );
  try {
    read();
  } finally {
    for (const one of undo) one();
  }
  return work;
}
