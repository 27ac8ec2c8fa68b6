import * as z from 'zod';
import { count, type Data, origin, sourceKind, sourceSchema, text, texts } from './schema.ts';

/* What the reports of CI say: tests, coverage, scans, bills of materials, benchmarks. */

/** Fields of test counts. */
export const testCountFields = {
  tests: count,
  passed: count,
  failed: count,
  errored: count,
  skipped: count,
  flaky: count.describe('Passed tests that failed first'),
};

const testCounts = z.looseObject(testCountFields).meta({
  id: 'TestCounts',
  description: '`tests` is always the sum of passed, failed, errored, and skipped',
});

const caseOutcome = z.enum(['passed', 'failed', 'errored', 'skipped']);

const namedCase = z
  .looseObject({
    id: text.describe('`file or suite › class › name`, stable between runs; globs match it'),
    group: text.describe('File, or the suite where the format knows no file'),
    name: text,
    outcome: caseOutcome,
    flaky: z.boolean(),
    message: text.describe(
      'First meaningful line of the failure or of the reason for skipping; empty when there is none',
    ),
  })
  .describe('A failed, errored, skipped, or flaky case; names as reported, bounded, not escaped');

const groupCounts = z.looseObject({
  group: text.describe('File, or the suite where the format knows no file'),
  counts: testCounts,
  durationMs: z.number().describe('Milliseconds, summed over the cases of the group'),
});

export const testReportSchema = z
  .looseObject({
    format: text.describe('Registered name of the format: `junit`, `ctrf`, `tap`, `log:pytest`, …'),
    origin: origin.describe('`log`: a second source, limited where a rule says so'),
    counts: testCounts,
    groups: z.array(groupCounts).describe('In code-unit order'),
    cases: z
      .array(namedCase)
      .describe('Failed, errored, skipped, and flaky cases, in code-unit order of their id'),
    omitted: z.looseObject({ groups: count, cases: count }),
    identities: texts
      .exactOptional()
      .describe(
        'Sorted hashes of 12 hex digits for all cases, which show a deleted test; absent where the format has no identities',
      ),
    durationMs: z.number().describe('Milliseconds over all cases'),
    notes: texts.describe('Limits that were reached and oddities, as sentences'),
  })
  .meta({
    id: 'TestReport',
    description: 'One test report. Lists are bounded; `omitted` counts what was left out',
  });

const coverageCount = z.looseObject({ covered: count, total: count }).meta({
  id: 'CoverageCount',
  description: 'Counted from the lines themselves, never from a summary',
});

const fileCoverage = z.looseObject({
  path: text,
  lines: coverageCount,
  branches: coverageCount.nullable(),
  changed: coverageCount
    .exactOptional()
    .describe('Of the lines that the change adds; absent where diff or report has no lines'),
});

export const coverageReportSchema = z
  .looseObject({
    format: text.describe('Registered name of the format: `cobertura`, `lcov`, …'),
    origin,
    lines: coverageCount,
    branches: coverageCount.nullable().describe('`null` where format or report has none'),
    files: z.array(fileCoverage).describe('By path, in code-unit order, bounded'),
    omitted: count.describe('Files left out'),
    notes: texts,
  })
  .meta({ id: 'CoverageReport', description: 'One coverage report' });

export const severity = z.enum(['critical', 'high', 'medium', 'low', 'unknown']);

const scanFinding = z.looseObject({
  id: text.describe(
    'Stable id of the advisory or rule: `CVE-2026-1`, `GHSA-…`, `py/sql-injection`',
  ),
  severity,
  subject: text.describe('Package, file, or location of the secret'),
  message: text,
});

export const findingsReportSchema = z
  .looseObject({
    format: text,
    tool: text,
    kind: z.enum(['vulnerabilities', 'secrets', 'code']),
    counts: z.record(severity, count),
    findings: z.array(scanFinding).describe('Worst first, then by id, bounded'),
    omitted: count,
    notes: texts,
    incomplete: texts
      .exactOptional()
      .describe('Why the scan may have missed findings, as sentences; absent for a complete scan'),
  })
  .meta({ id: 'FindingsReport', description: 'One scan: SARIF, npm audit, pip-audit, Trivy, …' });

export const inventorySchema = z
  .looseObject({
    format: text.describe('`cyclonedx` or `spdx`'),
    components: count,
    packages: texts.describe('`name@version`, in code-unit order, bounded'),
    omitted: count,
    notes: texts,
  })
  .meta({ id: 'Inventory', description: 'What an audit compares of a bill of materials' });

const benchmarkResult = z.looseObject({
  name: text,
  value: z.number(),
  unit: text,
  range: text.describe('`± 3%` or similar, as reported; empty when there is none'),
});

export const benchmarksSchema = z
  .looseObject({
    format: text,
    biggerIsBetter: z.union([z.boolean(), z.literal('unknown')]),
    results: z.array(benchmarkResult),
    notes: texts,
  })
  .meta({ id: 'Benchmarks', description: 'Benchmarks in github-action-benchmark’s custom format' });

