import type { Audit } from '../model/audit.ts';
import { readMarker } from '../render/markdown/marker.ts';
import { printSnapshot, readSnapshot, type Snapshot, snapshotOf } from '../render/snapshot.ts';

const NAME = 'milestone-audit';

/** Content of the marker: the audited commit, the age of the evidence, and the run that wrote it. */
export interface CommentMark {
  readonly sha: string;
  /** ISO 8601, or empty when there was no evidence. */
  readonly evidence: string;
  /** Page of the run that wrote the comment, whose job summary it links to. */
  readonly run: string;
  /** The comment's audit and the one it is compared with. */
  readonly now?: Snapshot;
  readonly before?: Snapshot;
}

/**
 * Returns the fields of the marker at the end of a comment.
 *
 * They include the run, so that a later audit of the same evidence can write the same bytes and
 * leave the comment unchanged. They also include the audit that the comment is compared with, because
 * the next audit of the same evidence must compare with the same one.
 */
export function commentMarkFields(
  audit: Audit,
  auditKey: string,
  run: string,
  before?: Snapshot,
): Readonly<Record<string, string>> {
  return {
    key: auditKey,
    evidence: audit.evidence_completed_at ?? '',
    run,
    now: printSnapshot(snapshotOf(audit)),
    ...(before === undefined ? {} : { before: printSnapshot(before) }),
  };
}

/**
 * Returns the audit to compare with, from the existing comment: that comment's audit if it was judged
 * by other evidence, otherwise the one it was compared with. A pending audit is not compared with.
 */
export function comparedWith(audit: Audit, { now, before }: CommentMark): Snapshot | undefined {
  if (now === undefined || now.evidence === snapshotOf(audit).evidence) return before;
  return now.outcome === 'PENDING' ? before : now;
}

/** Parses the marker at the end of a body, or at its start, where older versions put it; undefined without one, or with another audit key. */
export function readCommentMark(body: string, auditKey: string): CommentMark | undefined {
  const fields = readMarker(body, NAME);
  if (fields === undefined || (fields['key'] ?? '') !== auditKey) return undefined;
  const { evidence = '', run = '' } = fields;
  const now = readSnapshot(fields['now'] ?? '');
  const sha = now?.commit ?? fields['sha'] ?? '';
  const before = readSnapshot(fields['before'] ?? '');
  return { sha, evidence, run, ...(now && { now }), ...(before && { before }) };
}
