/**
 * `npm run bench:cli`: how long the command line takes to answer. Cold starts are compared with
 * `node -e ""`, best of all rounds, because a busy machine only ever adds time. Of the audit of this
 * very checkout what git took is taken off: in wall time by git's own account (its trace2 events, but
 * for `cat-file --batch`, which waits for questions most of its life and so counts as ours), in CPU
 * time by counting our process alone. A machine that does something else too says the truth only in
 * CPU time, which the bounds are held against.
 *
 *     npm run bench:cli -- [ROUNDS] [FOLDER WITH dist]
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';

const ROUNDS = Number(process.argv[2] ?? 15);
const CLI = resolve(process.argv[3] ?? '.', 'dist/cli.js');
/** Issue 7: `--version` within 1.5 × of `node -e ""`, the audit under a second beyond git's own time. */
const MOST = { version: 1.5, audit: 1000 };

const folder = mkdtempSync(join(tmpdir(), 'milestone-audit-bench-cli-'));

const meter = join(folder, 'meter.mjs');
const reading = join(folder, 'reading');
writeFileSync(
  meter,
  `import { writeFileSync } from 'node:fs';
process.on('exit', () => {
  const { user, system } = process.cpuUsage();
  writeFileSync(${JSON.stringify(reading)}, String((user + system) / 1000));
});
`,
);

/** Milliseconds of the wall, and of the processor in that process alone. */
function measure(args, env = process.env) {
  const all = ['--import', pathToFileURL(meter).href, ...args];
  const start = process.hrtime.bigint();
  const { status, stderr } = spawnSync(process.execPath, all, { env, encoding: 'utf8' });
  const wall = Number(process.hrtime.bigint() - start) / 1e6;
  if (status !== 0) throw new Error(`node ${args.join(' ')} ended with ${status}: ${stderr}`);
  return { wall, cpu: Number(readFileSync(reading, 'utf8')) };
}

function lesser(a, b) {
  return { wall: Math.min(a.wall, b.wall), cpu: Math.min(a.cpu, b.cpu) };
}

/** Wall time in which at least one git process ran, from its own account. */
function gitTime(trace) {
  const spans = new Map();
  for (const line of readFileSync(trace, 'utf8').split('\n')) {
    if (line === '') continue;
    const { event, sid, time, argv } = JSON.parse(line);
    if (event === 'start') spans.set(sid, { from: Date.parse(time), to: 0, argv });
    const span = spans.get(sid);
    if (span !== undefined && (event === 'exit' || event === 'atexit')) span.to = Date.parse(time);
  }
  const ran = [...spans.values()].filter(({ argv }) => !argv.includes('--batch'));
  let covered = 0;
  let until = 0;
  for (const { from, to } of ran.sort((a, b) => a.from - b.from)) {
    covered += Math.max(0, to - Math.max(from, until));
    until = Math.max(until, to);
  }
  return { covered, processes: spans.size };
}

const starts = [
  ['node -e ""', ['-e', '']],
  ['--version', [CLI, '--version']],
  ['--help', [CLI, '--help']],
  ['audit --help', [CLI, 'audit', '--help']],
  ['completion bash', [CLI, 'completion', 'bash']],
];
const NEVER = { wall: Number.POSITIVE_INFINITY, cpu: Number.POSITIVE_INFINITY };
const best = new Map(starts.map(([name]) => [name, NEVER]));
for (let round = 0; round <= ROUNDS; round++) {
  for (const [name, args] of starts) {
    const passed = measure(args);
    // The first round only warms the file cache.
    if (round > 0) best.set(name, lesser(best.get(name), passed));
  }
}
const bare = best.get('node -e ""');
const ratio = (name, unit) => best.get(name)[unit] / bare[unit];
console.log(`Node ${process.version}, best of ${ROUNDS} rounds\n`);
for (const [name, { wall, cpu }] of best) {
  const times = `${wall.toFixed(0)} ms, ${ratio(name, 'wall').toFixed(2)} ×`;
  const own = `CPU ${cpu.toFixed(0)} ms, ${ratio(name, 'cpu').toFixed(2)} ×`;
  console.log(`${name.padEnd(16)}${times.padStart(18)}${own.padStart(22)}`);
}

const trace = join(folder, 'trace');
const config = join(folder, 'gitconfig');
writeFileSync(config, `[trace2]\n\teventTarget = ${trace.replaceAll('\\', '/')}\n`);
let audit = NEVER;
let git = { covered: 0, processes: 0 };
for (let round = 0; round < Math.min(ROUNDS, 7); round++) {
  rmSync(trace, { force: true });
  const env = { ...process.env, GIT_CONFIG_GLOBAL: config };
  const { wall, cpu } = measure([CLI, 'audit', '--quiet', '--fail-on', 'never'], env);
  git = gitTime(trace);
  audit = lesser(audit, { wall: wall - git.covered, cpu });
}
rmSync(folder, { recursive: true, force: true });
console.log(
  `\naudit of this checkout, beyond git's ${git.processes} processes: ${audit.wall.toFixed(0)} ms, CPU ${audit.cpu.toFixed(0)} ms`,
);

const version = ratio('--version', 'cpu');
const failed = [
  ...(version > MOST.version
    ? [`--version takes ${version.toFixed(2)} × of node, at most ${MOST.version}`]
    : []),
  ...(audit.cpu > MOST.audit
    ? [`the audit takes ${audit.cpu.toFixed(0)} ms, at most ${MOST.audit}`]
    : []),
];
for (const line of failed) console.error(line);
process.exitCode = failed.length > 0 ? 1 : 0;
