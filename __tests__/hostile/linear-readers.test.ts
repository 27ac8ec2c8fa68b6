import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { READERS } from '../../bench/readers.ts';
import { runs } from '../runs.ts';
import { FIXTURE_READERS } from './fixture-readers.ts';
import type { Repeated } from './step-worker.ts';

/** JavaScript, which the benches start without a build. */
const BUILD = new URL('../../bench/build-stages.mjs', import.meta.url).href;
type BuildStages = (folder: string, entryPoints: readonly string[]) => Promise<void>;

const folder = mkdtempSync(join(tmpdir(), 'milestone-audit-steps-'));
let counter: Worker;
beforeAll(async () => {
  const { buildStages } = (await import(BUILD)) as { buildStages: BuildStages };
  await buildStages(folder, [join(import.meta.dirname, 'step-worker.ts')]);
  counter = new Worker(join(folder, 'step-worker.mjs'));
});
afterAll(async () => {
  await counter.terminate();
  rmSync(folder, { recursive: true });
});

/** Returns what takes more steps than its size allows, with the counts. */
async function slowOf(asked: Repeated): Promise<unknown> {
  counter.postMessage(asked);
  const [slow] = await once(counter, 'message');
  return slow;
}

describe.each(READERS.map(({ name, atoms }) => [name, atoms] as const))('%s', (reader, atoms) => {
  it.each(runs(atoms.slice(0, 2), atoms))(
    'takes steps in proportion to the number of %j',
    async (atom) => {
      expect(await slowOf({ reader, atom })).toEqual([]);
    },
  );
});

const FIXTURES = runs(
  FIXTURE_READERS.filter((_, at) => at % 3 === 0),
  FIXTURE_READERS,
);

it.each(FIXTURES.map(({ name }) => name))(
  '%s takes steps in proportion to how often any part of it is repeated',
  async (fixture) => {
    expect(await slowOf({ fixture })).toEqual([]);
  },
);