/** Returns the schema of a report with the file, artifact, run, and attempt it comes from. */
export function collectedReport<T extends z.ZodType>(report: T) {
  return z.looseObject({
    source: sourceSchema,
    leg: text.describe('Matrix job or artifact that tells reports apart; empty for a single one'),
    onlyLeg: text
      .exactOptional()
      .describe('Name of the only matrix job, for rules that ask for it by name'),
    report,
    jobs: texts
      .exactOptional()
      .describe('Jobs that uploaded its files; absent when one of them is not certain'),
    files: count.exactOptional().describe('Files that were merged into it; absent for one'),
    repeated: count
      .exactOptional()
      .describe('Results that several files have, counted once; absent for none'),
  });
}

const sourceState = z.enum(['present', 'missing', 'expired', 'empty', 'unreadable', 'stale']);

export const expectedSourceSchema = z
  .looseObject({
    kind: z
      .enum([...sourceKind.options, 'unknown'])
      .describe('`unknown`: an undeclared file broke before its kind was known'),
    what: text.describe('The declaration in words: `tests from artifact junit-* of Tests`'),
    state: sourceState.describe('`stale`: of an older attempt, or of a commit with another tree'),
    required: z.boolean().describe('Default of listed sources: `true`'),
    declared: z.boolean(),
    why: text,
    source: sourceSchema.exactOptional(),
  })
  .meta({
    id: 'ExpectedSource',
    description: 'A source that must exist according to the config or the evidence itself',
  });

export const artifactRecordSchema = z
  .looseObject({
    id: count,
    name: text,
    runId: count,
    attempt: count.describe('That of the job that uploaded it; GitHub states neither'),
    job: text.exactOptional().describe('Job that uploaded it; absent when it is not certain'),
    label: text
      .exactOptional()
      .describe('Name without attempt, run id, commit, and date; absent when it has none of them'),
    bytes: count,
    digest: text.exactOptional(),
    createdAt: text,
    state: z.enum(['read', 'listed', 'expired', 'unreadable', 'stale']),
    why: text,
  })
  .meta({ id: 'ArtifactRecord', description: 'An artifact of a run, read or not' });

const logTotals = z.looseObject({
  format: text.describe('`log:pytest` and so on'),
  line: count.describe('Line of the log, from 1'),
  counts: testCounts,
});

const testJobLog = z.discriminatedUnion('state', [
  z.looseObject({
    state: z.literal('read'),
    totals: z.array(logTotals),
    missed: texts.describe('Missed thresholds: they fail a step whose tests passed'),
  }),
  z.looseObject({ state: z.literal('unread'), why: text }),
  z.looseObject({ state: z.literal('unreadable'), why: text }),
]);

export const testJobSchema = z
  .looseObject({
    runId: count,
    attempt: count.describe('Attempt of the run, from 1'),
    job: text,
    url: text,
    steps: z
      .array(z.looseObject({ name: text, outcome: z.enum(['passed', 'failed']) }))
      .describe('Finished test steps; at least one'),
    artifacts: z.array(count).describe('Ids, ascending, of artifacts that only this job can own'),
    log: testJobLog,
  })
  .meta({ id: 'TestJob', description: 'A job that ran tests, with its test steps and its log' });

/** Counts of tests; `tests` is always the sum of passed, failed, errored, and skipped. */
export type TestCounts = Data<typeof testCounts>;
export type CaseOutcome = Data<typeof caseOutcome>;
/** A failed, errored, skipped, or flaky case. */
export type NamedCase = Data<typeof namedCase>;
export type GroupCounts = Data<typeof groupCounts>;
export type TestReport = Data<typeof testReportSchema>;
export type CoverageCount = Data<typeof coverageCount>;
export type FileCoverage = Data<typeof fileCoverage>;
export type CoverageReport = Data<typeof coverageReportSchema>;
export type Severity = Data<typeof severity>;
export type ScanFinding = Data<typeof scanFinding>;
export type FindingsReport = Data<typeof findingsReportSchema>;
export type Inventory = Data<typeof inventorySchema>;
export type BenchmarkResult = Data<typeof benchmarkResult>;
export type Benchmarks = Data<typeof benchmarksSchema>;
export type SourceState = Data<typeof sourceState>;
export type SourceKind = Data<typeof sourceKind>;
export type ExpectedSource = Data<typeof expectedSourceSchema>;
export type ArtifactRecord = Data<typeof artifactRecordSchema>;
/** Totals that a tool printed into a job's log. */
export type LogTotals = Data<typeof logTotals>;
/** A job's log, to compare with the reports that the job uploaded. */
export type TestJobLog = Data<typeof testJobLog>;
export type TestJob = Data<typeof testJobSchema>;

/** A report as evidence: what it says, and which file of which artifact it is. */
export type CollectedReport<T> = Omit<
  Data<ReturnType<typeof collectedReport<z.ZodUnknown>>>,
  'report'
> & { readonly report: T };
