import { byCodeUnit } from '../../lib/canonical-json.ts';
import type { NamedCase, TestCounts, TestReport } from '../../model/reports.ts';
import { keyHex } from './case-identity.ts';
import type { CaseResults } from './case-results.ts';
import { MAX_IDENTITIES } from './case-table.ts';
import { type GroupTally, MAX_GROUPS } from './group-tally.ts';

/** What a report was made of, kept beside it for merging without half a million strings. */
export interface Tallied {
  readonly table: CaseResults;
  readonly groups: GroupTally;
  readonly micros: number;
}

export interface TalliedParts extends Tallied {
  readonly format: string;
  readonly origin: 'report' | 'log';
  readonly counts: TestCounts;
  readonly cases: readonly NamedCase[];
  readonly notes: readonly string[];
  /** Groups that an earlier cap left out already. */
  readonly omittedGroups?: number;
}

/**
 * Where a report carries what it was made of. A hidden property rather than a WeakMap, whose entries
 * only a full garbage collection frees: 500 files would pile up 30 MB.
 */
const TALLIED = Symbol('tallied');

interface Carrier extends TestReport {
  readonly [TALLIED]?: Tallied;
}

/** The table and groups behind a report; undefined for one that was not tallied in this process. */
export function talliedOf(report: TestReport): Tallied | undefined {
  return (report as Carrier)[TALLIED];
}

/**
 * A finished report. `identities` is computed on every access (0.1 s and 20 MB for half a million
 * tests), so that reports that are only counted and merged never pay for it.
 */
export function makeTestReport(parts: TalliedParts): TestReport {
  const { format, origin, counts, cases, micros, table } = parts;
  const omittedGroups = parts.groups.omitted + (parts.omittedGroups ?? 0);
  const toName = counts.failed + counts.errored + counts.skipped + counts.flaky;
  const omitted = { groups: omittedGroups, cases: Math.max(0, toName - cases.length) };
  const notes = [...parts.notes];
  if (omitted.groups > 0) {
    notes.push(
      `Only ${MAX_GROUPS} files or suites are listed; ${omitted.groups} more are only in the totals.`,
    );
  }
  if (omitted.cases > 0) {
    notes.push(`${omitted.cases} more failed, skipped or flaky tests are counted, not named.`);
  }
  if (table.refused > 0) {
    notes.push(
      `${table.refused} cases count one by one, repeated or not: only ${MAX_IDENTITIES} names are told apart, and few that were made to look alike.`,
    );
  }
  const report: TestReport = {
    format,
    origin,
    counts,
    groups: parts.groups.groups(),
    cases,
    omitted,
    get identities() {
      return Array.from(table.sortedKeys(), keyHex);
    },
    durationMs: Math.round(micros / 1000),
    notes: notes.sort(byCodeUnit),
  };
  const behind: Tallied = { table, groups: parts.groups, micros };
  return Object.defineProperty(report, TALLIED, { value: behind });
}

/** The same report with further notes, in code-unit order; what is behind it stays attached. */
export function withNotes(report: TestReport, more: readonly string[]): TestReport {
  if (more.length === 0) {
    return report;
  }
  const notes = [...report.notes, ...more].sort(byCodeUnit);
  return Object.create(Object.prototype, {
    ...Object.getOwnPropertyDescriptors(report),
    notes: { value: notes, enumerable: true, writable: false, configurable: true },
  });
}
