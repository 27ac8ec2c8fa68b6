import type { DeferralCover } from '../analysis/deferral-cover.ts';
import type { CollectedTests } from '../analysis/tests-evidence.ts';
import { fileSource } from '../analysis/workflow-evidence.ts';
import type { AuditEvidence } from '../model/audit-evidence.ts';
import type { EvidenceFile, RepositoryFiles } from '../model/evidence-file.ts';
import type { Lockfile } from '../model/workflow.ts';
import { factsOf } from '../workflow/facts.ts';
import { auditChanges } from './audit-changes.ts';
import { auditCoverage } from './audit-coverage.ts';
import { ciFlow } from './audit-flow.ts';
import { auditArtifacts } from './audit-sources.ts';
import { auditTests } from './audit-tests.ts';
import { evidenceOr } from './collected.ts';
import type { LocateSource } from './locate-source.ts';
import { workflowIntegrity } from './workflow-integrity.ts';

/** Section 4 of the document. What was not collected leaves its part empty, never invented. */
export function auditEvidence(
  bundle: EvidenceFile,
  counted: readonly CollectedTests[],
  cover: DeferralCover,
  locate: LocateSource,
): AuditEvidence {
  const { files, changes } = bundle.evidence;
  const read = files.state === 'present' ? files.value : undefined;
  return {
    flow: ciFlow(evidenceOr(bundle, 'runs', []), counted),
    tests: auditTests(counted, cover, locate),
    coverage: auditCoverage(evidenceOr(bundle, 'coverage', []), locate),
    changes: changes.state === 'present' ? auditChanges(changes.value, bundle.config.zones) : null,
    workflow_integrity:
      read === undefined
        ? []
        : workflowIntegrity(read, factsOf(read.workflows, read.settings, read.locks), locate),
    dependencies: read === undefined ? [] : dependencies(read, locate),
    artifacts: auditArtifacts(evidenceOr(bundle, 'artifacts', [])),
  };
}

function dependencies(files: RepositoryFiles, locate: LocateSource): AuditEvidence['dependencies'] {
  return files.locks.map((lock) => ({
    path: lock.path,
    tool: lock.tool,
    summary: summaryOf(lock),
    source: locate(fileSource(files, lock.path)),
  }));
}

function summaryOf(lock: Lockfile): string {
  const parts = [
    [lock.hashed, 'with hash'],
    [lock.exact, 'exact without hash'],
    [lock.floors, 'range'],
    [lock.unversioned, 'without version'],
    [lock.moving, 'from a moving place'],
  ] as const;
  const told = parts.filter(([count]) => count > 0).map(([count, words]) => `${count} ${words}`);
  return told.length === 0 ? 'no entries' : told.join(', ');
}
