import { markerText, readMarker } from '../markdown/marker.ts';
import type { Audit } from '../model/audit.ts';

const name = 'milestone-audit';

/** What our marker says: whose comment, of which commit, from how new evidence. */
export interface CommentMark {
  readonly key: string;
  readonly sha: string;
  /** ISO 8601, or empty when there was no evidence. */
  readonly evidence: string;
}

/**
 * The line a comment begins with. It holds nothing that differs between two audits of the same
 * evidence, so that an unchanged comment stays unchanged to the byte.
 */
export function commentMarker(audit: Audit, auditKey: string): string {
  const evidence = audit.evidence_completed_at ?? '';
  return markerText(name, { key: auditKey, sha: audit.commits.audited, evidence });
}

/** Reads the marker at the very start of a body; undefined for another's or another key's. */
export function readCommentMark(body: string, auditKey: string): CommentMark | undefined {
  const fields = readMarker(body, name);
  if (fields === undefined || (fields['key'] ?? '') !== auditKey) return undefined;
  return { key: auditKey, sha: fields['sha'] ?? '', evidence: fields['evidence'] ?? '' };
}
