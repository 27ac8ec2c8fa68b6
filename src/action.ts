import { join } from 'node:path';
import { audit } from './audit.ts';
import { actionEvent, type Environment } from './github/action-event.ts';
import { actionForge } from './github/action-forge.ts';
import { actionInputs } from './github/action-inputs.ts';
import { actionLog } from './github/action-log.ts';
import { actionResults } from './github/action-results.ts';
import { systemClock } from './local/system-clock.ts';
import { workspaceFiles } from './local/workspace-files.ts';
import type { World } from './model/world.ts';

/** Everything that the runner brings, behind the model's ports. */
function actionWorld(env: Environment, version: string): World {
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
  };
}

/** The error and what caused it, outermost first. */
function causesOf(error: unknown): readonly string[] {
  if (!(error instanceof Error)) return [String(error)];
  return [error.message, ...(error.cause === undefined ? [] : causesOf(error.cause))];
}

/**
 * The action's door: one audit, its end as the step's exit code.
 *
 * Whatever is thrown fails the step with its causes in the log. The runner takes any exit code but 0
 * for a failed step.
 */
export async function runAction(env: Environment, version: string): Promise<void> {
  try {
    const { exitCode } = await audit(actionWorld(env, version));
    process.exitCode = exitCode;
  } catch (error) {
    process.exitCode = 1;
    actionLog.error(causesOf(error).join('\ncaused by: '));
  }
}
