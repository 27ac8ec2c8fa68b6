import {
  changeBetween,
  type ProofRecord,
  printProof,
  proofOf,
  readProof,
} from '../history/better-proof.ts';
import { sanitize } from '../lib/sanitize.ts';
import type { Audit } from '../model/audit.ts';
import { readMarker } from '../render/markdown/marker.ts';
import { toMarkdown } from '../render/markdown/serialize.ts';
import { paragraph, root, text } from '../render/markdown/tree.ts';
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
  /** Why the audit replaced another one of its commit; empty when it did not. */
  readonly change: string;
  /** What a later audit of the commit has to reach; absent while it waited for runs. */
  readonly proof?: ProofRecord;
}

/** Maximum length of the words that name a change, in code points. */
const MAX_CHANGE = 200;

/** What a comment is compared with. */
export interface Compared {
  readonly before?: Snapshot;
  /** What changed when the audit replaces one of the same commit. */
  readonly change?: string;
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
  { before, change }: Compared = {},
): Readonly<Record<string, string>> {
  const proof = proofOf(audit);
  return {
    key: auditKey,
    evidence: audit.evidence_completed_at ?? '',
    run,
    now: printSnapshot(snapshotOf(audit)),
    ...(proof === undefined ? {} : { proof: printProof(proof) }),
    ...(before === undefined ? {} : { before: printSnapshot(before) }),
    ...(change === undefined ? {} : { change }),
  };
}

/**
 * Returns what to compare with, from the existing comment: that comment's audit if it was judged by
 * other evidence, otherwise what it was compared with. A pending audit is not compared with.
 */
export function comparedWith(audit: Audit, { now, before, change, proof }: CommentMark): Compared {
  const isSame = now === undefined || now.evidence === snapshotOf(audit).evidence;
  if (isSame || now.outcome === 'PENDING') {
    return { ...(before && { before }), ...(isSame && change !== '' && { change }) };
  }
  const changed = changeBetween(proof, audit);
  // As the marker stores it, so that the next audit of the same evidence writes the same bytes.
  return { before: now, ...(changed && { change: sanitize(changed, MAX_CHANGE) }) };
}

/** Parses the marker at the end of a body, or at its start, where older versions put it; undefined without one, or with another audit key. */
export function readCommentMark(body: string, auditKey: string): CommentMark | undefined {
  const fields = readMarker(body, NAME);
  if (fields === undefined || (fields['key'] ?? '') !== auditKey) return undefined;
  const { evidence = '', run = '' } = fields;
  const now = readSnapshot(fields['now'] ?? '');
  const sha = now?.commit ?? fields['sha'] ?? '';
  const before = readSnapshot(fields['before'] ?? '');
  const proof = readProof(fields['proof'] ?? '', sha);
  const { change = '' } = fields;
  return {
    ...{ sha, evidence, run, change },
    ...(now && { now }),
    ...(before && { before }),
    ...(proof && { proof }),
  };
}

/** Ends the marker of a comment with a note, which is the paragraph before the marker. */
const NOTED = ' kept=yes -->';

/** Returns our comment with a note, which replaces an earlier one; unchanged if its marker is not last. */
export function withNote(body: string, note: string): string {
  const at = body.lastIndexOf('\n<!-- ');
  const mark = body.slice(at + 1);
  if (at === -1 || readMarker(mark, NAME) === undefined) return body;
  const hasNote = mark.endsWith(NOTED);
  const above = body.slice(0, at).trimEnd();
  const shown = hasNote ? above.slice(0, above.lastIndexOf('\n')).trimEnd() : above;
  const line = toMarkdown(root(paragraph(text(note, 400)))).trimEnd();
  const marked = hasNote ? mark : `${mark.slice(0, -' -->'.length)}${NOTED}`;
  return `${shown}\n\n${line}\n\n${marked}`;
}
