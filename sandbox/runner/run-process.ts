import { spawn } from 'node:child_process';
import type { ActionStart } from './action-start.ts';

/** How a process ended; `log` is stdout and stderr in the order they came. */
export interface ProcessEnd {
  readonly exitCode: number | null;
  readonly log: string;
}

/** Milliseconds after which a process counts as hung: a guard that no slow machine meets. */
const HANG_GUARD = 5 * 60_000;

/**
 * Runs one process of the action to its end. A cancelled process gets the runner's first signal and
 * as much time as the machine needs, not the 10 s after which the runner kills it. Throws when the
 * process hangs.
 */
export async function run(
  start: Pick<ActionStart, 'node' | 'cancel' | 'kill' | 'onOutput'>,
  script: string,
  env: Record<string, string>,
  cwd: string,
): Promise<ProcessEnd> {
  const child = spawn(start.node ?? process.execPath, [script], {
    cwd,
    env,
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  child.stdin.end();
  const parts: string[] = [];
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      parts.push(text);
      start.onOutput?.(text);
    });
  }
  let hung = false;
  const guard = setTimeout(() => {
    hung = true;
    child.kill('SIGKILL');
  }, HANG_GUARD);
  void start.cancel?.then(() => child.kill('SIGINT'));
  void start.kill?.then(() => child.kill('SIGKILL'));
  const exitCode = await new Promise<number | null>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', resolve);
  });
  clearTimeout(guard);
  const log = parts.join('');
  if (hung) throw new Error(`${script} did not end within ${HANG_GUARD / 60_000} minutes:\n${log}`);
  return { exitCode, log };
}
