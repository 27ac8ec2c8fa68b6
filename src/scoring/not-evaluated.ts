import type { Audit } from '../model/audit.ts';
import type { Verdict } from '../model/verdict.ts';

/** Everything that could not be measured, with the reason: appendix D, and never an empty promise. */
export function notEvaluated(verdicts: readonly Verdict[]): Audit['not_evaluated'] {
  return verdicts.flatMap(({ title, rule, finding }) =>
    finding.state === 'unknown' ? [{ what: `${title} (${rule})`, why: finding.why }] : [],
  );
}
