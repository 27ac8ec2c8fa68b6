import type { AuditSource } from '../model/audit.ts';
import type { AuditArtifact } from '../model/audit-evidence.ts';
import type { ArtifactRecord, ExpectedSource } from '../model/reports.ts';

/** Every expected source and how it ended, in the order they were declared. */
export function auditSources(sources: readonly ExpectedSource[]): readonly AuditSource[] {
  return sources.map(({ kind, what, state, required, why, source }) => ({
    kind,
    expected: what,
    state,
    required,
    run_id: source?.runId ?? null,
    attempt: source?.attempt ?? null,
    artifact_id: source?.artifactId ?? null,
    digest: source?.digest ?? null,
    why,
  }));
}

/** The artifacts of the evidence set, read or not, by run and id. */
export function auditArtifacts(artifacts: readonly ArtifactRecord[]): readonly AuditArtifact[] {
  return [...artifacts]
    .sort((a, b) => a.runId - b.runId || a.id - b.id)
    .map((artifact) => ({
      id: artifact.id,
      name: artifact.name,
      run_id: artifact.runId,
      attempt: artifact.attempt,
      bytes: artifact.bytes,
      digest: artifact.digest ?? null,
      state: artifact.state,
      why: artifact.why,
    }));
}
