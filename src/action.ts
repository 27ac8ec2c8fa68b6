import { join } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import {
  actionEvent,
  actionInputs,
  actionLog,
  actionResults,
  type Environment,
} from './github/action-ports.ts';
import { actionForge } from './github/forge.ts';
import { systemClock, workspaceFiles } from './local/workspace-files.ts';
import type { World } from './model/world.ts';
import { audit } from './pipeline.ts';
import { finishPending, PENDING_STATE } from './publish/pending.ts';

/** Returns the ports of the model, connected to the runner and to GitHub. */
function actionWorld(env: Environment, version: string, stop: AbortSignal): World {
  const inputs = actionInputs();
  const temp = env['RUNNER_TEMP'] || join(process.cwd(), '.milestone-audit');
  return {
    inputs,
    event: actionEvent(env),
    forge: actionForge(env, inputs['github-token'] ?? '', version),
    files: workspaceFiles(env['GITHUB_WORKSPACE'] || process.cwd(), temp),
    clock: systemClock,
    log: actionLog,
    results: actionResults,
    tool: { version },
    stop,
  };
}

/** Returns the message of an error and of its causes, outermost first. */
function causesOf(error: unknown): readonly string[] {
  if (!(error instanceof Error)) return [String(error)];
  return [error.message, ...(error.cause === undefined ? [] : causesOf(error.cause))];
}

/**
 * Returns a signal that aborts when the runner cancels the step. The runner sends SIGINT, SIGTERM 7.5 s
 * later, and kills the process 2.5 s after that (actions/runner v2.336.0, ProcessInvoker.cs, read
 * 2026-11-22). The process handles both signals, so that neither ends it before its status has ended.
 */
function stopSignal(): AbortSignal {
  const controller = new AbortController();
  const stop = (why: string, cause?: unknown): void =>
    controller.abort(new Error(why, cause === undefined ? {} : { cause }));
  process.on('SIGINT', () => stop('it was cancelled'));
  process.on('SIGTERM', () => stop('it was cancelled'));
  process.on('uncaughtException', (error) => stop('it broke', error));
  return controller.signal;
}

/** Saves an audit 10 to 50 MiB: docs/adr/0014-young-generation.md. */
function keepYoungGeneration(): void {
  setFlagsFromString('--semi-space-growth-factor=1');
}

/**
 * Runs the action: one audit, and its exit code as the step's.
 *
 * An error fails the step, with its causes in the log: the runner takes any exit code but 0 for a
 * failed step. The `post` step starts here too. When the main step left a status pending, the runner
 * passes what that step kept as its state, and the pending status ends.
 */
export async function runAction(env: Environment, version: string): Promise<void> {
  const stop = stopSignal();
  try {
    const world = actionWorld(env, version, stop);
    const open = env[`STATE_${PENDING_STATE}`] ?? '';
    const { exitCode } = await (open === ''
      ? audit(world, keepYoungGeneration)
      : finishPending(world, open));
    process.exitCode = exitCode;
  } catch (error) {
    process.exitCode = 1;
    actionLog.error(causesOf(error).join('\ncaused by: '));
    // Open requests would keep the process alive longer than the runner allows.
    if (stop.aborted) process.exit();
  }
}
