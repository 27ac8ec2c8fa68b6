import type { CaseOutcome, NamedCase, TestCounts, TestReport } from '../../model/test-report.ts';
import { type ReadReport, readOutcome, unreadableReport } from '../base/format.ts';
import { cut, firstLine } from '../base/report-text.ts';
import { caseId, caseKey, repeatKey } from './case-identity.ts';
import {
  type CaseResults,
  CaseTable,
  ERRORED,
  FAILED,
  FLAKY,
  PASSED,
  SKIPPED,
} from './case-table.ts';
import {
  addCounts,
  countOf,
  countsOf,
  GroupTally,
  isRetry,
  noCounts,
  type Repeats,
  testCounts,
} from './group-tally.ts';
import { makeTestReport, NamedCases, type NamedEntry } from './tallied-report.ts';

/** Longest name and id kept, in UTF-16 units; the key is taken from the whole name. */
const MAX_NAME = 1000;
/** Names that may occur more than once; beyond, each further case is a test of its own. */
const MAX_REPEATED = 50_000;
/** Cases of one name among which retries are looked for. */
const MAX_OF_ONE = 100;
const MAX_MICROS = 1e12;

/** One case as a format reads it, as reported: the tally bounds and cleans. */
export interface TallyCase {
  /** File, or the suite where the format knows no file; may be empty. */
  readonly group: string;
  /** Class or describe path inside the group; empty when there is none or it is the group. */
  readonly className: string;
  readonly name: string;
  readonly outcome: CaseOutcome;
  /** Passed after a failure, as the report itself says; only together with `passed`. */
  readonly flaky: boolean;
  /** Failure text or reason for skipping; its first line that says something is kept. */
  readonly message: string;
  /** Milliseconds; 0 when unknown. */
  readonly durationMs: number;
  /**
   * What tells twins of one name apart that are no retries of each other: a browser, a device.
   * It is no part of the identity.
   */
  readonly scope?: string;
}

const CODE_OF: Readonly<Record<CaseOutcome, number>> = {
  passed: PASSED,
  failed: FAILED,
  errored: ERRORED,
  skipped: SKIPPED,
};

/**
 * The table that the next tally fills: 500 files of a zip need one, not 500 that are garbage until a
 * collection finds out. Empty whenever it lies here.
 */
const spare: CaseTable[] = [];

/**
 * Turns a report's cases into counts, groups, named cases and identities. Memory: ten to twenty
 * bytes a case plus bounded lists. `tests = passed + failed + errored + skipped` by construction.
 */
export class TestTally {
  readonly #format: string;
  readonly #origin: 'report' | 'log';
  readonly #counts = noCounts();
  readonly #groups = new GroupTally();
  readonly #named = new NamedCases();
  #table = spare.pop() ?? new CaseTable();
  readonly #repeats = new Map<number, Repeats>();
  /** Scope of each failed case, against which a later case of its name is a retry. */
  readonly #failedIn = new Map<number, string>();
  readonly #notes = new Set<string>();
  #micros = 0;
  #cases = 0;

  constructor(format: string, origin: 'report' | 'log' = 'report') {
    this.#format = format;
    this.#origin = origin;
  }

