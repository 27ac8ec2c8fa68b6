import { byCodeUnit } from '../../lib/canonical-json.ts';
import type { GroupCounts, TestCounts } from '../../model/reports.ts';
import { detached } from '../base/report-text.ts';
import { caseKey } from './case-identity.ts';
import { CaseTable, ERRORED, FAILED, FLAKY, PASSED } from './case-table.ts';

/** Maximum number of groups in a report; a note and `omitted.groups` count the others. */
export const MAX_GROUPS = 2000;

export interface Counts {
  passed: number;
  failed: number;
  errored: number;
  skipped: number;
  /** Part of `passed`. */
  flaky: number;
}

/** Adds `times` × `part`; −1 subtracts it. */
export function addCounts(to: Counts, part: Counts, times = 1): void {
  to.passed += part.passed * times;
  to.failed += part.failed * times;
  to.errored += part.errored * times;
  to.skipped += part.skipped * times;
  to.flaky += part.flaky * times;
}

export function noCounts(): Counts {
  return { passed: 0, failed: 0, errored: 0, skipped: 0, flaky: 0 };
}

export function testCounts(counts: Counts): TestCounts {
  const { passed, failed, errored, skipped, flaky } = counts;
  return { tests: passed + failed + errored + skipped, passed, failed, errored, skipped, flaky };
}

interface Group {
  readonly name: string;
  readonly index: number;
  readonly counts: Counts;
  /** Integer microseconds, so that the sum does not depend on the order. */
  micros: number;
}

/**
 * Counts by group. The `MAX_GROUPS` smallest names are kept in whatever order they come: a name
 * above the bar stays above it, because the bar only sinks.
 */
export class GroupTally {
  readonly #groups = new Map<string, Group>();
  readonly #byIndex: (Group | undefined)[] = [];
  #last: Group | undefined;
  #bar: string | undefined;
  /** Keys of the dropped names, ten bytes each; most reports drop none. */
  #dropped: CaseTable | undefined;

  /** Adds to the group and returns its index for `adjust`. */
  add(name: string, part: Counts, micros: number): number {
    // Cases of one group follow each other.
    let group = this.#last?.name === name ? this.#last : this.#groups.get(name);
    if (group === undefined) {
      if (this.#bar !== undefined && name >= this.#bar) {
        this.#drop(name);
        return Number.POSITIVE_INFINITY;
      }
      const own = detached(name);
      group = { name: own, index: this.#byIndex.length, counts: noCounts(), micros: 0 };
      this.#groups.set(own, group);
      this.#byIndex.push(group);
      this.#trim();
    } else {
      this.#last = group;
    }
    addCounts(group.counts, part);
    group.micros += micros;
    return group.index;
  }

  /** Adds `times` × `part` to a group by its index; ignores unknown and dropped groups. */
  adjust(index: number | undefined, part: Counts, times: number): void {
    const group = index === undefined ? undefined : this.#byIndex[index];
    if (group !== undefined) addCounts(group.counts, part, times);
  }

  nameOf(index: number | undefined): string | undefined {
    return index === undefined ? undefined : this.#byIndex[index]?.name;
  }

  /** Returns the kept groups in code-unit order. */
  groups(): GroupCounts[] {
    return [...this.#groups.values()]
      .sort((a, b) => byCodeUnit(a.name, b.name))
      .slice(0, MAX_GROUPS)
      .map(({ name, counts, micros }) => ({
        group: name,
        counts: testCounts(counts),
        durationMs: Math.round(micros / 1000),
      }));
  }

  get omitted(): number {
    return (this.#dropped?.size ?? 0) + Math.max(0, this.#groups.size - MAX_GROUPS);
  }

  #drop(name: string): void {
    this.#dropped ??= new CaseTable();
    this.#dropped.set(caseKey(name), 0, 0);
  }

  #trim(): void {
    if (this.#groups.size <= MAX_GROUPS * 2) return;
    this.#last = undefined;
    const names = [...this.#groups.keys()].sort(byCodeUnit);
    this.#bar = names[MAX_GROUPS];
    for (const name of names.slice(MAX_GROUPS)) {
      const index = this.#groups.get(name)?.index;
      this.#groups.delete(name);
      this.#drop(name);
      if (index !== undefined) this.#byIndex[index] = undefined;
    }
  }
}

/** The results of a name that occurs more than once, in order. */
export interface Repeats {
  readonly results: number[];
  readonly scope: string;
  /** Whether the cases have several scopes, which makes them different tests. */
  mixed: boolean;
}

/** The counts of one case by its code. */
const ONE: readonly Counts[] = [
  { ...noCounts(), passed: 1 },
  { ...noCounts(), failed: 1 },
  { ...noCounts(), errored: 1 },
  { ...noCounts(), skipped: 1 },
  { ...noCounts(), passed: 1, flaky: 1 },
];

export function countOf(code: number): Counts {
  const one = ONE[code];
  if (one === undefined) {
    throw new RangeError(`There is no result code ${code}.`);
  }
  return one;
}

/**
 * Returns whether the results of one name are a test and its retries: failures, then one pass. A
 * retry ends with its first pass, so anything else is several tests of one name, and each failure
 * counts.
 */
export function isRetry({ results, mixed }: Repeats): boolean {
  const failures = results.slice(0, -1);
  const last = results.at(-1);
  return (
    !mixed &&
    failures.length > 0 &&
    failures.every((code) => code === FAILED || code === ERRORED) &&
    (last === PASSED || last === FLAKY)
  );
}

export function countsOf(repeats: Repeats): Counts {
  const counts = noCounts();
  for (const code of isRetry(repeats) ? [FLAKY] : repeats.results) {
    addCounts(counts, countOf(code));
  }
  return counts;
}
