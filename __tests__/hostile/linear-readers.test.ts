import { Session } from 'node:inspector/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type ForeignReader, READERS } from '../../bench/readers.ts';

/*
 * Counts how often each block of our code runs (V8's block coverage), which no busy machine changes.
 * Steps inside of a regular expression are not counted; `npm run patterns` checks those.
 */
const session = new Session();
beforeAll(async () => {
  session.connect();
  await session.post('Profiler.enable');
  await session.post('Profiler.startPreciseCoverage', { callCount: true, detailed: true });
});
afterAll(() => session.disconnect());

async function stepsOf({ before, read }: ForeignReader, atom: string, count: number) {
  const text = before + atom.repeat(count);
  await session.post('Profiler.takePreciseCoverage');
  read(text);
  const { result } = await session.post('Profiler.takePreciseCoverage');
  return result
    .filter(({ url }) => /\/src\//.test(url) && !url.includes('node_modules'))
    .flatMap(({ functions }) => functions.flatMap(({ ranges }) => ranges))
    .reduce((sum, { count: times }) => sum + times, 0);
}

/** Between linear (2, a little more with sorting) and quadratic (4). */
const MAX_RATIO = 2.5;
/** Steps for what only the longer text reaches, such as a notice about a limit. */
const ROOM = 3_000;

describe.each(READERS.map((reader) => [reader.name, reader] as const))('%s', (_name, reader) => {
  it.each(reader.atoms)('takes steps in proportion to the number of %j', async (atom) => {
    const once = await stepsOf(reader, atom, 1_000);
    const twice = await stepsOf(reader, atom, 2_000);
    expect(twice).toBeLessThanOrEqual(MAX_RATIO * once + ROOM);
  });
});
