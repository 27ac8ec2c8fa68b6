import { coverageByJob, type JobCoverage, percentOf } from '../analysis/coverage-reports.ts';
import { gapsOf } from '../analysis/gaps.ts';
import {
  type CollectedTests,
  countedTests,
  failureCount,
  sumCounts,
  type WorseFirst,
  whyNotCountable,
} from '../analysis/test-reports.ts';
import type { Measure } from '../config/condition.ts';
import { byCodeUnit } from '../lib/canonical-json.ts';
import { type ExactNumber, exact } from '../lib/numbers.ts';
import type { EvidenceFile, EvidenceKind, EvidenceSet } from '../model/evidence-file.ts';
import type { Measures } from '../model/history.ts';
import type { CoverageCount, TestCounts } from '../model/reports.ts';
import { type Bounds, printBounds } from './categories.ts';
import { evidenceOr } from './evidence-values.ts';

/** Maximum number of benchmarks to keep. */
const MAX_BENCHMARKS = 20;

/** Returns the numbers that later milestones are compared with. */
export function auditMeasures(file: EvidenceFile, counted: readonly CollectedTests[]): Measures {
  const coverage = evidenceOr(file, 'coverage', []);
  const benchmarks = evidenceOr(file, 'benchmarks', []);
  return {
    tests: counted.length === 0 ? null : testsOf(counted),
    ...requiredCoverage(file.evidence.coverageRule),
    coverage: coverageByJob(coverage).map(({ leg, lines, source }) => ({
      leg,
      format: coverage.find((one) => one.source === source)?.report.format ?? '',
      percent: percentOf(lines),
    })),
    benchmarks: benchmarks
      .flatMap(({ report }) =>
        report.results.map(({ name, unit, value }) => ({
          name,
          unit,
          value,
          bigger_is_better: report.biggerIsBetter === 'unknown' ? null : report.biggerIsBetter,
        })),
      )
      .sort((a, b) => byCodeUnit(a.name, b.name))
      .slice(0, MAX_BENCHMARKS),
  };
}

function requiredCoverage(rule: EvidenceSet['coverageRule']): Pick<Measures, 'required_coverage'> {
  if (rule?.state === 'none') return { required_coverage: null };
  if (rule?.state !== 'present') return {};
  const { minimum, maxDrop } = rule.value;
  return { required_coverage: { minimum, max_drop: maxDrop } };
}

function testsOf(counted: readonly CollectedTests[]): NonNullable<Measures['tests']> {
  const { tests, passed } = sumCounts(counted);
  const durations = counted.map(({ report }) => report.durationMs);
  const timed = durations.some((one) => one > 0);
  return {
    total: tests,
    passed,
    origin: counted.every(({ report }) => report.origin === 'report') ? 'report' : 'log',
    legs: [...new Set(counted.map(({ leg }) => leg))].sort(byCodeUnit),
    duration_ms: timed ? Math.round(durations.reduce((sum, one) => sum + one, 0)) : null,
  };
}

/** The value of a measure in one matrix job; `job` is empty when there is only one. */
export interface JobValue {
  readonly job: string;
  /** The lowest value where missing evidence leaves it open. */
  readonly value: ExactNumber;
  /** The highest value; default: `value`. */
  readonly most?: ExactNumber;
  /** Printed: `84.28%`, `3`. */
  readonly words: string;
}

export type Measured =
  | { readonly state: 'known'; readonly jobs: readonly JobValue[] }
  | { readonly state: 'open'; readonly why: string; readonly waits?: boolean };

/** Returns a measure at the audited commit or at the base; incomplete evidence is unknown. */
export type MeasureReader = (measure: Measure, when: 'head' | 'base') => Measured;

/** Returns the reader of all measures; `flakes` and `score` come from the audit. */
export function measureReader(
  evidence: EvidenceSet,
  score: Bounds | null,
  flakes: number,
): MeasureReader {
  return (measure, when) => {
    switch (measure) {
      case 'score':
        return score === null ? { state: 'open', why: 'there is no score' } : scoreValue(score);
      case 'flakes':
        return flakesIn(evidence, flakes);
      case 'coverage.lines':
      case 'coverage.branches':
        return coverageIn(evidence, measure, when);
      case 'tests.total':
      case 'tests.passed':
      case 'tests.failed':
      case 'tests.skipped':
        return testsIn(evidence, measure, when);
    }
    measure satisfies never;
    throw new Error(`there is no measure ${String(measure)}`);
  };
}

