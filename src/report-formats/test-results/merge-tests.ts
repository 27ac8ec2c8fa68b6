import { hash } from 'node:crypto';
import type { NamedCase, TestReport } from '../../model/reports.ts';
import { caseKey, repeatKey } from './case-identity.ts';
import { CaseTable, FAILED, FLAKY, PASSED, SKIPPED } from './case-table.ts';
import { addCounts, countOf, GroupTally, noCounts, testCounts } from './group-tally.ts';
import {
  makeTestReport,
  NamedCases,
  type NamedEntry,
  type Tallied,
  talliedOf,
} from './tallied-report.ts';

/**
 * Returns the result of two results of one test in one matrix job: a run outranks a skip, and a
 * pass next to a failure is a retry, in whichever file. Associative and commutative, so the order
 * of files does not matter.
 */
function combine(a: number, b: number): number {
  if (a === b || b === SKIPPED) return a;
  if (a === SKIPPED) return b;
  const flaky = a === PASSED || b === PASSED || a === FLAKY || b === FLAKY;
  return flaky ? FLAKY : FAILED;
}

/** No group: a merged report is not merged again, and its table saves two bytes per case. */
const UNKNOWN = Number.POSITIVE_INFINITY;

const OUTCOMES = ['passed', 'failed', 'errored', 'skipped', 'passed'] as const;

/**
 * Merges the test reports of **one matrix job**: cases of the same identity are one case, others
 * add up. Add each report as it is read and release it: memory then stays at the merged table. The
 * result cannot be merged again.
 */
export class MergedTests {
  readonly #table = new CaseTable();
  readonly #groups = new GroupTally();
  readonly #named = new NamedCases();
  readonly #counts = noCounts();
  readonly #formats = new Set<string>();
  readonly #origins = new Set<'report' | 'log'>();
  readonly #notes = new Set<string>();
  #micros = 0;
  #overlap = 0;
  #omittedGroups = 0;

  /** Makes room for the cases of reports that will be added, which is faster than growing for each. */
  reserve(reports: readonly TestReport[]): void {
    const cases = reports.reduce((sum, report) => sum + (talliedOf(report)?.table.size ?? 0), 0);
    this.#table.reserve(cases);
  }

  add(report: TestReport): void {
    addCounts(this.#counts, report.counts);
    this.#formats.add(report.format);
    this.#origins.add(report.origin);
    this.#omittedGroups = Math.max(this.#omittedGroups, report.omitted.groups);
    for (const { group, counts, durationMs } of report.groups) {
      this.#groups.add(group, counts, durationMs * 1000);
    }
    for (const named of report.cases) {
      this.#named.add(caseKey(named.id), named.id, named.outcome, () => named);
    }
    for (const note of report.notes) this.#notes.add(note);
    const tallied = talliedOf(report);
    this.#micros += tallied?.micros ?? report.durationMs * 1000;
    if (tallied !== undefined) this.#addCases(tallied);
  }

  /** Number of cases that an earlier report of the job had already. */
  get overlap(): number {
    return this.#overlap;
  }

  report(): TestReport {
    return makeTestReport({
      format: [...this.#formats].sort().join('+'),
      origin: this.#origins.has('report') ? 'report' : 'log',
      counts: testCounts(this.#counts),
      groups: this.#groups,
      cases: this.#named.settled((entry) => this.#settle(entry)),
      micros: this.#micros,
      notes: [...this.#notes],
      table: this.#table,
      omittedGroups: this.#omittedGroups,
    });
  }

  #addCases({ table, groups }: Tallied): void {
    const own = this.#ownGroups(groups);
    this.#table.reserve(table.size);
    table.each((key, code, group) => {
      const known = this.#table.add(key, code, UNKNOWN);
      if (known !== undefined) {
        const settled = combine(known, code);
        this.#overlap++;
        this.#correct(own(group), known, code, settled);
        this.#table.set(key, settled, UNKNOWN);
      }
    });
  }

  /** Returns a function from a report's group index to the merged one; infinity when unknown. */
  #ownGroups(groups: GroupTally): (group: number | undefined) => number {
    const known: number[] = [];
    return (group) => {
      if (group === undefined) return UNKNOWN;
      known[group] ??= this.#ownGroup(groups.nameOf(group));
      return known[group];
    };
  }

  #ownGroup(name: string | undefined): number {
    return name === undefined ? UNKNOWN : this.#groups.add(name, noCounts(), 0);
  }

  /** Replaces two counted results by their combination. */
  #correct(group: number | undefined, known: number, code: number, settled: number): void {
    for (const [one, times] of [
      [known, -1],
      [code, -1],
      [settled, 1],
    ] as const) {
      addCounts(this.#counts, countOf(one), times);
      this.#groups.adjust(group, countOf(one), times);
    }
  }

  #settle(entry: NamedEntry): readonly NamedCase[] {
    const code = this.#table.get(entry.key);
    const first = entry.cases[0];
    if (code === undefined || first === undefined || this.#isShared(entry.key)) {
      return entry.cases;
    }
    const outcome = OUTCOMES[code] ?? first.outcome;
    const shown = entry.cases.find((named) => named.outcome === outcome) ?? first;
    return code === PASSED ? [] : [{ ...shown, outcome, flaky: code === FLAKY }];
  }

  /** Returns whether several tests have the name. */
  #isShared(key: number): boolean {
    return this.#table.get(repeatKey(key, 2)) !== undefined;
  }
}

/**
 * Returns `sha256:…` over all identities and results: reports with the same digest are one report
 * uploaded twice. Undefined when the format names no cases (totals of a log), since equal totals
 * prove nothing.
 */
export function resultsDigest(report: TestReport): string | undefined {
  const table = talliedOf(report)?.table;
  if (table === undefined || table.size === 0) return undefined;
  const results = table.sortedResults();
  return `sha256:${hash('sha256', new Uint8Array(results.buffer, results.byteOffset, results.byteLength))}`;
}
