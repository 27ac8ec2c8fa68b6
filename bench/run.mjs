/**
 * `npm run bench`: reads generated JUnit reports of 1,000, 50,000 and 500,000 tests and prints what
 * each stage takes, each in a process of its own. Rounds alternate between the stages, because
 * machines drift; ratios are medians over the rounds of ratios within one round. On a machine that
 * does something else too, the ratio of CPU times is the one to look at.
 *
 *     npm run bench -- [ROUNDS]
 */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';

const ROUNDS = Number(process.argv[2] ?? 5);
const CORPORA = [
  ['1k tests, 10 files zipped', 'small.zip', ['zip', 10, 100]],
  ['50k tests, 50 files zipped', 'medium.zip', ['zip', 50, 1000]],
  ['500k tests, 500 files zipped', 'large.zip', ['zip', 500, 1000]],
  ['200k tests, one file', 'large.xml', ['file', 200_000]],
];
const STAGES = ['inflate', 'saxes', 'product'];

const folder = mkdtempSync(join(tmpdir(), 'milestone-audit-bench-'));
const stages = join(folder, 'stages.mjs');
await build({
  entryPoints: ['bench/stages.mjs'],
  outfile: stages,
  bundle: true,
  platform: 'node',
  format: 'esm',
  target: 'node20',
  logLevel: 'error',
});

function run(...args) {
  return JSON.parse(execFileSync(process.execPath, [stages, ...args.map(String)]).toString());
}

function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)];
}

function measure(path) {
  const rounds = [];
  for (let round = 0; round <= ROUNDS; round++) {
    const order = STAGES.map((_, at) => STAGES[(at + round) % STAGES.length]);
    const results = Object.fromEntries(order.map((stage) => [stage, run(stage, path)]));
    // The first round only warms the file cache.
    if (round > 0) {
      rounds.push(results);
    }
  }
  return rounds;
}

function line(...columns) {
  console.log(
    columns
      .map((column, at) => String(column)[at === 0 ? 'padEnd' : 'padStart'](at === 0 ? 30 : 12))
      .join(''),
  );
}

const peaks = {};
console.log(`Node ${process.version}, ${ROUNDS} rounds, medians\n`);
for (const [title, name, [kind, ...numbers]] of CORPORA) {
  const path = join(folder, name);
  run(kind, path, ...numbers);
  const rounds = measure(path);
  const bytes = rounds[0].inflate.result.bytes;
  line(title, 'ms', 'CPU ms', 'MB/s', 'peak MiB');
  for (const stage of STAGES) {
    const ms = median(rounds.map((round) => round[stage].ms));
    const cpu = median(rounds.map((round) => round[stage].cpu));
    const mib = median(rounds.map((round) => round[stage].mib));
    peaks[`${name} ${stage}`] = mib;
    line(
      `  ${stage}`,
      ms.toFixed(0),
      cpu.toFixed(0),
      (bytes / 1e3 / ms).toFixed(0),
      mib.toFixed(0),
    );
  }
  const ratio = (stage, unit) =>
    median(rounds.map((round) => round.product[unit] / round[stage][unit])).toFixed(2);
  // The saxes stage reads and inflates as well: it is the bare parser plus inflate.
  line('  product ÷ (saxes + inflate)', ratio('saxes', 'ms'), ratio('saxes', 'cpu'));
  line('  product ÷ inflate', ratio('inflate', 'ms'), ratio('inflate', 'cpu'));
  const { product, saxes } = rounds[0];
  for (const key of ['tests', 'failed', 'skipped']) {
    if (product.result[key] !== saxes.result[key]) {
      throw new Error(
        `${name}: the product counts ${product.result[key]} ${key}, saxes ${saxes.result[key]}`,
      );
    }
  }
  console.log(`  ${JSON.stringify(product.result)}\n`);
}
const growth = peaks['large.zip product'] / peaks['medium.zip product'];
console.log(`peak memory, 500k ÷ 50k tests: ${growth.toFixed(2)}`);
if (existsSync(folder)) {
  rmSync(folder, { recursive: true });
}