function scoreValue({ least, most }: Bounds): Measured {
  const [value, highest] = [least, most].map((one) => exact(Math.round(one * 10), 10));
  if (value === undefined || highest === undefined) throw new Error('a score has two bounds');
  return {
    state: 'known',
    jobs: [{ job: '', value, most: highest, words: printBounds(least, most) }],
  };
}

function known(value: ExactNumber, words: string): Measured {
  return { state: 'known', jobs: [{ job: '', value, words }] };
}

function flakesIn(evidence: EvidenceSet, flakes: number): Measured {
  return openBy(['runs', 'tests'], evidence) ?? known(exact(flakes), String(flakes));
}

/** A measure is open as a whole when anything of its evidence is missing. */
function openBy(kinds: readonly EvidenceKind[], evidence: EvidenceSet): Measured | undefined {
  const gaps = kinds.flatMap((kind) => gapsOf(kind, evidence));
  const nothing = kinds.map((kind) => evidence[kind]).find((one) => one?.state === 'none');
  const [why] = [
    ...gaps.map((gap) => gap.why),
    ...(nothing?.state === 'none' ? [nothing.why] : []),
  ];
  const waits = gaps.length > 0 && gaps.every(({ wait }) => wait === true);
  return why === undefined ? undefined : { state: 'open', why, waits };
}

const COUNTS: Readonly<
  Record<Extract<Measure, `tests.${string}`>, (counts: TestCounts) => number>
> = {
  'tests.total': ({ tests }) => tests,
  'tests.passed': ({ passed }) => passed,
  'tests.failed': failureCount,
  'tests.skipped': ({ skipped }) => skipped,
};

/** Of several runs of a workflow the worst counts, as in the rules. */
function testsIn(
  evidence: EvidenceSet,
  measure: keyof typeof COUNTS,
  when: 'head' | 'base',
): Measured {
  const kind = when === 'head' ? 'tests' : 'baseTests';
  const open = openBy([kind], evidence);
  const reports = evidence[kind];
  if (open !== undefined || reports.state !== 'present') return open ?? { state: 'open', why: '' };
  const count = COUNTS[measure];
  const { runs } = evidence;
  const why = when === 'head' ? whyNotCountable(reports.value, runs) : '';
  if (why !== '') return { state: 'open', why };
  const counted =
    when === 'head' ? countedTests(reports.value, runs, worseBy(measure)) : reports.value;
  const value = count(sumCounts(counted));
  return known(exact(value), String(value));
}

/** More failed or skipped tests are worse; fewer of the others are worse. */
function worseBy(measure: keyof typeof COUNTS): WorseFirst {
  const sign = measure === 'tests.failed' || measure === 'tests.skipped' ? -1 : 1;
  const count = (all: readonly CollectedTests[]): number => COUNTS[measure](sumCounts(all));
  return (a, b) => sign * (count(a) - count(b));
}

function coverageIn(
  evidence: EvidenceSet,
  measure: 'coverage.lines' | 'coverage.branches',
  when: 'head' | 'base',
): Measured {
  const kind = when === 'head' ? 'coverage' : 'baseCoverage';
  const open = openBy([kind], evidence);
  const reports = evidence[kind];
  if (open !== undefined || reports.state !== 'present') return open ?? { state: 'open', why: '' };
  const jobs = coverageByJob(reports.value).flatMap((one) => jobValue(one, measure));
  return jobs.length === 0
    ? { state: 'open', why: `no coverage report counts ${measure.slice('coverage.'.length)}` }
    : { state: 'known', jobs };
}

function jobValue({ leg, lines, branches }: JobCoverage, measure: Measure): readonly JobValue[] {
  const count: CoverageCount | null = measure === 'coverage.lines' ? lines : branches;
  if (count === null || count.total === 0) return [];
  return [
    { job: leg, value: exact(count.covered * 100, count.total), words: `${percentOf(count)}%` },
  ];
}
