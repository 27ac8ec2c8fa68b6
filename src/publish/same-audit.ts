import type { FileAddition, Tree } from '../model/forge.ts';
import type { PublishJob } from './publisher.ts';

/** An audit's JSON without the event that asked for it; undefined for what is no JSON object. */
function withoutEvent(text: string): string | undefined {
  try {
    const audit: unknown = JSON.parse(text);
    if (typeof audit !== 'object' || audit === null || Array.isArray(audit)) return undefined;
    return JSON.stringify({ ...audit, event: '' });
  } catch {
    return undefined;
  }
}

/**
 * Whether a branch holds this very audit, asked for by another event: the document is the same to the
 * byte and the JSON is but for the event's name. A schedule or a dispatch then commits nothing, and
 * the evidence stays the one that the audit was first made from.
 */
export async function holdsSameAudit(
  job: PublishJob,
  tree: Tree,
  changed: readonly FileAddition[],
): Promise<boolean> {
  const { document, json } = job.audit.paths;
  const ours = changed.find(({ path }) => path === json);
  const there = tree.entries.find(({ path }) => path === json);
  const rewritten = changed.some(({ path }) => path === document);
  if (rewritten || ours === undefined || there === undefined) return false;
  const bytes = await job.forge.blob(there.blob);
  if (!bytes.ok) return false;
  const theirs = withoutEvent(new TextDecoder().decode(bytes.value));
  return theirs !== undefined && theirs === withoutEvent(ours.text);
}
