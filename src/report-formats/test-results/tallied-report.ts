import { byCodeUnit, IN_PIECES, type ListsInPieces } from '../../lib/canonical-json.ts';
import { memoize } from '../../lib/memoize.ts';
import type { NamedCase, TestCounts, TestReport } from '../../model/reports.ts';
import { detached } from '../base/report-text.ts';
import { keyHex, keysJson } from './case-identity.ts';
import { type CaseResults, hasSorted, MAX_IDENTITIES } from './case-table.ts';
import { type GroupTally, MAX_GROUPS } from './group-tally.ts';

/** The table and groups of a report, for merging without half a million strings. */
export interface Tallied {
  readonly table: CaseResults;
  readonly groups: GroupTally;
  readonly micros: number;
}

interface TalliedParts extends Tallied {
  readonly format: string;
  readonly origin: 'report' | 'log';
  readonly counts: TestCounts;
  readonly cases: readonly NamedCase[];
  readonly notes: readonly string[];
  /** Groups that an earlier limit omitted. */
  readonly omittedGroups?: number;
}

/**
 * The key of a report's hidden `Tallied`. Entries of a WeakMap are freed only by a full garbage
 * collection: 500 files would use 30 MB.
 */
const TALLIED = Symbol('tallied');

interface Carrier extends TestReport {
  readonly [TALLIED]?: Tallied;
}

/** Returns the table and groups of a report; undefined when it was not tallied in this process. */
export function talliedOf(report: TestReport): Tallied | undefined {
  return (report as Carrier)[TALLIED];
}

/** The keys of a report's identities, without their texts. */
export interface IdentityKeys {
  has(key: number): boolean;
  /** Yields every key, ascending. */
  keys(): Iterable<number>;
}

/** Returns the keys of a report's identities; undefined when it has none. */
export const identityKeys = memoize((report: TestReport): IdentityKeys | undefined => {
  const table = talliedOf(report)?.table;
  if (table !== undefined || report.identities === undefined) return table;
  const keys = Float64Array.from(report.identities, (hex) => Number.parseInt(hex, 16));
  return { has: (key) => hasSorted(keys, key, key + 1), keys: () => keys };
});

/**
 * Returns a report. `identities` is computed on every access (20 MB for half a million tests), because
 * nothing needs the texts: rules read `identityKeys`, and the saved evidence is written in pieces.
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
      `${table.refused} cases count one by one, repeated or not: only ${MAX_IDENTITIES} names are distinguished, and few that were made to look alike.`,
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
      return Array.from(table.keys(), keyHex);
    },
    durationMs: Math.round(micros / 1000),
    notes: notes.sort(byCodeUnit),
  };
  const behind: Tallied = { table, groups: parts.groups, micros };
  const pieces: ListsInPieces[typeof IN_PIECES] = {
    identities: (newline) => keysJson(table.keys(), newline),
  };
  return Object.defineProperties(report, {
    [TALLIED]: { value: behind },
    [IN_PIECES]: { value: pieces },
  });
}

/** Returns the report with further notes in code-unit order. */
export function withNotes(report: TestReport, more: readonly string[]): TestReport {
  if (more.length === 0) return report;
  const notes = [...report.notes, ...more].sort(byCodeUnit);
  return Object.create(Object.prototype, {
    ...Object.getOwnPropertyDescriptors(report),
    notes: { value: notes, enumerable: true, writable: false, configurable: true },
  });
}

/** Maximum number of failed and errored names in a report; `omitted.cases` counts the others. */
export const MAX_BAD = 1000;
/** Maximum number of skipped and flaky names in a report. */
export const MAX_QUIET = 500;
/** Maximum number of cases per name. */
const MAX_OF_ONE = 20;

/** All kept cases of one id, in order. */
export interface NamedEntry {
  readonly key: number;
  readonly cases: NamedCase[];
}

function owned(named: NamedCase): NamedCase {
  const { id, group, name, message } = named;
  return {
    ...named,
    id: detached(id),
    group: detached(group),
    name: detached(name),
    message: detached(message),
  };
}

/** The `max` smallest ids with their cases, in whatever order they come. */
class SmallestIds {
  readonly #entries = new Map<string, NamedEntry>();
  readonly #max: number;
  #bar: string | undefined;

  constructor(max: number) {
    this.#max = max;
  }

  add(key: number, named: NamedCase): void {
    const entry = this.#entries.get(named.id);
    if (entry !== undefined) {
      if (entry.cases.length < MAX_OF_ONE) entry.cases.push(owned(named));
      return;
    }
    if (this.#bar !== undefined && named.id >= this.#bar) return;
    const own = owned(named);
    this.#entries.set(own.id, { key, cases: [own] });
    if (this.#entries.size > this.#max * 2) this.#trim();
  }

  entries(): NamedEntry[] {
    this.#trim();
    return [...this.#entries.values()];
  }

  #trim(): void {
    const ids = [...this.#entries.keys()].sort(byCodeUnit);
    this.#bar = ids[this.#max] ?? this.#bar;
    for (const id of ids.slice(this.#max)) this.#entries.delete(id);
  }
}

/** The named cases. Failures are separate, so that ten thousand skips cannot displace one. */
export class NamedCases {
  readonly #bad = new SmallestIds(MAX_BAD);
  readonly #quiet = new SmallestIds(MAX_QUIET);

  add(key: number, named: NamedCase): void {
    const bad = named.outcome === 'failed' || named.outcome === 'errored';
    (bad ? this.#bad : this.#quiet).add(key, named);
  }

  /** Returns the kept cases by id; `settle` combines the cases of one name. */
  settled(settle: (entry: NamedEntry) => readonly NamedCase[]): NamedCase[] {
    const byId = new Map<string, NamedEntry>();
    for (const entry of [...this.#bad.entries(), ...this.#quiet.entries()]) {
      const id = entry.cases[0]?.id ?? '';
      const known = byId.get(id);
      byId.set(
        id,
        known === undefined ? entry : { key: known.key, cases: [...known.cases, ...entry.cases] },
      );
    }
    const cases = [...byId.values()].flatMap(settle);
    return cases.sort(
      (a, b) =>
        byCodeUnit(a.id, b.id) ||
        byCodeUnit(a.outcome, b.outcome) ||
        byCodeUnit(a.message, b.message),
    );
  }
}
