import type { Tree } from '../model/forge.ts';
import type { PublishJob } from './publisher.ts';

interface Stamp {
  readonly audited: string;
  readonly evidence: string;
}

function member(value: unknown, key: string): unknown {
  return typeof value === 'object' && value !== null && Object.hasOwn(value, key)
    ? (value as Readonly<Record<string, unknown>>)[key]
    : undefined;
}

/** What an audit's JSON says of its age; undefined for anything that is no such JSON. */
function stampOf(text: string): Stamp | undefined {
  try {
    const audit: unknown = JSON.parse(text);
    const audited = member(member(audit, 'commits'), 'audited');
    const evidence = member(audit, 'evidence_completed_at');
    if (typeof audited !== 'string') return undefined;
    return { audited, evidence: typeof evidence === 'string' ? evidence : '' };
  } catch {
    return undefined;
  }
}

/** Of two commits the descendant is newer; of one commit, or of two branches, the newer evidence. */
async function isNewer(job: PublishJob, there: Stamp): Promise<boolean> {
  const ours = job.audit.commits.audited;
  const newerEvidence = there.evidence > (job.audit.evidence_completed_at ?? '');
  if (there.audited === ours) return newerEvidence;
  const between = await job.forge.compare(ours, there.audited);
  if (!between.ok) return newerEvidence;
  const { mergeBase } = between.value;
  if (mergeBase === ours) return true;
  return mergeBase !== there.audited && newerEvidence;
}

/** Whether the branch already holds an audit of this milestone that ours must not overwrite. */
export async function holdsNewerAudit(job: PublishJob, tree: Tree): Promise<boolean> {
  const { json } = job.audit.paths;
  const entry = tree.entries.find(({ path }) => path === json);
  if (entry === undefined) return false;
  const bytes = await job.forge.blob(entry.blob);
  if (!bytes.ok) return false;
  const stamp = stampOf(new TextDecoder().decode(bytes.value));
  return stamp !== undefined && (await isNewer(job, stamp));
}
