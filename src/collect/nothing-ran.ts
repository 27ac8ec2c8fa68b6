import type { Bundle } from '../model/bundle.ts';
import type { Stopped } from './place.ts';

export interface NothingRan {
  readonly state: 'nothing-ran';
  readonly sha: string;
  readonly why: string;
}

/**
 * Whether there is nothing at all to audit: no run of the commit, not even of other code, and no
 * report that was handed over. That is a mistake of whoever started it, not a verdict on the code
 * (docs/adr/0001-no-run-at-all.md); so is a token that may not look for runs.
 */
export function nothingRan({ target, evidence }: Bundle): NothingRan | Stopped | undefined {
  const { runs, tests, coverage, findings } = evidence;
  const sha = target.commits.audited;
  if (target.occasion.kind === 'local' || runs.state === 'present') return undefined;
  if ([tests, coverage, findings].some((reports) => reports.state === 'present')) return undefined;
  return runs.state === 'absent'
    ? { state: 'nothing-ran', sha, why: runs.why }
    : { state: 'trouble', sha, message: runs.why };
}
