import { ownRules } from '../analysis/own-rules.ts';
import type { Config } from '../model/config.ts';
import type { Rule } from '../model/rule.ts';
import { buildProvenance } from './build-provenance.ts';
import { coverageDelta } from './coverage-delta.ts';
import { coverageGate } from './coverage-gate.ts';
import { deferralContinuity } from './deferral-continuity.ts';
import { definitionOfDone } from './definition-of-done.ts';
import { dependencyDelta } from './dependency-delta.ts';
import { evidencePack } from './evidence-pack.ts';
import { exactRuntime } from './exact-runtime.ts';
import { freshApproval } from './fresh-approval.ts';
import { gatesBeforeMerge } from './gates-before-merge.ts';
import { invariants } from './invariants.ts';
import { ledgerConsistency } from './ledger-consistency.ts';
import { lockedInstalls } from './locked-installs.ts';
import { mergeDiscipline } from './merge-discipline.ts';
import { milestoneScope } from './milestone-scope.ts';
import { newCodeTested } from './new-code-tested.ts';
import { noExternalFetch } from './no-external-fetch.ts';
import { noWeakening } from './no-weakening.ts';
import { pinnedActions } from './pinned-actions.ts';
import { repeatEvidence } from './repeat-evidence.ts';
import { requiredRuns } from './required-runs.ts';
import { sameCommit } from './same-commit.ts';
import { sastGate } from './sast-gate.ts';
import { sbomContinuity } from './sbom-continuity.ts';
import { secretScan } from './secret-scan.ts';
import { serverBoot } from './server-boot.ts';
import { stableRuns } from './stable-runs.ts';
import { templateInjection } from './template-injection.ts';
import { testCount } from './test-count.ts';
import { testResults } from './test-results.ts';
import { tokenPermissions } from './token-permissions.ts';
import { unmutedGates } from './unmuted-gates.ts';
import { vulnerabilityScan } from './vulnerability-scan.ts';

/**
 * Increases when a level's meaning changes or a rule is added, so that readers of two audits know
 * whether both were judged by the same rules.
 */
export const RULES_VERSION = 2;

/** Every rule, by id. */
export const RULES: readonly Rule[] = [
  buildProvenance,
  coverageDelta,
  coverageGate,
  deferralContinuity,
  definitionOfDone,
  dependencyDelta,
  evidencePack,
  exactRuntime,
  freshApproval,
  gatesBeforeMerge,
  invariants,
  ledgerConsistency,
  lockedInstalls,
  mergeDiscipline,
  milestoneScope,
  newCodeTested,
  noExternalFetch,
  noWeakening,
  pinnedActions,
  repeatEvidence,
  requiredRuns,
  sameCommit,
  sastGate,
  sbomContinuity,
  secretScan,
  serverBoot,
  stableRuns,
  templateInjection,
  testCount,
  testResults,
  tokenPermissions,
  unmutedGates,
  vulnerabilityScan,
];

/** Returns every rule that a config can ask for: the built-in ones and those that it declares. */
export function rulesOf(config: Config): readonly Rule[] {
  return [...RULES, ...ownRules(config)];
}
