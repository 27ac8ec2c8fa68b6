import type { Tree } from '../model/forge.ts';
import { ok, type Result } from '../model/result.ts';
import type { PublishJob } from './publisher.ts';

interface Stamp {
  readonly audited: string;
  readonly evidence: string;
  /** Commit of the config it was judged by. */
  readonly policy: string;
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
    const policy = member(member(audit, 'commits'), 'policy');
    if (typeof audited !== 'string') return undefined;
    const said = (value: unknown): string => (typeof value === 'string' ? value : '');
    return { audited, evidence: said(evidence), policy: said(policy) };
  } catch {
    return undefined;
  }
}

/** What a newer audit that is there is of: our very commit, or another one. */
export type NewerAudit = 'same-commit' | 'other-commit';

/** Of one commit and the same evidence, the audit by the later config is newer. */
async function hasLaterPolicy(job: PublishJob, there: Stamp): Promise<boolean> {
  const ours = job.audit.commits.policy;
  if (there.policy === '' || there.policy === ours) return false;
  const between = await job.forge.compare(ours, there.policy);
  return between.ok && between.value.mergeBase === ours;
}

/** Of two commits the descendant is newer; of one commit, or of two branches, the newer evidence. */
async function newerOf(job: PublishJob, there: Stamp): Promise<NewerAudit | undefined> {
  const ours = job.audit.commits.audited;
  const evidence = job.audit.evidence_completed_at ?? '';
  const newerEvidence = there.evidence > evidence;
  if (there.audited === ours) {
    const later = there.evidence === evidence && (await hasLaterPolicy(job, there));
    return newerEvidence || later ? 'same-commit' : undefined;
  }
  const between = await job.forge.compare(ours, there.audited);
  const mergeBase = between.ok ? between.value.mergeBase : undefined;
  if (mergeBase === ours) return 'other-commit';
  return mergeBase !== there.audited && newerEvidence ? 'other-commit' : undefined;
}

/** The audit of this milestone that a branch already holds, when ours must not overwrite it. */
export async function newerAudit(
  job: PublishJob,
  tree: Tree,
): Promise<Result<NewerAudit | undefined>> {
  const { json } = job.audit.paths;
  const entry = tree.entries.find(({ path }) => path === json);
  if (entry === undefined) return ok(undefined);
  const bytes = await job.forge.blob(entry.blob);
  // What cannot be read may be newer: nothing is written over it.
  if (!bytes.ok) return bytes;
  const stamp = stampOf(new TextDecoder().decode(bytes.value));
  return ok(stamp === undefined ? undefined : await newerOf(job, stamp));
}
