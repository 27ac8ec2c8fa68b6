/**
 * Measures how long a cancelled audit takes to end. Audits the M01 story with the built action, cancels
 * when a request that is never answered has been sent, and prints the milliseconds from the signal to
 * the end of the process. GitHub's runner sends SIGTERM 7.5 s after SIGINT.
 *
 *     node scripts/run-typescript.mjs bench/cancel.ts [ROUNDS]
 *
 * MILESTONE_AUDIT_ACTION names a folder with another `dist`, MILESTONE_AUDIT_NODE another node. Exits
 * with 1 when even the best round exceeds the limit.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runAction } from '../sandbox/runner/run-action.ts';
import { type Fault, loadStory, startSandbox } from '../sandbox/start-sandbox.ts';

const [rounds = 5] = process.argv.slice(2).map(Number);
const LIMIT = 7_500;

/** The requests that are never answered, by what the audit does at that time. */
const MOMENTS = {
  'before anything is announced': '/git/ref',
  'while evidence is downloaded': '/zip',
} as const;

async function cancelled(part: string): Promise<number> {
  const folder = await mkdtemp(join(tmpdir(), 'milestone-audit-bench-'));
  let signalled = 0;
  let sent = (): void => undefined;
  const cancel = new Promise<void>((done) => {
    sent = done;
  });
  const faults = (_method: string, path: string): Fault | undefined => {
    if (!path.includes(part)) return undefined;
    if (signalled === 0) signalled = performance.now();
    sent();
    return 'timeout';
  };
  const sandbox = await startSandbox(loadStory('sandbox/stories/m01'), { faults });
  const { name, payload, github } = sandbox.event('pull_request');
  const { MILESTONE_AUDIT_ACTION: action, MILESTONE_AUDIT_NODE: node } = process.env;
  const end = await runAction({
    action: action || process.cwd(),
    folder,
    token: sandbox.token,
    event: { name, payload },
    github,
    cancel,
    ...(node ? { node } : {}),
  });
  const took = performance.now() - signalled;
  await Promise.all([sandbox.close(), rm(folder, { recursive: true })]);
  if (!end.log.includes('it was cancelled')) throw new Error(end.log);
  return took;
}

let exceeded = false;
console.log(`${rounds} rounds, milliseconds from the signal to the end of the process`);
for (const [moment, part] of Object.entries(MOMENTS)) {
  const times: number[] = [];
  for (let round = 0; round < rounds; round += 1) times.push(await cancelled(part));
  const sorted = times.sort((a, b) => a - b);
  const [best = 0, median = 0] = [sorted[0], sorted[Math.floor(sorted.length / 2)]];
  exceeded ||= best > LIMIT;
  console.log(`${moment}: best ${best.toFixed(0)}, median ${median.toFixed(0)}`);
}
console.log(`limit ${LIMIT}: ${exceeded ? 'EXCEEDED' : 'kept'}`);
process.exitCode = exceeded ? 1 : 0;
