import { sanitize } from '../lib/sanitize.ts';
import type { Audit } from '../model/audit.ts';
import { printOverall } from './format/labels.ts';
import { MAX_STATUS_POINTS } from './markdown/size.ts';

/** Returns the commit status in one line of at most 140 code points: score, verdict, and reason. */
export function describeStatus(audit: Audit): string {
  const { milestone, outcome, score, verdict, reason } = audit;
  const state = `${milestone}: ${printOverall(score)}, ${verdict}`;
  const shown = outcome === 'COMPLETE' ? state : `${state}, ${OUTCOMES[outcome]}`;
  return sanitize(`${shown}. ${reason}`, MAX_STATUS_POINTS);
}

const OUTCOMES: Readonly<Record<Audit['outcome'], string>> = {
  COMPLETE: 'complete',
  INCOMPLETE: 'incomplete',
  INSUFFICIENT_EVIDENCE: 'insufficient evidence',
  PENDING: 'pending',
};
