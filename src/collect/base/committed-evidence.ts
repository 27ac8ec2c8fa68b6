import { auditPaths } from '../../model/audit-paths.ts';
import type { Config } from '../../model/config.ts';
import type { EvidenceFile } from '../../model/evidence-file.ts';
import { MAX_COMMITTED_BYTES, readEvidenceText } from '../../model/evidence-text.ts';
import type { Target } from '../../model/target.ts';
import type { CachedReads } from './cache.ts';
import { readRepositoryText } from './repository-text.ts';

type Committed =
  | { readonly state: 'read'; readonly file: EvidenceFile }
  | { readonly state: 'none' }
  | { readonly state: 'unanswered'; readonly why: string };

/**
 * Returns the evidence that is committed with this milestone's audit, at `head` of the base or default
 * branch, the audit's own commits included, or on the branch of `docs`. Committed evidence that cannot be understood is none: it proves nothing.
 */
export async function committedEvidence(
  reads: CachedReads,
  config: Config,
  { milestone }: Pick<Target, 'milestone'>,
  head: string,
): Promise<Committed> {
  const { docs } = config;
  const branch = docs.kind === 'branch' ? await reads.branchHead(docs.branch) : undefined;
  if (branch?.ok === false) {
    const { kind, message } = branch.error;
    return kind === 'missing' ? { state: 'none' } : { state: 'unanswered', why: message };
  }
  const { evidence } = auditPaths(config.docsPath, milestone.id, config.auditKey);
  const commit = branch?.ok === true ? branch.value : head;
  const text = await readRepositoryText(reads, commit, evidence, MAX_COMMITTED_BYTES);
  if (text.state === 'unreadable' && text.unanswered) return { state: 'unanswered', why: text.why };
  const read = text.state === 'found' ? readEvidenceText(text.text) : undefined;
  return read?.state === 'read' ? { state: 'read', file: read.bundle } : { state: 'none' };
}
