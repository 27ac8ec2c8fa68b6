/**
 * Measures processor time for long inputs that could make a reader quadratic, each at one and at
 * twice its size. Doubling a linear reader's input doubles its time; a quadratic reader takes four
 * times as long. Uses the best of all rounds, because other work on the machine only adds time.
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
const MIN_MS = 5;
/** Scripts of more than 100,000 characters are not read, so twice this number is below that. */
const ATOMS = 9_000;

interface Input {
  readonly what: string;
  readonly size: number;
  /** Builds the input outside the measured time. */
  readonly prepare: (size: number) => () => unknown;
}

const INPUTS: readonly Input[] = [
  ...READERS.flatMap(({ name, before, atoms, read }) =>
    atoms.map((atom) => ({
      what: `${name}: ${JSON.stringify(atom).slice(0, 40)}`,
      size: ATOMS,
      prepare: (size: number) => {
        const text = before + atom.repeat(size);
        return () => read(text);
      },
    })),
  ),
  {
    what: 'table cut to a comment, rows',
    size: 20_000,
    prepare: (size) => {
      const names = Array.from({ length: size }, (_, at) => [code(`test ${at}`)]);
      const blocks = [table(['Failed'], names, { worstFirst: true })];
      const sections = [{ id: 'a', title: 'a', keep: 'fold', blocks } as const];
      return () => fitTo(sections, { before: [], after: [], leftOut: () => [] }, COMMENT_LIMIT);
    },
  },
];

/** Best processor time of all rounds, in milliseconds. */
function best({ prepare }: Input, size: number): number {
  const run = prepare(size);
  const times = Array.from({ length: rounds }, () => {
    const start = process.cpuUsage();
    run();
    const { user, system } = process.cpuUsage(start);
    return (user + system) / 1000;
  });
  return Math.min(...times);
}

const line = (...[what, ...cells]: readonly string[]): void =>
  console.log((what ?? '').padEnd(64) + cells.map((cell) => cell.padStart(10)).join(''));

console.log(`Node ${process.version}, best of ${rounds} rounds, processor time\n`);
line('input', 'size', 'ms', '2 × size', 'ratio');
let exceeded = false;
for (const input of INPUTS) {
  const size = Math.ceil(input.size * scale);
  const [once, twice] = [best(input, size), best(input, 2 * size)];
  const ratio = twice / once;
  exceeded ||= twice >= MIN_MS && ratio > MAX_RATIO;
  line(input.what, String(size), once.toFixed(1), twice.toFixed(1), ratio.toFixed(2));
}
console.log(`\nlimit: ratio ${MAX_RATIO} from ${MIN_MS} ms: ${exceeded ? 'EXCEEDED' : 'kept'}`);
process.exitCode = exceeded ? 1 : 0;
