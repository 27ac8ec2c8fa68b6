import { printProof, proofOf, readProof } from '../history/better-proof.ts';
import type { Audit } from '../model/audit.ts';
import { markerText } from '../render/markdown/marker.ts';
import type { StatusRecord } from './comment-facts.ts';
import { commentMarkFields, readCommentMark } from './comment-marker.ts';
import type { Conclusion } from './conclude.ts';
import type { PublishJob } from './publisher.ts';

const FRAGMENT = '#milestone-audit=';

/**
 * Returns whether a status may store the record of its audit: it shows what that audit alone found, and
 * not an error, a change, or the worst of several pull requests.
 */
export function isRecordable({ others, ending }: PublishJob, { state }: Conclusion): boolean {
  return others.length === 0 && ending === undefined && state !== 'error' && state !== 'pending';
}

/** Returns the link with the record in its fragment, which no server is sent. */
export function withRecord(url: string, audit: Audit): string {
  const proof = proofOf(audit);
  const printed = proof === undefined ? '' : printProof(proof);
  return url === '' || printed === '' ? url : `${url}${FRAGMENT}${audit.verdict}~${printed}`;
}

export function withoutRecord(url: string): string {
  return url.split(FRAGMENT)[0] ?? url;
}

const VERDICTS = ['green', 'yellow', 'red'] as const;

/** Returns the record in the link of a commit's status. */
export function recordInLink(url: string, commit: string): StatusRecord | undefined {
  const [, text = ''] = url.split(FRAGMENT);
  const [word = ''] = text.split('~', 1);
  const verdict = VERDICTS.find((one) => one === word);
  const proof = readProof(text.slice(word.length + 1), commit);
  return verdict && proof && { verdict, proof };
}

/** Returns the page of a check run with the record in a marker at its end. */
export function markedSummary(summary: string, audit: Audit, auditKey: string): string {
  return `${summary.trimEnd()}\n\n${markerText('milestone-audit', commentMarkFields(audit, auditKey, ''))}`;
}

/** Returns the record in the page of a check run. */
export function recordInSummary(
  summary: string,
  commit: string,
  auditKey: string,
): StatusRecord | undefined {
  const mark = readCommentMark(summary, auditKey);
  if (mark?.proof === undefined || mark.now?.commit !== commit) return undefined;
  return { verdict: mark.now.verdict, proof: mark.proof };
}
