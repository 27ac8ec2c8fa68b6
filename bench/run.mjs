/**
 * `npm run bench`: reads generated JUnit reports of 1,000, 50,000 and 500,000 tests and prints what
 * each stage takes, each in a process of its own. Rounds alternate between the stages, because
 * machines drift. Ratios compare the best rounds, because whatever else a machine does only adds to
 * a time; the medians are printed beside them.
 *
 *     npm run bench -- [ROUNDS]
 *
 * MILESTONE_AUDIT_NODE names another node. Ends with 1 when a limit is exceeded.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { buildStages } from './build-stages.mjs';

const ROUNDS = Number(process.argv[2] ?? 5);
const NODE = process.env.MILESTONE_AUDIT_NODE || process.execPath;
const CORPORA = [
  ['1k tests, 10 files zipped', 'small.zip', ['zip', 10, 100]],
  ['50k tests, 50 files zipped', 'medium.zip', ['zip', 50, 1000]],
  ['500k tests, 500 files zipped', 'large.zip', ['zip', 500, 1000]],
  ['200k tests, one file', 'large.xml', ['file', 200_000]],
];
/** `reports` is the whole command line, Node's start included; `collect` the audit's way with an artifact. */
const STAGES = ['inflate', 'saxes', 'product', 'collect', 'reports'];

const folder = mkdtempSync(join(tmpdir(), 'milestone-audit-bench-'));
const stages = join(folder, 'stages.mjs');
const usage = join(folder, 'usage.mjs');
await buildStages(folder, ['bench/stages.mjs']);
execFileSync(process.execPath, ['build.mjs', folder], { stdio: ['ignore', 'ignore', 'inherit'] });
writeFileSync(
  usage,
  `import { writeSync } from 'node:fs';
  import { peakMib } from ${JSON.stringify(new URL('peak-memory.mjs', import.meta.url).href)};
  process.on('exit', () => {
    const { user, system } = process.cpuUsage();
    writeSync(3, JSON.stringify({ cpu: (user + system) / 1e3, mib: peakMib() }));
  });`,
);

const stage = (...args) => JSON.parse(execFileSync(NODE, [stages, ...args.map(String)]).toString());

/** A whole process and what the system says of it. */
function whole(...args) {
  const start = performance.now();
  const { stdout, output } = spawnSync(NODE, ['--import', pathToFileURL(usage).href, ...args], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore', 'pipe'],
  });
  return { ms: performance.now() - start, ...JSON.parse(output[3]), stdout };
}

function reports(path) {
  const { stdout, ...took } = whole(join(folder, 'dist', 'cli.js'), 'reports', '--json', path);
  return { ...took, result: JSON.parse(stdout).totals };
}

const run = (name, path) => (name === 'reports' ? reports(path) : stage(name, path));

function measure(path) {
  const names = STAGES.filter((name) => name !== 'collect' || path.endsWith('.zip'));
  const rounds = [];
  for (let round = 0; round <= ROUNDS; round++) {
    const order = names.map((_, at) => names[(at + round) % names.length]);
    const results = Object.fromEntries(order.map((name) => [name, run(name, path)]));
    // The first round only warms the file cache.
    if (round > 0) rounds.push(results);
  }
  return { names, rounds };
}

const sorted = (values) => [...values].sort((a, b) => a - b);
const best = (values) => sorted(values)[0];
const median = (values) => sorted(values)[Math.floor(values.length / 2)];

function line(...columns) {
  const cells = columns.map((column, at) =>
    at === 0 ? String(column).padEnd(34) : String(column).padStart(10),
  );
  console.log(cells.join(''));
}

function printCorpus(title, { names, rounds }) {
  const bytes = rounds[0].inflate.result.bytes;
  line(title, 'best ms', 'median', 'CPU ms', 'median', 'MB/s', 'peak MiB');
  for (const name of names) {
    const of = (unit) => rounds.map((round) => round[name][unit]);
    const ms = best(of('ms'));
    const times = [ms, median(of('ms')), best(of('cpu')), median(of('cpu')), bytes / 1e3 / ms];
    line(`  ${name}`, ...times.map((value) => value.toFixed(0)), median(of('mib')).toFixed(0));
  }
}

/** The ratio of two stages' best rounds, in wall-clock and in CPU time. */
function ratioOf({ rounds }, name, other) {
  const of = (key, unit) => best(rounds.map((round) => round[key][unit]));
  return { ms: of(name, 'ms') / of(other, 'ms'), cpu: of(name, 'cpu') / of(other, 'cpu') };
}

function sameCounts(name, { names, rounds: [first] }) {
  for (const key of ['tests', 'failed', 'skipped']) {
    for (const stage of names.slice(2)) {
      if (first[stage].result[key] !== first.saxes.result[key])
        throw new Error(
          `${name}: ${stage} counts ${first[stage].result[key]} ${key}, saxes ${first.saxes.result[key]}`,
        );
    }
  }
}

const empty = best(Array.from({ length: 5 }, () => whole('-e', '').mib));
const version = execFileSync(NODE, ['--version']).toString().trim();
console.log(
  `Node ${version}, ${availableParallelism()} cores, ${ROUNDS} rounds, ${new Date().toISOString().slice(0, 10)}; "node -e ''" peaks at ${empty.toFixed(0)} MiB\n`,
);

const measured = {};
for (const [title, name, [kind, ...numbers]] of CORPORA) {
  const path = join(folder, name);
  stage(kind, path, ...numbers);
  const taken = measure(path);
  measured[name] = taken;
  printCorpus(title, taken);
  sameCounts(name, taken);
  // The saxes stage reads and inflates as well: it is the bare parser plus inflate.
  for (const other of ['saxes', 'inflate']) {
    const { ms, cpu } = ratioOf(taken, 'product', other);
    const what = other === 'saxes' ? 'product ÷ (saxes + inflate)' : 'product ÷ inflate';
    console.log(`  ${what}: time ${ms.toFixed(2)}, CPU time ${cpu.toFixed(2)}`);
  }
  console.log('');
}
rmSync(folder, { recursive: true });

const peak = (name, stage) => median(measured[name].rounds.map((round) => round[stage].mib));
const { ms, cpu } = ratioOf(measured['large.zip'], 'product', 'saxes');
// What is "ready for judging" is the product stage; the command line is held to the same memory.
const LIMITS = [
  ['500k tests: product ÷ (saxes + inflate), time', ms, 1.35],
  ['500k tests: product ÷ (saxes + inflate), CPU', cpu, 1.35],
  ['500k tests: peak MiB, product', peak('large.zip', 'product'), 130],
  ['500k tests: peak MiB, reports', peak('large.zip', 'reports'), 130],
  ['500k tests: peak MiB, collect', peak('large.zip', 'collect'), 130],
  ...['product', 'reports'].map((stage) => [
    `peak memory, 500k ÷ 50k tests, ${stage}`,
    peak('large.zip', stage) / peak('medium.zip', stage),
    1.15,
  ]),
  ['one file of 60 MB: peak MiB, product', peak('large.xml', 'product'), 100],
  ['one file of 60 MB: peak MiB, reports', peak('large.xml', 'reports'), 100],
];
for (const [what, value, limit] of LIMITS) {
  const kept = value <= limit;
  console.log(
    `${what.padEnd(48)} ${value.toFixed(2).padStart(7)}  limit ${limit}  ${kept ? 'kept' : 'EXCEEDED'}`,
  );
  if (!kept) process.exitCode = 1;
}
