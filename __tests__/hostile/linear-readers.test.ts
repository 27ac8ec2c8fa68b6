import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { READERS } from '../../bench/readers.ts';
import { runs } from '../runs.ts';
import { StepCounter } from './count-steps.ts';
import { FIXTURE_READERS, partsOf, repeated, textOf } from './fixture-readers.ts';

const steps = new StepCounter();
beforeAll(() => steps.start());
afterAll(() => steps.stop());

/** Between linear (2, a little more with sorting) and quadratic (4). */
const MAX_RATIO = 2.5;
/** Steps for what only the longer text reaches, such as a notice about a limit. */
const ROOM = 3_000;

describe.each(READERS.map((reader) => [reader.name, reader] as const))('%s', (_name, reader) => {
  it.each(reader.atoms)('takes steps in proportion to the number of %j', async (atom) => {
    const stepsOf = (times: number): Promise<number> =>
      steps.stepsOf(() => reader.read(reader.before + atom.repeat(times)));
    const once = await stepsOf(1_000);
    const twice = await stepsOf(2_000);
    expect(twice).toBeLessThanOrEqual(MAX_RATIO * once + ROOM);
  });
});

/** Parts of each kind that are repeated in each fixture. */
const MAX_PARTS = runs(1, 30);
const MAX_TIMES = 200;
const MAX_LENGTH = 5_000;

it.each(FIXTURE_READERS.map((reader) => [reader.name, reader] as const))(
  '%s takes steps in proportion to how often any part of it is repeated',
  async (_name, { text, read }) => {
    const slow: string[] = [];
    for (const part of partsOf(text, MAX_PARTS)) {
      const times = Math.min(MAX_TIMES, Math.ceil(MAX_LENGTH / (part.to - part.from)));
      const stepsOf = (factor: number): Promise<number> =>
        steps.stepsOf(() => read(repeated(text, part, factor * times)));
      const counts = [await stepsOf(1), await stepsOf(2), await stepsOf(4)];
      // A limit that only the longest text reaches makes one difference large, and no second one.
      if (growsFaster(counts)) counts.push(await stepsOf(8));
      if (growsFaster(counts)) slow.push(`${JSON.stringify(textOf(text, part))}: ${counts}`);
    }
    expect(slow).toEqual([]);
  },
);

/** Compares the last two differences of counts at doubled sizes: the rest of the text takes steps too. */
function growsFaster(counts: readonly number[]): boolean {
  const [once = 0, twice = 0, fourTimes = 0] = counts.slice(-3);
  return fourTimes - twice > MAX_RATIO * Math.max(0, twice - once) + ROOM;
}
