/**
 * Measures processor time for long inputs that could make a reader quadratic, each at one and at
 * twice its size. Doubling a linear reader's input doubles its time; a quadratic reader takes four
 * times as long. Uses the best of all rounds, because other work on the machine only adds time, and
 * measures a text again that seems to be slow. Prints the worst text of each reader.
 *
 *     node scripts/run-typescript.mjs bench/hostile.ts [ROUNDS] [SCALE]
 *
 * SCALE multiplies every size (default 1). Exits with 1 when a ratio exceeds the limit.
 */
import { fitTo } from '../src/render/markdown/budget.ts';
import { COMMENT_LIMIT } from '../src/render/markdown/size.ts';
import { code, table } from '../src/render/markdown/tree.ts';
import { READERS } from './readers.ts';

const [rounds = 5, scale = 1] = process.argv.slice(2).map(Number);
/** Between linear (2) and quadratic (4). */
const MAX_RATIO = 3;
/** Shorter times are mostly timer resolution and garbage collection, so their ratio is not judged. */
const MIN_MS = 20;
/** Scripts of more than 100,000 characters are not read, so twice this number is below that. */
const ATOMS = 9_000;

/** How often a ratio above the limit is measured again before it counts. */
const RETRIES = 3;

interface Input {
  readonly reader: string;
  readonly what: string;
  readonly size: number;
  /** Builds the input outside the measured time. */
  readonly prepare: (size: number) => () => unknown;
}

const INPUTS: readonly Input[] = [
  ...READERS.flatMap(({ name, before, atoms, read }) =>
    atoms.map((atom) => ({
      reader: name,
      what: JSON.stringify(atom).slice(0, 30),
      size: ATOMS,
      prepare: (size: number) => {
        const text = before + atom.repeat(size);
        return () => read(text);
      },
    })),
  ),
  {
    reader: 'table cut to a comment',
    what: 'rows',
    size: 20_000,
    prepare: (size) => {
      const names = Array.from({ length: size }, (_, at) => [code(`test ${at}`)]);
      const blocks = [table(['Failed'], names, { worstFirst: true })];
      const sections = [{ id: 'a', title: 'a', keep: 'fold', blocks } as const];
      return () => fitTo(sections, { before: [], after: [], leftOut: () => [] }, COMMENT_LIMIT);
    },
  },
];

/** Processor time in milliseconds. */
function timeOf(run: () => unknown): number {
  const start = process.cpuUsage();
  run();
  const { user, system } = process.cpuUsage(start);
  return (user + system) / 1000;
}

interface Measured extends Input {
  readonly once: number;
  readonly twice: number;
}

const ratioOf = ({ once, twice }: Measured): number => (twice < MIN_MS ? 0 : twice / once);

function measure(input: Input): Measured {
  const size = Math.ceil(input.size * scale);
  const runs = [input.prepare(size), input.prepare(2 * size)] as const;
  let measured = { ...input, once: Number.POSITIVE_INFINITY, twice: Number.POSITIVE_INFINITY };
  for (let round = 0; round < rounds * (1 + RETRIES); round += 1) {
    if (round >= rounds && ratioOf(measured) <= MAX_RATIO) break;
    const [once, twice] = [timeOf(runs[0]), timeOf(runs[1])];
    measured = {
      ...input,
      once: Math.min(measured.once, once),
      twice: Math.min(measured.twice, twice),
    };
  }
  return measured;
}

const byReader = new Map<string, Measured[]>();
for (const input of INPUTS) {
  byReader.set(input.reader, [...(byReader.get(input.reader) ?? []), measure(input)]);
}
console.log(`Node ${process.version}, best of ${rounds} rounds, processor time\n`);
console.log('| reader | texts | slowest | ms | ms at twice the size | worst ratio |');
console.log('| --- | --- | --- | --- | --- | --- |');
let exceeded = false;
for (const [reader, all] of byReader) {
  const slowest = all.reduce((a, b) => (b.twice > a.twice ? b : a));
  const ratio = Math.max(...all.map(ratioOf));
  exceeded ||= ratio > MAX_RATIO;
  const times = [slowest.once, slowest.twice].map((ms) => ms.toFixed(1)).join(' | ');
  const worst = ratio === 0 ? `below ${MIN_MS} ms` : ratio.toFixed(2);
  const text = `\`${slowest.what.replaceAll('|', '\\|')}\``;
  console.log(`| ${reader} | ${all.length} | ${text} | ${times} | ${worst} |`);
}
console.log(`\nlimit: ratio ${MAX_RATIO} from ${MIN_MS} ms: ${exceeded ? 'EXCEEDED' : 'kept'}`);
process.exitCode = exceeded ? 1 : 0;
