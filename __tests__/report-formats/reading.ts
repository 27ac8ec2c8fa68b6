import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { TestReport } from '../../src/model/reports.ts';
import type { ReadReport, ReportFormat } from '../../src/report-formats/base/format.ts';
import { reportReader } from '../../src/report-formats/read-report.ts';
import { MergedTests } from '../../src/report-formats/test-results/merge-tests.ts';

const FIXTURES = join(import.meta.dirname, '..', 'fixtures', 'reports');

export function fixture(...path: readonly string[]): string {
  return readFileSync(join(FIXTURES, ...path), 'utf8');
}

/** Reads a file in whatever format it is. */
export function readReport(
  path: string,
  bytes: Uint8Array,
  formats?: readonly ReportFormat[],
): ReadReport {
  const reader = reportReader(path, formats);
  reader.write(bytes);
  return reader.end();
}

export function mergeTestReports(reports: readonly TestReport[]): TestReport {
  const merged = new MergedTests();
  for (const report of reports) merged.add(report);
  return merged.report();
}

/** Reads a text as the format would, in pieces of 1,000 bytes. */
export function readText(format: ReportFormat, text: string): ReadReport {
  return readBytes(format, new TextEncoder().encode(text));
}

export function readBytes(format: ReportFormat, bytes: Uint8Array, piece = 1000): ReadReport {
  const reader = format.reader();
  for (let at = 0; at < bytes.length; at += piece) reader.write(bytes.subarray(at, at + piece));
  return reader.end();
}

/** Of a test report: its counts as `[passed, failed, errored, skipped, flaky]`, else its state. */
export function testsOf(read: ReadReport): readonly number[] | string {
  if (read.state === 'unreadable' || read.content.kind !== 'tests') return read.state;
  const { tests, passed, failed, errored, skipped, flaky } = read.content.report.counts;
  if (tests !== passed + failed + errored + skipped) return 'the counts do not add up';
  return [passed, failed, errored, skipped, flaky];
}

/** Of a coverage report: `[lines covered, lines, branches covered, branches]`, else its state. */
export function coverageOf(read: ReadReport): readonly (number | null)[] | string {
  if (read.state === 'unreadable' || read.content.kind !== 'coverage') return read.state;
  const { lines, branches } = read.content.report;
  return [lines.covered, lines.total, branches?.covered ?? null, branches?.total ?? null];
}

export function notesOf(read: ReadReport): readonly string[] {
  return read.state === 'unreadable' ? [] : read.content.report.notes;
}

/** Failed, errored, skipped and flaky cases as `outcome id: message`. */
export function namedOf(read: ReadReport): readonly string[] {
  if (read.state === 'unreadable' || read.content.kind !== 'tests') return [];
  return read.content.report.cases.map(
    ({ id, outcome, flaky, message }) => `${flaky ? 'flaky' : outcome} ${id}: ${message}`,
  );
}

export function whyOf(read: ReadReport): string {
  return read.state === 'unreadable' ? read.why : '';
}

/** Of a findings report: all but messages, each finding as `severity id subject`; else its state. */
export function findingsOf(read: ReadReport): object | string {
  if (read.state === 'unreadable' || read.content.kind !== 'findings') return read.state;
  const { tool, kind, counts, findings } = read.content.report;
  return {
    tool,
    kind,
    counts,
    findings: findings.map((one) => `${one.severity} ${one.id} ${one.subject}`),
  };
}

/** Of a findings report: why the scan may have missed findings; else its state. */
export function missedIn(read: ReadReport): readonly string[] | string {
  if (read.state === 'unreadable' || read.content.kind !== 'findings') return read.state;
  return read.content.report.incomplete ?? [];
}
