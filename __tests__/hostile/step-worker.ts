import { Session } from 'node:inspector/promises';
import { parentPort } from 'node:worker_threads';
import { READERS } from '../../bench/readers.ts';
import { runs } from '../runs.ts';
import { nativeWorkOf } from './count-native.ts';
import { FIXTURE_READERS, partsOf, repeated, textOf } from './fixture-readers.ts';

// Counting walks everything that is loaded, and ends the counting of others in the same thread: it has a
// thread with the readers only.

/** What to repeat: an atom for a reader of the bench, or each part of a fixture. */
export type Repeated =
  | { readonly reader: string; readonly atom: string }
  | { readonly fixture: string };

/**
 * Counts how often each block of code runs (V8's block coverage), which no busy machine changes. The
 * libraries that read for us count too. Steps inside of a regular expression or a built-in function
 * are not counted; `npm run patterns` checks the former, `npm run bench:hostile` measures both.
 */
class StepCounter {
  readonly #session = new Session();

  async start(): Promise<void> {
    this.#session.connect();
    await this.#session.post('Profiler.enable');
    await this.#session.post('Profiler.startPreciseCoverage', { callCount: true, detailed: true });
    await this.#take();
  }

  /** Counts from the end of the count before: taking is what costs, and what runs between is little. */
  async stepsOf(read: () => unknown): Promise<number> {
    read();
    return this.#take();
  }

  async #take(): Promise<number> {
    const { result } = await this.#session.post('Profiler.takePreciseCoverage');
    return result
      .flatMap(({ functions }) => functions.flatMap(({ ranges }) => ranges))
      .reduce((sum, { count }) => sum + count, 0);
  }
}

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

/** Parts of each kind that are repeated in each fixture. */
const MAX_PARTS = runs(1, 30);
const MAX_TIMES = runs(50, 150);
const MAX_LENGTH = runs(1_000, 3_000);

/** Returns what takes more steps than its size allows, with the counts. */
async function slowOf(asked: Repeated): Promise<readonly string[]> {
  if ('reader' in asked) {
    const { atom } = asked;
    const { before, read } = named(READERS, asked.reader);
    const counts = await excess(read, (factor) => before + atom.repeat(ATOMS * factor));
    return counts === undefined ? [] : [counts];
  }
  const { text, read } = named(FIXTURE_READERS, asked.fixture);
  const slow: string[] = [];
  for (const part of partsOf(text, MAX_PARTS)) {
    const times = Math.min(MAX_TIMES, Math.ceil(MAX_LENGTH / (part.to - part.from)));
    const counts = await excess(read, (factor) => repeated(text, part, factor * times));
    if (counts !== undefined) slow.push(`${JSON.stringify(textOf(text, part))}: ${counts}`);
  }
  return slow;
}

function named<T extends { readonly name: string }>(all: readonly T[], name: string): T {
  const found = all.find((one) => one.name === name);
  if (found === undefined) throw new Error(`there is no reader ${name}`);
  return found;
}

const steps = new StepCounter();
await steps.start();
parentPort?.on('message', async (asked: Repeated) => parentPort?.postMessage(await slowOf(asked)));
