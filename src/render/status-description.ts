import { sanitize } from '../lib/sanitize.ts';
import type { Audit } from '../model/audit.ts';
import { decisiveFacts } from './format/decision.ts';
import { verdictWords } from './format/labels.ts';
import { MAX_STATUS_POINTS } from './markdown/size.ts';

/** Returns the commit status in one line of at most 140 code points: the verdict and what decides it. */
export function describeStatus(audit: Audit): string {
  const facts = decisiveFacts(audit);
  const words = verdictWords(audit);
  return sanitize(facts.length === 0 ? words : `${words}: ${facts.join('; ')}`, MAX_STATUS_POINTS);
}
