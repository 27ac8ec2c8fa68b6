import type { AnyRule } from '../model/rule.ts';
import { coverageGate } from './coverage-gate.ts';
import { exactRuntime } from './exact-runtime.ts';
import { lockedInstalls } from './locked-installs.ts';
import { noExternalFetch } from './no-external-fetch.ts';
import { pinnedActions } from './pinned-actions.ts';
import { requiredRuns } from './required-runs.ts';
import { serverBoot } from './server-boot.ts';
import { stableRuns } from './stable-runs.ts';
import { testResults } from './test-results.ts';
import { tokenPermissions } from './token-permissions.ts';
import { unmutedGates } from './unmuted-gates.ts';

/**
 * Grows when a level's meaning changes or a rule is added, so that a reader of two audits can tell
 * whether they were measured alike.
 */
export const RULES_VERSION = 1;

/** Every rule, by id. */
export const RULES: readonly AnyRule[] = [
  coverageGate,
  exactRuntime,
  lockedInstalls,
  noExternalFetch,
  pinnedActions,
  requiredRuns,
  serverBoot,
  stableRuns,
  testResults,
  tokenPermissions,
  unmutedGates,
];
