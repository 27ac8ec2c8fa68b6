import { availableParallelism } from 'node:os';
import { resolve } from 'node:path';
import { ENDPOINTS } from './endpoints.ts';
import { KINDS } from './kinds.ts';
import { type Cell, runCell, Stage } from './run-cell.ts';

/**
 * `npm run faults [WORD…]`: the cells whose name, `endpoint × fault`, contains one of the words, or all.
 * FAULT_WORKERS is the number of cells that run at the same time.
 */
const words = process.argv.slice(2);
const root = process.cwd();
const action = resolve(process.env['MILESTONE_AUDIT_ACTION'] || root);

const cells = ENDPOINTS.flatMap((endpoint) =>
  Object.entries(KINDS).map(([kind, fault]) => ({ endpoint, kind, fault })),
).filter(({ endpoint, kind }) => {
  const name = `${endpoint.name} × ${kind}`;
  return words.length === 0 || words.some((word) => name.includes(word));
});

const done: Cell[] = [];

const say = (line: string): void => void process.stdout.write(`${line}\n`);

function print(cell: Cell): void {
  const result = cell.broken.length === 0 ? 'ok' : `BROKEN: ${cell.broken.join('; ')}`;
  const asked = cell.asked === 0 ? 'never asked' : `asked ${cell.asked}`;
  say(`${cell.endpoint} × ${cell.kind}: ${cell.last}, ${asked}: ${result}`);
}

/** One of several that take the next cell until there is none. */
async function work(queue: typeof cells): Promise<void> {
  const stage = new Stage(root, action);
  for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
    const cell = await runCell(stage, next.endpoint, next.kind, next.fault);
    done.push(cell);
    print(cell);
  }
}

const queue = [...cells];
const workers = Number(process.env['FAULT_WORKERS'] || Math.max(3, availableParallelism()));
await Promise.all(Array.from({ length: workers }, () => work(queue)));

const broken = done.filter((cell) => cell.broken.length > 0);
const idle = done.filter((cell) => cell.asked === 0);
const repeated = done.filter((cell) => cell.repeated);
const ends = ['success', 'failure', 'error', 'pending', 'none'].map((state) => {
  return `${done.filter(({ last }) => last === state).length} ${state}`;
});
say(
  `${ENDPOINTS.length} endpoints × ${Object.keys(KINDS).length} faults, ${done.length} cells run: ` +
    `${broken.length} broken, ${idle.length} never asked; last status ${ends.join(', ')}; ` +
    `${repeated.length} repeated over a committed audit`,
);
process.exitCode = broken.length === 0 && idle.length === 0 ? 0 : 1;
