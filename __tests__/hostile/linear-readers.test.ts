import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { READERS } from '../../bench/readers.ts';
import { runs } from '../runs.ts';
import { nativeWorkOf } from './count-native.ts';
import { StepCounter } from './count-steps.ts';
import { FIXTURE_READERS, partsOf, repeated, textOf } from './fixture-readers.ts';

const steps = new StepCounter();
beforeAll(() => steps.start());
afterAll(() => steps.stop());

/** Between linear (2, a little more with sorting) and quadratic (4). */
const MAX_RATIO = 2.5;
/** Steps for what only the longer text reaches, such as a notice about a limit. */
const ROOM = 3_000;

/** Repetitions of the smallest text; many show what starts slowly. */
const ATOMS = runs(100, 300);

/** Compares the last two differences of counts at doubled sizes: the rest of the text takes steps too. */
function growsFaster(counts: readonly number[]): boolean {
  const [once = 0, twice = 0, fourTimes = 0] = counts.slice(-3);
  return fourTimes - twice > MAX_RATIO * Math.max(0, twice - once) + ROOM;
}

/** Returns counts of work at doubled sizes where they grow faster than the sizes. */
async function excess(
  read: (text: string) => unknown,
  textOfSize: (factor: number) => string,
): Promise<string | undefined> {
  const counts: { readonly steps: number[]; readonly native: number[] } = { steps: [], native: [] };
  async function count(factor: number): Promise<void> {
    const text = textOfSize(factor);
    let native = 0;
    counts.steps.push(
      await steps.stepsOf(() => {
        native = nativeWorkOf(() => read(text));
      }),
    );
    counts.native.push(native);
  }
  const faster = (): readonly number[] | undefined => Object.values(counts).find(growsFaster);
  for (const factor of [1, 2, 4]) await count(factor);
  // A limit that only the longest text reaches makes one difference large, and no second one.
  if (faster() !== undefined) await count(8);
  return faster()?.join(', ');
}

describe.each(READERS.map((reader) => [reader.name, reader] as const))(
  '%s',
  (_name, { before, atoms, read }) => {
    it.each(runs(atoms.slice(0, 2), atoms))(
      'takes steps in proportion to the number of %j',
      async (atom) => {
        expect(
          await excess(read, (factor) => before + atom.repeat(ATOMS * factor)),
        ).toBeUndefined();
      },
    );
  },
);

/** Parts of each kind that are repeated in each fixture. */
const MAX_PARTS = runs(1, 30);
const MAX_TIMES = runs(50, 150);
const MAX_LENGTH = runs(1_000, 3_000);

/** Counting walks everything that is loaded, which costs more than the reading. */
const FIXTURES = runs(
  FIXTURE_READERS.filter((_, at) => at % 3 === 0),
  FIXTURE_READERS,
);

it.each(FIXTURES.map((reader) => [reader.name, reader] as const))(
  '%s takes steps in proportion to how often any part of it is repeated',
  async (_name, { text, read }) => {
    const slow: string[] = [];
    for (const part of partsOf(text, MAX_PARTS)) {
      const times = Math.min(MAX_TIMES, Math.ceil(MAX_LENGTH / (part.to - part.from)));
      const counts = await excess(read, (factor) => repeated(text, part, factor * times));
      if (counts !== undefined) slow.push(`${JSON.stringify(textOf(text, part))}: ${counts}`);
    }
    expect(slow).toEqual([]);
  },
);
