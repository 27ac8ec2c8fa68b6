import type { EvidenceKind } from '../../model/evidence-file.ts';
import type { EvidenceSource, Origin } from '../base/source.ts';
import { attestations } from './attestations.ts';
import { baseCi } from './base-ci.ts';
import { baseReports } from './base-reports.ts';
import { branchRules } from './branch-rules.ts';
import { changes } from './changes.ts';
import { declaredFiles } from './declared-files.ts';
import { deferralRegistry } from './deferral-registry.ts';
import { dependencies } from './dependencies.ts';
import { expectedRuns } from './expected-runs.ts';
import { ledger } from './ledger.ts';
import { milestoneScope } from './milestone-scope.ts';
import { notes } from './notes.ts';
import { pins } from './pins.ts';
import { plan } from './plan.ts';
import { previousAudits } from './previous-audits.ts';
import { probes } from './probes.ts';
import { reports } from './reports.ts';
import { repositoryFiles } from './repository-files.ts';
import { reviews } from './reviews.ts';
import { runs } from './runs.ts';
import { vex } from './vex.ts';

export const SOURCES: { readonly [K in EvidenceKind]: EvidenceSource<K> } = {
  runs,
  expectedRuns,
  artifacts: reports,
  tests: reports,
  coverage: reports,
  findings: reports,
  inventory: reports,
  benchmarks: reports,
  sources: reports,
  testJobs: reports,
  probes,
  files: repositoryFiles,
  baseFiles: repositoryFiles,
  pins,
  declaredFiles,
  changes,
  plan,
  notes,
  registry: deferralRegistry,
  previous: previousAudits,
  history: previousAudits,
  requiredChecks: branchRules,
  coverageRule: branchRules,
  baseCi,
  baseTests: baseReports,
  baseCoverage: baseReports,
  baseInventory: baseReports,
  scope: milestoneScope,
  ledger,
  dependencies,
  reviews,
  vex,
  attestations,
};

export function kindsFrom(origin: Origin): readonly EvidenceKind[] {
  const kinds = Object.keys(SOURCES) as EvidenceKind[];
  return kinds.filter((kind) => originOf(kind) === origin);
}

function originOf<K extends EvidenceKind>(kind: K): Origin {
  return SOURCES[kind].from[kind];
}
