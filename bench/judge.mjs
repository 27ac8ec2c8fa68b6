/**
 * `npm run bench:judge`: judges repositories of 50, 100 and 200 workflow files, at base and head (every tenth
 * changed), with 100,000 test identities, each in a process of its own, and prints the time that reading and
 * judging take, and the longest step of judging, during which no cancellation is handled. The best round counts: what else the machine does can only add to it. Processor time stands beside
 * it, for on a busy machine it is the shorter of the two.
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildStages } from './build-stages.mjs';

const ROUNDS = Number(process.argv[2] ?? 5);
const SIZES = [50, 100, 200];
const TESTS = 100_000;
const LIMIT = { ms: 1000, mib: 200 };

const folder = mkdtempSync(join(tmpdir(), 'milestone-audit-bench-'));
const stage = join(folder, 'judge-stage.mjs');
await buildStages(folder, ['bench/judge-stage.mjs']);

const measure = (files) =>
  JSON.parse(execFileSync(process.execPath, [stage, String(files), String(TESTS)]).toString());
const line = (...columns) => console.log(columns.map((one) => String(one).padStart(12)).join(''));

console.log(`Node ${process.version}, ${ROUNDS} rounds, the best, ${TESTS} test identities\n`);
line('files', 'read ms', 'judge ms', 'step ms', 'cpu ms', 'µs a file', 'peak MiB');
const rows = SIZES.map((files) => {
  const rounds = Array.from({ length: ROUNDS }, () => measure(files));
  const of = (key) => Math.min(...rounds.map((round) => round[key]));
  const [readMs, judgeMs, longestMs, cpuMs, mib] = [
    'readMs',
    'judgeMs',
    'longestMs',
    'cpuMs',
    'mib',
  ].map(of);
  const row = { files, readMs, judgeMs: Math.min(judgeMs, cpuMs), mib };
  const each = (row.judgeMs * 1000) / files;
  line(files, ...[readMs, judgeMs, longestMs, cpuMs, each, mib].map((one) => one.toFixed(0)));
  return row;
});
rmSync(folder, { recursive: true });

const [, half, whole] = rows;
console.log(`\njudging 200 ÷ 100 files: ${(whole.judgeMs / half.judgeMs).toFixed(2)}`);
const over = whole.judgeMs > LIMIT.ms || whole.mib > LIMIT.mib;
console.log(
  `limit for 200 files: ${LIMIT.ms} ms to judge, ${LIMIT.mib} MiB: ${over ? 'EXCEEDED' : 'kept'}`,
);
process.exitCode = over ? 1 : 0;
