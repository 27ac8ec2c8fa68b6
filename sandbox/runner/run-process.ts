import { spawn } from 'node:child_process';
import type { ActionStart } from './action-start.ts';

/** How the runner cancels: a polite signal, a firm one, and the end; milliseconds after the first. */
const CANCEL_LADDER = [
  ['SIGINT', 0],
  ['SIGTERM', 7_500],
  ['SIGKILL', 10_000],
] as const;

/** One process of the action, on the runner's terms, to its end. */
export async function run(
  start: Pick<ActionStart, 'node' | 'cancel' | 'cancelAfterMs' | 'kill' | 'onOutput'>,
  script: string,
  env: Record<string, string>,
  cwd: string,
): Promise<{ readonly exitCode: number | null; readonly log: string }> {
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
  const ladder: NodeJS.Timeout[] = [];
  const climb = (after: number): void => {
    const rungs = CANCEL_LADDER.map(([signal, delay]) =>
      setTimeout(() => child.kill(signal), after + delay),
    );
    ladder.push(...rungs);
  };
  climb(start.cancelAfterMs ?? 120_000);
  void start.cancel?.then(() => climb(0));
  void start.kill?.then(() => child.kill('SIGKILL'));
  const exitCode = await new Promise<number | null>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', resolve);
  });
  for (const timer of ladder) clearTimeout(timer);
  return { exitCode, log: parts.join('') };
}
