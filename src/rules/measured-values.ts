import { type JobCoverage, percentOf } from '../analysis/coverage-reports.ts';
import type { RanStep } from '../analysis/runs.ts';
import { jobOutcome } from '../model/current-attempt.ts';
import type { Threshold } from '../workflow/thresholds/threshold-commands.ts';

const ISTANBUL = ['istanbul', 'istanbul-summary', 'lcov', 'clover', 'cobertura', 'log:istanbul'];
const COVERAGE_PY = ['cobertura', 'coverage-py', 'lcov', 'log:coverage-py'];

/** Report formats of the tools that have thresholds, by their documentation; another tool: any. */
const FORMATS: Readonly<Record<string, readonly string[]>> = {
  'coverage.py': COVERAGE_PY,
  jest: ISTANBUL,
  vitest: ISTANBUL,
  nyc: ISTANBUL,
  karma: ISTANBUL,
  jacoco: ['jacoco'],
  kover: ['jacoco'],
  cargo: ['lcov', 'cobertura'],
};

/** The percentage of one report by the metric of a threshold. */
export interface Measured {
  readonly percent: number;
  /** What it counts: `of lines`. */
  readonly what: string;
  readonly of: JobCoverage;
}

/** The coverage that a threshold may be compared with, the lowest first. */
export interface MeasuredValues {
  /** Of the job whose step enforces it. */
  readonly own: readonly Measured[];
  /** Perhaps of that job. */
  readonly unclear: readonly Measured[];
}

/**
 * Returns the coverage of the tool of a threshold that is, or may be, of the job of its step. Without
 * a step it may be of any. `chosen`: the config names the report, so it belongs to the threshold.
 */
export function measuredFor(
  threshold: Threshold,
  step: RanStep | undefined,
  reports: readonly JobCoverage[],
  chosen: boolean,
): MeasuredValues {
  const formats = FORMATS[threshold.tool];
  const values = reports
    .filter(({ format }) => formats?.some((one) => format.split('+').includes(one)) ?? true)
    .flatMap((of): (Measured & { readonly owner: Owner })[] => {
      const count = countFor(threshold, of);
      const owner = chosen ? 'own' : ownerOf(of, step);
      return count === undefined ? [] : [{ ...count, of, owner }];
    })
    .toSorted((a, b) => a.percent - b.percent);
  return {
    own: values.filter(({ owner }) => owner === 'own'),
    unclear: values.filter(({ owner }) => owner === 'unclear'),
  };
}

type Owner = 'own' | 'other' | 'unclear';

/** Returns whether a report is of the job of a step, and of no other. */
function ownerOf(report: JobCoverage, step: RanStep | undefined): Owner {
  if (step === undefined) return 'unclear';
  const { runId } = report.source;
  // A file of the workspace is of the job that audits.
  if (runId === undefined) return step.job.own ? 'own' : 'other';
  if (runId !== step.run.id) return 'other';
  const jobs = jobsOf(report, step);
  const isAmong = jobs.includes(step.job.name);
  if (jobs.length === 0 || (isAmong && jobs.length > 1)) return 'unclear';
  return isAmong ? 'own' : 'other';
}

/** Returns the jobs of a report; the only job that ran where the report names none. */
function jobsOf({ jobs }: JobCoverage, { attempt }: RanStep): readonly string[] {
  if (jobs !== undefined) return jobs;
  const ran = attempt.jobs.filter((job) => jobOutcome(job) !== 'idle');
  return ran.length === 1 ? ran.map(({ name }) => name) : [];
}

/**
 * Returns what the tool compares with its threshold, as far as reports have it. coverage.py adds lines
 * and branches. The total of JaCoCo counts instructions.
 */
function countFor(
  { tool, metric }: Threshold,
  { lines, branches }: JobCoverage,
): Pick<Measured, 'percent' | 'what'> | undefined {
  if (metric === 'branches') {
    return branches === null ? undefined : { percent: percentOf(branches), what: 'of branches' };
  }
  const isTotal = metric === 'total' && !['jacoco', 'kover'].includes(tool);
  if (metric !== 'lines' && !isTotal) return undefined;
  if (!isTotal || tool !== 'coverage.py' || branches === null) {
    return { percent: percentOf(lines), what: 'of lines' };
  }
  const covered = lines.covered + branches.covered;
  const total = lines.total + branches.total;
  return { percent: percentOf({ covered, total }), what: 'of lines and branches' };
}
