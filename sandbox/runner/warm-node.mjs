// Runs a script again and again in one process: its modules stay loaded and compiled, and the script
// itself is evaluated at every start, with an environment, a folder and an exit code of its own.
import { copyFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

// No test is about the length of a pause between two attempts. Time-outs are longer than the longest
// pause and stay as they are, so that a busy machine reaches none of them earlier.
await import('../faults/quick-clock.mjs?longest=10000');

const HANDLED = ['SIGINT', 'SIGTERM', 'uncaughtException'];
const home = process.cwd();
const folder = mkdtempSync(join(tmpdir(), 'milestone-audit-warm-'));
// The toolkit keeps the path of the first summary, so it is the same for every start.
const SUMMARY = join(folder, 'summary');

async function start({ script, env, cwd, number }) {
  for (const name of Object.keys(process.env)) delete process.env[name];
  Object.assign(process.env, env, { GITHUB_STEP_SUMMARY: SUMMARY });
  writeFileSync(SUMMARY, '');
  process.chdir(cwd);
  process.exitCode = undefined;
  const parts = [];
  const streams = [process.stdout, process.stderr];
  for (const stream of streams) {
    stream.write = (text) => {
      parts.push(String(text));
      return true;
    };
  }
  try {
    await import(`${pathToFileURL(script)}?start=${number}`);
  } catch (error) {
    parts.push(String(error?.stack ?? error));
    process.exitCode = 1;
  }
  for (const stream of streams) delete stream.write;
  for (const name of HANDLED) process.removeAllListeners(name);
  process.chdir(home);
  copyFileSync(SUMMARY, env.GITHUB_STEP_SUMMARY);
  return { exitCode: process.exitCode ?? 0, log: parts.join('') };
}

process.on('message', async (asked) => process.send(await start(asked)));
process.on('disconnect', () => {
  rmSync(folder, { recursive: true, force: true });
  process.exit(0);
});
