import type { EvidenceFile } from '../model/evidence-file.ts';
import type { Stopped } from './trigger/trigger.ts';

export interface NothingRan {
  readonly state: 'nothing-ran';
  readonly sha: string;
  readonly why: string;
}

/** What was noticed on the way may be why: a pull request whose runs could not be asked for. */
const MAX_NOTICES = 5;

/**
 * Whether there is nothing at all to audit: no run of the commit, not even of other code, and no
 * report that was handed over. That is a mistake of whoever started it, not a verdict on the code
 * (docs/adr/0001-no-run-at-all.md); so is a token that may not look for runs.
 */
export function nothingRan(bundle: EvidenceFile): NothingRan | Stopped | undefined {
  const { target, evidence, notices } = bundle;
  const { runs, tests, coverage, findings } = evidence;
  const sha = target.commits.audited;
  if (target.occasion.kind === 'local' || runs.state === 'present') return undefined;
  if ([tests, coverage, findings].some((reports) => reports.state === 'present')) return undefined;
  const why = [runs.why, ...notices.slice(0, MAX_NOTICES)].join('\n');
  return runs.state === 'absent'
    ? { state: 'nothing-ran', sha, why }
    : { state: 'trouble', sha, message: runs.why };
}
