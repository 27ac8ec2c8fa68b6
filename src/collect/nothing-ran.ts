import type { Bundle } from '../model/bundle.ts';

/**
 * Whether there is nothing at all to audit: no run of the commit, not even of other code, and no
 * report that was handed over. That is a mistake of whoever started it, not a verdict on the code
 * (docs/adr/0001-no-run-at-all.md).
 */
export function nothingRan({
  target,
  evidence,
}: Bundle):
  | { readonly state: 'nothing-ran'; readonly sha: string; readonly why: string }
  | undefined {
  const { runs, tests, coverage, findings } = evidence;
  if (target.occasion.kind === 'local' || runs.state !== 'absent') return undefined;
  if ([tests, coverage, findings].some((reports) => reports.state === 'present')) return undefined;
  return { state: 'nothing-ran', sha: target.commits.audited, why: runs.why };
}
