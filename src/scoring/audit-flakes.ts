import type { DeferralCover } from '../analysis/deferrals.ts';
import { flakyTests, unstableJobs } from '../analysis/flakes.ts';
import { runSource } from '../analysis/runs.ts';
import { currentReports } from '../analysis/test-reports.ts';
import type { EvidenceFile } from '../model/evidence-file.ts';
import type { AuditFlake } from '../model/history.ts';
import { evidenceOr, type LocateSource } from './evidence-values.ts';

/** Returns appendix C: jobs and tests that failed and passed on the same code. */
export function auditFlakes(
  file: EvidenceFile,
  cover: DeferralCover,
  locate: LocateSource,
): readonly AuditFlake[] {
  const milestone = file.milestone.id;
  const counted = currentReports(evidenceOr(file, 'tests', []), file.evidence.runs);
  const own = evidenceOr(file, 'runs', []).filter(({ relation }) => relation !== 'stale');
  const jobs = unstableJobs(own, cover, new Set()).filter(
    ({ executions, failures }) => executions > failures,
  );
  return [
    ...jobs.map(
      ({ name, run, attempt, job, failures, executions }): AuditFlake => ({
        name,
        kind: job === undefined ? 'run' : 'job',
        first_seen: milestone,
        count: failures,
        evidence: `failed ${failures} of ${executions} times on this code`,
        source: locate(runSource(run, attempt, job)),
      }),
    ),
    ...flakyTests(counted, cover).map(
      ({ name, source }): AuditFlake => ({
        name,
        kind: 'test',
        first_seen: milestone,
        count: 1,
        evidence: 'passed only on a retry',
        source: locate(source),
      }),
    ),
  ];
}

/** Number of audits without a flake after which it counts as fixed. */
const QUIET_UNTIL_FIXED = 3;

/**
 * Continues the log of flakes from the previous audit. A flake that was not seen is quiet; audits
 * that did not measure its kind do not count.
 */
export function flakesOverTime(
  now: readonly AuditFlake[],
  before: readonly AuditFlake[],
  milestone: string,
  measured: { readonly runs: boolean; readonly tests: boolean },
): readonly AuditFlake[] {
  const known = new Map(before.map((flake) => [keyOf(flake), flake]));
  const seen = new Set(now.map(keyOf));
  const active = now.map((flake): AuditFlake => {
    const old = known.get(keyOf(flake));
    const count = flake.count + (old?.count ?? 0);
    const first_seen = old?.first_seen ?? flake.first_seen;
    return { ...flake, first_seen, count, last_seen: milestone, state: 'active', quiet_for: 0 };
  });
  const quiet = before
    .filter((flake) => !seen.has(keyOf(flake)))
    .map((flake) => quieter(flake, flake.kind === 'test' ? measured.tests : measured.runs));
  return [...active, ...quiet];
}

function quieter(flake: AuditFlake, could: boolean): AuditFlake {
  const quiet_for = (flake.quiet_for ?? 0) + (could ? 1 : 0);
  const still = quiet_for === 0 ? 'active' : 'quiet';
  const state = quiet_for >= QUIET_UNTIL_FIXED ? 'fixed' : still;
  return { ...flake, last_seen: flake.last_seen ?? flake.first_seen, state, quiet_for };
}

function keyOf({ kind, name }: AuditFlake): string {
  return `${kind} ${name}`;
}
