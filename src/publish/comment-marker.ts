import type { Audit } from '../model/audit.ts';
import { readMarker } from '../render/markdown/marker.ts';
import { printSnapshot, readSnapshot, type Snapshot, snapshotOf } from '../render/snapshot.ts';

const name = 'milestone-audit';

/** What our marker says: of which commit, from how new evidence, written by which run. */
export interface CommentMark {
  readonly sha: string;
  /** ISO 8601, or empty when there was no evidence. */
  readonly evidence: string;
  /** Address of the run that wrote it, whose job summary the comment links to. */
  readonly run: string;
  /** The audit it tells of, and the one it is compared with; absent in what older versions wrote. */
  readonly now?: Snapshot;
  readonly before?: Snapshot;
}

/**
 * Fields of the marker a comment begins with.
 *
 * The run is among them so that a later audit of the same evidence can write the page as that run
 * did and find it unchanged to the byte: the summary that the comment links to says the same. So is
 * what the comment is compared with, not only what it says: the next audit of the same evidence must
 * compare with the same.
 */
export function commentMarkFields(
  audit: Audit,
  auditKey: string,
  run: string,
  before?: Snapshot,
): Readonly<Record<string, string>> {
  return {
    key: auditKey,
    sha: audit.commits.audited,
    evidence: audit.evidence_completed_at ?? '',
    run,
    now: printSnapshot(snapshotOf(audit)),
    ...(before === undefined ? {} : { before: printSnapshot(before) }),
  };
}

/**
 * What a comment about `audit` is compared with, from the comment that stands there: the audit it
 * tells of, when that was judged by other evidence, else what it was compared with itself. An audit
 * that was still waiting for runs is none to compare with.
 */
export function comparedWith(audit: Audit, { now, before }: CommentMark): Snapshot | undefined {
  if (now === undefined || now.evidence === snapshotOf(audit).evidence) return before;
  return now.outcome === 'PENDING' ? before : now;
}

/** Reads the marker at the very start of a body; undefined for another's or another key's. */
export function readCommentMark(body: string, auditKey: string): CommentMark | undefined {
  const fields = readMarker(body, name);
  if (fields === undefined || (fields['key'] ?? '') !== auditKey) return undefined;
  const { sha = '', evidence = '', run = '' } = fields;
  const now = readSnapshot(fields['now'] ?? '');
  const before = readSnapshot(fields['before'] ?? '');
  return { sha, evidence, run, ...(now && { now }), ...(before && { before }) };
}
