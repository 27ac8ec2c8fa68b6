import { sanitize } from '../lib/sanitize.ts';
import type { Audit } from '../model/audit.ts';
import { printOverall, verdictWords } from './format/labels.ts';
import { MAX_STATUS_POINTS } from './markdown/size.ts';

/** Returns the commit status in one line of at most 140 code points: verdict, score, and reason. */
export function describeStatus(audit: Audit): string {
  const { milestone, reason } = audit;
  return sanitize(
    `${verdictWords(audit)}: ${milestone} ${printOverall(audit)}. ${reason}`,
    MAX_STATUS_POINTS,
  );
}
