import { once } from 'node:events';
import { join } from 'node:path';
import { resolveTrigger } from './collect/trigger/resolve-trigger.ts';
import {
  actionEvent,
  actionInputs,
  actionLog,
  actionResults,
  type Environment,
} from './github/action-ports.ts';
import { actionForge } from './github/forge.ts';
import { requestSent } from './github/request-sent.ts';
import { keepMemorySteady } from './local/steady-memory.ts';
import { systemClock } from './local/system-clock.ts';
import { workspaceFiles } from './local/workspace-files.ts';
import type { World } from './model/world.ts';
import { PENDING_STATE } from './publish/pending.ts';

/** Everything that the runner brings, behind the model's ports. */
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

/** The error and what caused it, outermost first. */
function causesOf(error: unknown): readonly string[] {
  if (!(error instanceof Error)) return [String(error)];
  return [error.message, ...(error.cause === undefined ? [] : causesOf(error.cause))];
}

/**
 * Aborted when the runner cancels the step: SIGINT, 7.5 s later SIGTERM, 2.5 s later the end
 * (actions/runner v2.336.0, ProcessInvoker.cs, read 2026-11-22). Both are listened to, so that
 * neither ends the process before its status is ended.
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

/**
 * The audit, asked before it is loaded: what judges and publishes is four times what asks, and is
 * read while GitHub answers.
 */
async function auditOf(world: World, stop: AbortSignal): Promise<{ readonly exitCode: 0 | 1 }> {
  const stopped = once(stop, 'abort');
  const sent = requestSent();
  const located = resolveTrigger(world);
  await Promise.race([sent, located, stopped]);
  // Not earlier: the start would collect garbage four times as often, 20 ms of its time.
  keepMemorySteady();
  const { audit } = await import('./pipeline.ts');
  return audit(world, located);
}

async function endOf(world: World, open: string): Promise<{ readonly exitCode: 0 | 1 }> {
  const { finishPending } = await import('./publish/pending.ts');
  return finishPending(world, open);
}

/**
 * The action's door: one audit, its end as the step's exit code.
 *
 * Whatever is thrown fails the step with its causes in the log. The runner takes any exit code but 0
 * for a failed step. The `post` step comes through here too when the main one left a status pending:
 * the runner then hands over what that one kept as its state.
 */
export async function runAction(env: Environment, version: string): Promise<void> {
  const stop = stopSignal();
  try {
    const world = actionWorld(env, version, stop);
    const open = env[`STATE_${PENDING_STATE}`] ?? '';
    const { exitCode } = await (open === '' ? auditOf(world, stop) : endOf(world, open));
    process.exitCode = exitCode;
  } catch (error) {
    process.exitCode = 1;
    actionLog.error(causesOf(error).join('\ncaused by: '));
    // What was under way is still waited for otherwise, beyond the time the runner gives.
    if (stop.aborted) process.exit();
  }
}
