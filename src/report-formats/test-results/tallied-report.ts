import { byCodeUnit, IN_PIECES, type ListsInPieces } from '../../lib/canonical-json.ts';
import { memoize } from '../../lib/memoize.ts';
import type { CaseOutcome, NamedCase, TestCounts, TestReport } from '../../model/reports.ts';
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
const PACKED = Symbol('packed cases');

interface Carrier extends TestReport {
  readonly [TALLIED]?: Tallied;
  readonly [PACKED]?: Uint8Array;
}

/** Returns the table and groups of a report; undefined when it was not tallied in this process. */
export function talliedOf(report: TestReport): Tallied | undefined {
  return (report as Carrier)[TALLIED];
}

/** The keys of a report's identities, without their texts. */
export interface IdentityKeys {
  has(key: number): boolean;
  /** Yields all keys, ascending, in lists. */
  keys(): Iterable<Float64Array>;
}

/** Returns the keys of a report's identities; undefined when it has none. */
export const identityKeys = memoize((report: TestReport): IdentityKeys | undefined => {
  const table = talliedOf(report)?.table;
  if (table !== undefined || report.identities === undefined) return table;
  const keys = Float64Array.from(report.identities, (hex) => Number.parseInt(hex, 16));
  return { has: (key) => hasSorted(keys, key, key + 1), keys: () => [keys] };
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
    identities: IDENTITIES,
  });
}

/**
 * One getter for all reports. V8 keeps a getter of each report's own, and the table that it reads, until a
 * full garbage collection: 10 KB per file.
 */
const IDENTITIES: PropertyDescriptor & ThisType<TestReport> = {
  enumerable: true,
  get() {
    return Array.from(talliedOf(this)?.table.keys() ?? [], (keys) =>
      Array.from(keys, keyHex),
    ).flat();
  },
};

/** Returns the report with further notes in code-unit order. */
export function withNotes(report: TestReport, more: readonly string[]): TestReport {
  if (more.length === 0) return report;
  const notes = [...report.notes, ...more].sort(byCodeUnit);
  return withProperties(report, { notes: { value: notes, enumerable: true } });
}

/**
 * Returns the report with its cases as bytes until they are read, for a report that waits to be merged.
 * The objects of 500 files take 5 MB, and the garbage collector copies them and makes room for more.
 */
export function withPackedCases(report: TestReport): TestReport {
  const packed = new TextEncoder().encode(JSON.stringify(report.cases));
  return withProperties(report, { [PACKED]: { value: packed }, cases: UNPACKED });
}

const UNPACKED: PropertyDescriptor & ThisType<Carrier> = {
  enumerable: true,
  get() {
    return JSON.parse(new TextDecoder().decode(this[PACKED]));
  },
};

function withProperties(report: TestReport, changed: PropertyDescriptorMap): TestReport {
  return Object.create(Object.prototype, {
    ...Object.getOwnPropertyDescriptors(report),
    ...changed,
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

/** Growth before the largest ids are dropped again; dropping them early keeps more of the next ones out. */
const SLACK = 1.25;

/** The `max` smallest ids with their cases, in whatever order they come. */
class SmallestIds {
  readonly #entries = new Map<string, NamedEntry>();
  readonly #max: number;
  #bar: string | undefined;

  constructor(max: number) {
    this.#max = max;
  }

  add(key: number, id: string, named: () => NamedCase): void {
    const entry = this.#entries.get(id);
    if (entry !== undefined) {
      if (entry.cases.length < MAX_OF_ONE) entry.cases.push(named());
      return;
    }
    if (this.#bar !== undefined && id >= this.#bar) return;
    const own = named();
    this.#entries.set(own.id, { key, cases: [own] });
    if (this.#entries.size > this.#max * SLACK) this.#trim();
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

  /** Adds a case; calls `named` only when the case is kept. */
  add(key: number, id: string, outcome: CaseOutcome, named: () => NamedCase): void {
    const bad = outcome === 'failed' || outcome === 'errored';
    (bad ? this.#bad : this.#quiet).add(key, id, named);
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