  add(one: TallyCase): void {
    const id = caseId(one.group, one.className, one.name);
    const key = caseKey(id);
    const code = one.flaky && one.outcome === 'passed' ? FLAKY : CODE_OF[one.outcome];
    this.#count(key, code, one.group, one.durationMs, one.scope ?? '');
    if (code !== PASSED) {
      this.#named.add(key, {
        id: cut(id, MAX_NAME),
        group: cut(one.group, MAX_NAME),
        name: cut(one.name, MAX_NAME),
        outcome: one.outcome,
        flaky: code === FLAKY,
        message: firstLine(one.message),
      });
    }
  }

  /**
   * A case that simply passed, by its `caseKey`: what most cases are, and all that has to be known
   * of them. `group`, `durationMs` and `scope` are as in `TallyCase`.
   */
  pass(key: number, group: string, durationMs: number, scope: string): void {
    this.#count(key, PASSED, group, durationMs, scope);
  }

  /** A cap that was hit or an oddity met, as a sentence; said once. */
  note(text: string): void {
    this.#notes.add(text);
  }

  /** Cases added so far, each retry counted as one. */
  get cases(): number {
    return this.#cases;
  }

  /** What is counted so far, for a comparison with the report's own summary. */
  get counts(): TestCounts {
    return testCounts(this.#counts);
  }

  /** The report, once: the tally is empty afterwards. */
  report(): TestReport {
    for (const [key, repeats] of this.#repeats) this.#settleRepeats(key, repeats);
    return makeTestReport({
      format: this.#format,
      origin: this.#origin,
      counts: testCounts(this.#counts),
      groups: this.#groups,
      cases: this.#named.settled((entry) => this.#settleNamed(entry)),
      micros: this.#micros,
      notes: [...this.#notes],
      table: this.#results(),
    });
  }

  #results(): CaseResults {
    if (this.#table.isLarge || spare.length > 0) return this.#table;
    const results = this.#table.drain();
    spare.push(this.#table);
    // Whatever is added to this tally after all must not reach another's.
    this.#table = new CaseTable();
    return results;
  }

  #count(key: number, code: number, name: string, durationMs: number, scope: string): void {
    const micros = Math.round(Math.min(Math.max(durationMs * 1000, 0), MAX_MICROS)) || 0;
    this.#cases++;
    this.#micros += micros;
    addCounts(this.#counts, countOf(code));
    const group = this.#groups.add(name, countOf(code), micros);
    if (this.#table.add(key, code, group) !== undefined) {
      this.#repeat(key, code, scope, group);
      return;
    }
    if ((code === FAILED || code === ERRORED) && this.#failedIn.size < MAX_REPEATED) {
      this.#failedIn.set(key, scope);
    }
  }

  #repeat(key: number, code: number, scope: string, group: number): void {
    const repeats = this.#repeatsOf(key, scope);
    if (repeats === undefined) return;
    const before = countsOf(repeats);
    repeats.results.push(code);
    repeats.mixed ||= repeats.scope !== scope;
    const after = countsOf(repeats);
    // The new case itself is counted already.
    for (const [part, times] of [
      [before, -1],
      [countOf(code), -1],
      [after, 1],
    ] as const) {
      addCounts(this.#counts, part, times);
      this.#groups.adjust(group, part, times);
    }
  }

  /** The results of the name so far; undefined, with a note, when no more of them are compared. */
  #repeatsOf(key: number, scope: string): Repeats | undefined {
    let repeats = this.#repeats.get(key);
    if (repeats === undefined && this.#repeats.size < MAX_REPEATED) {
      const first = this.#table.get(key) ?? PASSED;
      repeats = { results: [first], scope: this.#failedIn.get(key) ?? scope, mixed: false };
      this.#repeats.set(key, repeats);
    }
    if (repeats === undefined || repeats.results.length >= MAX_OF_ONE) {
      this.note(
        `Retries were looked for among the first ${MAX_OF_ONE} cases of a name and the first ${MAX_REPEATED} names only; further cases count as tests.`,
      );
      return undefined;
    }
    return repeats;
  }

  #settleRepeats(key: number, repeats: Repeats): void {
    const group = this.#table.groupOf(key) ?? Number.POSITIVE_INFINITY;
    if (isRetry(repeats)) {
      this.#table.set(key, FLAKY, group);
      return;
    }
    for (const [at, code] of repeats.results.entries()) {
      this.#table.set(at === 0 ? key : repeatKey(key, at + 1), code, group);
    }
  }

  #settleNamed(entry: NamedEntry): readonly NamedCase[] {
    const first = entry.cases[0];
    const repeats = this.#repeats.get(entry.key);
    if (first === undefined || repeats === undefined || !isRetry(repeats)) return entry.cases;
    return [{ ...first, outcome: 'passed', flaky: true }];
  }
}

/** What a report's own summary says; `bad` is failed and errored together. */
interface Claims {
  readonly tests?: number | undefined;
  readonly passed?: number | undefined;
  readonly bad?: number | undefined;
  readonly skipped?: number | undefined;
}

/**
 * Ends a test report. Counts are those of the cases; where the report's summary says otherwise a
 * note says both, and a summary without any case is unreadable, because nothing stands behind it.
 */
export function testsOutcome(format: string, tally: TestTally, claims: Claims = {}): ReadReport {
  const claimed = claims.tests ?? 0;
  if (tally.cases === 0 && claimed > 0) {
    return unreadableReport(
      format,
      `The summary speaks of ${claimed} tests and the report names none; have the tool write every test.`,
    );
  }
  for (const note of contradictions(tally.counts, claims)) tally.note(note);
  return readOutcome(format, { kind: 'tests', report: tally.report() });
}

function contradictions(counts: TestCounts, claims: Claims): string[] {
  const pairs = [
    ['tests', claims.tests, counts.tests],
    ['passed', claims.passed, counts.passed],
    ['failed or errored', claims.bad, counts.failed + counts.errored],
    ['skipped', claims.skipped, counts.skipped],
  ] as const;
  return pairs
    .filter(([, claimed, counted]) => claimed !== undefined && claimed !== counted)
    .map(
      ([what, claimed, counted]) =>
        `The report's summary says ${claimed} ${what}, its cases say ${counted}; the cases count.`,
    );
}

/** A status word as an outcome; a word that the format does not know is an error, never a pass. */
export function outcomeOf(
  words: Readonly<Record<string, CaseOutcome>>,
  word: string,
): { readonly outcome: CaseOutcome; readonly unknown: string } {
  const outcome = Object.hasOwn(words, word) ? words[word] : undefined;
  return outcome === undefined
    ? {
        outcome: 'errored',
        unknown: `The report gives the status "${word}", which its format does not know.`,
      }
    : { outcome, unknown: '' };
}
