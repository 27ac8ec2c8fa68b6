import { apiErrorText } from '../../model/api-error-text.ts';
import { type AuditPlaces, isGeneratedPath } from '../../model/audit-paths.ts';
import type { Commit } from '../../model/forge.ts';
import type { CachedReads } from '../base/cache.ts';
import { rangeStart, type Trigger } from './trigger.ts';

export interface BelowGenerated {
  readonly audited: Commit;
  /** Newest first. */
  readonly generated: readonly string[];
  readonly notices: readonly string[];
}

/** A branch with more audit commits in a row than this has something else wrong with it. */
const MAX_GENERATED = 20;

/**
 * Skips commits on top that touch only files the audit generates, so that the audit of an audit
 * commit is the audit of the code under it. An empty commit is nobody's file and is not skipped.
 */
export async function belowGenerated(
  trigger: Trigger,
  places: AuditPlaces,
): Promise<BelowGenerated> {
  const { reads, head } = trigger;
  const generated: string[] = [];
  let audited = head;
  if (await rangeIsClean(trigger, places)) return { audited, generated, notices: [] };
  while (generated.length < MAX_GENERATED) {
    const below = await parentIfGenerated(reads, audited, places);
    if (typeof below === 'string') return { audited, generated, notices: [below] };
    if (below === undefined) break;
    generated.push(audited.sha);
    audited = below;
  }
  return { audited, generated, notices: [] };
}

/** The whole pull request's files are asked for anyway; most hold no file of an audit. */
async function rangeIsClean(trigger: Trigger, places: AuditPlaces): Promise<boolean> {
  if (trigger.occasion.kind !== 'pull-request') return false;
  const range = await trigger.reads.compare(rangeStart(trigger), trigger.head.sha);
  if (!range.ok || range.value.truncated) return false;
  return range.value.files.every((file) => !isGeneratedPath(file.path, places));
}

async function parentIfGenerated(
  reads: CachedReads,
  commit: Commit,
  places: AuditPlaces,
): Promise<Commit | string | undefined> {
  const [parent] = commit.parents;
  if (parent === undefined) return undefined;
  const own = await reads.compare(parent, commit.sha);
  if (!own.ok) {
    return `the files of commit ${commit.sha.slice(0, 7)} could not be read: ${apiErrorText(own.error)}`;
  }
  const { files, truncated } = own.value;
  if (truncated || files.length === 0) return undefined;
  if (!files.every((file) => touchesOnlyGenerated(file, places))) return undefined;
  const below = await reads.commit(parent);
  return below.ok
    ? below.value
    : `commit ${parent.slice(0, 7)} could not be read: ${apiErrorText(below.error)}`;
}

/** A rename moves a file out of its old trigger too. */
export function touchesOnlyGenerated(
  file: { readonly path: string; readonly previousPath?: string },
  places: AuditPlaces,
): boolean {
  return (
    isGeneratedPath(file.path, places) &&
    (file.previousPath === undefined || isGeneratedPath(file.previousPath, places))
  );
}

/**
 * The policy ref as the audit states it. The audit's own commits on top of what is audited are left
 * out: they change no policy, and naming them would change the bytes of the next audit, which would
 * then commit again, without end.
 */
export async function policyCommit(
  { head, occasion, policy, reads }: Trigger,
  { audited }: BelowGenerated,
  places: AuditPlaces,
): Promise<string> {
  if (policy.sha === head.sha) return audited.sha;
  if (occasion.kind !== 'merged') return policy.sha;
  const since = await reads.compare(head.sha, policy.sha);
  if (!since.ok || since.value.truncated || since.value.files.length === 0) return policy.sha;
  const own = since.value.files.every((file) => touchesOnlyGenerated(file, places));
  return own ? audited.sha : policy.sha;
}
