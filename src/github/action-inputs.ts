import { getInput } from '@actions/core';
import type { Inputs } from '../model/world.ts';

/** Every input of `action.yml`, in its order. */
export const inputNames = [
  'github-token',
  'milestone',
  'config',
  'workflows',
  'artifacts',
  'reports',
  'wait-minutes',
  'comment',
  'docs',
  'docs-path',
  'status',
  'status-name',
  'fail-on',
  'minimum-score',
  'without-milestone',
  'evidence',
  'audit-key',
  'dry-run',
] as const;

/** Inputs as the runner hands them over, trimmed; one that was not given is empty. */
export function actionInputs(): Inputs {
  return Object.fromEntries(inputNames.map((name) => [name, getInput(name)]));
}
