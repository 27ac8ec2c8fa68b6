import { proofOf, whyKept } from '../history/better-proof.ts';
import { indexByPath } from '../lib/memoize.ts';
import { type Audit, readAudit } from '../model/audit.ts';
import type { FileAddition, Tree } from '../model/forge.ts';
import { ok, orNone, type Result } from '../model/result.ts';
import type { PublishJob } from './publisher.ts';

/** What a newer audit on the branch is of: our commit, or another one. */
export type NewerAudit = 'same-commit' | 'other-commit' | BetterAudit;

/** One of our commit that is not newer and rests on more evidence. */
export interface BetterAudit {
  readonly verdict: Audit['verdict'];
  readonly why: string;
}

interface AuditAge {
  readonly audited: string;
  readonly evidence: string;
  /** Commit of the config that the audit was judged by. */
  readonly policy: string;
}

/** Returns whether a branch has an audit of this milestone that ours must not overwrite: a newer or better one. */
export async function newerAudit(
  job: PublishJob,
  tree: Tree,
): Promise<Result<NewerAudit | undefined>> {
  const { json } = job.audit.paths;
  const entry = indexByPath(tree.entries).get(json);
  if (entry === undefined) return ok(undefined);
  const bytes = await job.forge.blob(entry.blob);
  // A file that cannot be read may be newer, so it is not overwritten.
  if (!bytes.ok) return bytes;
  const text = new TextDecoder().decode(bytes.value);
  const age = ageOf(text);
  if (age === undefined) return ok(undefined);
  const better = betterIn(job, text);
  return better === undefined ? compareAge(job, age) : ok(better);
}

/** Returns the audit of our commit that had evidence that is lost now, and that was too large to commit. */
function betterIn({ audit }: PublishJob, text: string): BetterAudit | undefined {
  const theirs = readAudit(text);
  if (theirs.state !== 'read') return undefined;
  const why = whyKept(proofOf(theirs.audit), theirs.audit.verdict, audit);
  return why === undefined ? undefined : { verdict: theirs.audit.verdict, why };
}

/** Of two commits the descendant is newer; of one commit, or of two branches, the newer evidence. */
async function compareAge(
  job: PublishJob,
  theirs: AuditAge,
): Promise<Result<NewerAudit | undefined>> {
  const ours = job.audit.commits.audited;
  const evidence = job.audit.evidence_completed_at ?? '';
  const newerEvidence = theirs.evidence > evidence;
  if (theirs.audited === ours) {
    if (newerEvidence) return ok('same-commit');
    return theirs.evidence === evidence ? laterPolicy(job, theirs) : ok(undefined);
  }
  const between = orNone(await job.forge.compare(ours, theirs.audited));
  if (!between.ok) return between;
  const mergeBase = between.value?.mergeBase;
  const isOlder = mergeBase === theirs.audited;
  return ok(mergeBase === ours || (newerEvidence && !isOlder) ? 'other-commit' : undefined);
}

/** With the same commit and evidence, the audit judged by the later config is newer. */
async function laterPolicy(
  job: PublishJob,
  theirs: AuditAge,
): Promise<Result<NewerAudit | undefined>> {
  const ours = job.audit.commits.policy;
  if (theirs.policy === '' || theirs.policy === ours) return ok(undefined);
  const between = orNone(await job.forge.compare(ours, theirs.policy));
  if (!between.ok) return between;
  return ok(between.value?.mergeBase === ours ? 'same-commit' : undefined);
}

/** Returns undefined for anything that is not an audit's JSON. */
function ageOf(text: string): AuditAge | undefined {
  const audit = objectIn(text);
  const commits = audit?.['commits'];
  if (!isObject(commits) || typeof commits['audited'] !== 'string') return undefined;
  const textOr = (value: unknown): string => (typeof value === 'string' ? value : '');
  return {
    audited: commits['audited'],
    evidence: textOr(audit?.['evidence_completed_at']),
    policy: textOr(commits['policy']),
  };
}

/**
 * Whether a branch has this audit from another event: the document is equal, and the JSON is equal
 * except for the event's name. A schedule or a dispatch then commits nothing, and the evidence stays
 * that of the first audit.
 */
export async function isSameAudit(
  job: PublishJob,
  tree: Tree,
  changed: readonly FileAddition[],
): Promise<Result<boolean>> {
  const { document, json } = job.audit.paths;
  const ours = changed.find(({ path }) => path === json);
  const theirs = indexByPath(tree.entries).get(json);
  const rewritten = changed.some(({ path }) => path === document);
  if (rewritten || ours === undefined || theirs === undefined) return ok(false);
  const bytes = await job.forge.blob(theirs.blob);
  if (!bytes.ok) return bytes;
  const text = withoutEvent(new TextDecoder().decode(bytes.value));
  return ok(text !== undefined && text === withoutEvent(String(ours.content)));
}

function withoutEvent(text: string): string | undefined {
  const audit = objectIn(text);
  if (audit === undefined) return undefined;
  // The event's name is part of the saved evidence, and so of its digest and size.
  const saved = isObject(audit['evidence']) ? audit['evidence'] : {};
  const evidence = { ...saved, sha256: '', bytes: 0 };
  return JSON.stringify({ ...audit, event: '', evidence });
}

type JsonObject = Readonly<Record<string, unknown>>;

function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Parses a JSON object; undefined for anything else. */
function objectIn(text: string): JsonObject | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}
