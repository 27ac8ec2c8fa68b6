import { neededEvidence } from '../analysis/runner.ts';
import { declaredPaths } from '../config/declared-paths.ts';
import type { Config } from '../model/config.ts';
import { madeBy } from '../rules/fingerprints.ts';
import { RULES } from '../rules/registry.ts';
import { reauditVerifier } from './verify-reaudit.ts';

/** Returns what collecting needs to know of the judging, for this config and milestone. */
export function evidenceRequirements(config: Config, milestone: string, version: string) {
  return {
    madeBy: madeBy(version),
    kinds: neededEvidence(config, RULES),
    paths: declaredPaths(config, milestone),
    verifyReaudit: reauditVerifier(config, version),
  };
}
