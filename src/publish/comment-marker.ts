import { readMarker } from '../markdown/marker.ts';
import type { Audit } from '../model/audit.ts';

const name = 'milestone-audit';

/** What our marker says: of which commit, from how new evidence, written by which run. */
export interface CommentMark {
  readonly sha: string;
  /** ISO 8601, or empty when there was no evidence. */
  readonly evidence: string;
  /** Address of the run that wrote it, whose job summary the comment links to. */
  readonly run: string;
}

/**
 * Fields of the marker a comment begins with.
 *
 * The run is among them so that a later audit of the same evidence can write the page as that run
 * did and find it unchanged to the byte: the summary that the comment links to says the same.
 */
export function commentMarkFields(
  audit: Audit,
  auditKey: string,
  run: string,
): Readonly<Record<string, string>> {
  const evidence = audit.evidence_completed_at ?? '';
  return { key: auditKey, sha: audit.commits.audited, evidence, run };
}

/** Reads the marker at the very start of a body; undefined for another's or another key's. */
export function readCommentMark(body: string, auditKey: string): CommentMark | undefined {
  const fields = readMarker(body, name);
  if (fields === undefined || (fields['key'] ?? '') !== auditKey) return undefined;
  const { sha = '', evidence = '', run = '' } = fields;
  return { sha, evidence, run };
}
