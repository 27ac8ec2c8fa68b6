import type { CaseOutcome, NamedCase, TestCounts, TestReport } from '../../model/reports.ts';
import { type ReadReport, readOutcome, unreadableReport } from '../base/format.ts';
import { cut, detached, firstLine } from '../base/report-text.ts';
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

/** Maximum length of a name or id in UTF-16 units; the key uses all of it. */
const MAX_NAME = 1000;
/** Maximum number of names that occur more than once; further cases count as tests of their own. */
const MAX_REPEATED = 50_000;
/** Maximum number of cases of one name among which retries are detected. */
const MAX_OF_ONE = 100;
const MAX_MICROS = 1e12;

/** One case as reported; the tally cleans and limits it. */
export interface TallyCase {
  /** The file, or the suite when the format has no file; may be empty. */
  readonly group: string;
  /**
   * The class or describe path inside the group; empty when there is none or it equals the group.
   */
  readonly className?: string;
  readonly name: string;
  readonly outcome: CaseOutcome;
  /** Passed after a failure, by the report itself; only with `passed`. */
  readonly flaky?: boolean;
  /** The failure or the reason for skipping; its first line is kept. */
  readonly message?: string;
  /** Milliseconds; 0 when unknown. */
  readonly durationMs?: number;
  /**
   * A browser or device: cases of one name in different scopes are no retries of each other. It is
   * not part of the identity.
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
 * The empty table for the next tally: 500 files of a zip share one instead of leaving 500 for
 * garbage collection.
 */
const spare: CaseTable[] = [];

/**
 * Turns cases into counts, groups, named cases, and identities. Memory: ten to twenty bytes per
 * case plus limited lists. `tests = passed + failed + errored + skipped` by construction.
 */
export class TestTally {
  readonly #format: string;
  readonly #origin: 'report' | 'log';
  readonly #counts = noCounts();
  readonly #groups = new GroupTally();
  readonly #named = new NamedCases();
  #table = spare.pop() ?? new CaseTable();
  readonly #repeats = new Map<number, Repeats>();
  /** Scope of each failed case, to recognize a later case of its name as a retry. */
  readonly #failedIn = new Map<number, string>();
  readonly #notes = new Set<string>();
  #micros = 0;
  #cases = 0;
  #runFailures = 0;

  constructor(format: string, origin: 'report' | 'log' = 'report') {
    this.#format = format;
    this.#origin = origin;
  }

  add(one: TallyCase): void {
    const id = caseId(one.group, one.className ?? '', one.name);
    const key = caseKey(id);
    const code = one.flaky === true && one.outcome === 'passed' ? FLAKY : CODE_OF[one.outcome];
    const group = this.#count(key, code, one.group, one.durationMs ?? 0, one.scope ?? '');
    if (code !== PASSED) {
      const shown = cut(id, MAX_NAME);
      this.#named.add(key, shown, one.outcome, () =>
        namedCase(one, shown, this.#groups.nameOf(group)),
      );
    }
  }

  /** Adds a passed case by its `caseKey`, the cheap path for most cases. */
  pass(key: number, group: string, durationMs: number, scope: string): void {
    this.#count(key, PASSED, group, durationMs, scope);
  }

  /**
   * Adds one errored case that says the run itself broke, because its finished cases alone would
   * read as a pass. `cause` completes "run: …"; `group` is the suite or file, when known.
   */
  runFailed(cause: string, message = '', group = ''): void {
    this.#runFailures++;
    this.add({ group, name: `run: ${cause}`, outcome: 'errored', message });
  }

  /** Returns whether a case failed or errored. */
  get hasFailed(): boolean {
    return this.#counts.failed + this.#counts.errored > 0;
  }

  /** Number of `runFailed` cases, which a report's own summary does not count. */
  get runFailures(): number {
    return this.#runFailures;
  }

  /** Adds a sentence about a limit or an oddity, once. */
  note(text: string): void {
    this.#notes.add(text);
  }

  /** Number of cases so far; each retry counts as one. */
  get cases(): number {
    return this.#cases;
  }

  /** The counts so far. */
  get counts(): TestCounts {
    return testCounts(this.#counts);
  }

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
    // The spare table belongs to the next tally from here on.
    this.#table = new CaseTable();
    return results;
  }

  /** Returns the index of the group. */
  #count(key: number, code: number, name: string, durationMs: number, scope: string): number {
    const micros = Math.round(Math.min(Math.max(durationMs * 1000, 0), MAX_MICROS)) || 0;
    this.#cases++;
    this.#micros += micros;
    addCounts(this.#counts, countOf(code));
    const group = this.#groups.add(name, countOf(code), micros);
    if (this.#table.add(key, code, group) !== undefined) {
      this.#repeat(key, code, scope, group);
      return group;
    }
    if ((code === FAILED || code === ERRORED) && this.#failedIn.size < MAX_REPEATED) {
      this.#failedIn.set(key, scope);
    }
    return group;
  }

  #repeat(key: number, code: number, scope: string, group: number): void {
    const repeats = this.#repeatsOf(key, scope);
    if (repeats === undefined) return;
    const before = countsOf(repeats);
    repeats.results.push(code);
    repeats.mixed ||= repeats.scope !== scope;
    const after = countsOf(repeats);
    // The new case is counted already.
    for (const [part, times] of [
      [before, -1],
      [countOf(code), -1],
      [after, 1],
    ] as const) {
      addCounts(this.#counts, part, times);
      this.#groups.adjust(group, part, times);
    }
  }

  /** Returns the results of a name so far; undefined, with a note, beyond the limits. */
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

/**
 * Returns a case that keeps nothing of the document alive. Its texts share memory: the name is the end
 * of the id, and all cases of a group have the group's own name.
 */
function namedCase(one: TallyCase, id: string, group: string | undefined): NamedCase {
  const own = detached(id);
  const name = cut(one.name, MAX_NAME);
  return {
    id: own,
    group: cut(group ?? detached(one.group), MAX_NAME),
    name: own.endsWith(name) ? own.slice(own.length - name.length) : detached(name),
    outcome: one.outcome,
    flaky: one.flaky === true && one.outcome === 'passed',
    message: detached(firstLine(one.message ?? '')),
  };
}

/** The cause of a run whose report ends too early; its finished tests count. */
export const CUT_OFF = 'cut off';

/** The cause of a run whose summary counts failures that no case has. */
export const UNNAMED_FAILURES = 'failures in the summary only';

/** The totals in the report's own summary; `bad` is failed plus errored. */
export interface DeclaredTotals {
  readonly tests?: number | undefined;
  readonly passed?: number | undefined;
  readonly bad?: number | undefined;
  readonly skipped?: number | undefined;
  /** Cases that count as passed here and as failed in the summary: expected failures. */
  readonly expectedFailures?: number;
}

/**
 * Returns the report with the counts of the cases. A note says when the summary differs. A summary
 * without any case makes it unreadable; one that counts failures no case has is a failed run.
 */
export function testsOutcome(
  format: string,
  tally: TestTally,
  declared: DeclaredTotals = {},
): ReadReport {
  const claimed = declared.tests ?? 0;
  if (tally.cases === 0 && claimed > 0) {
    return unreadableReport(
      format,
      `The summary counts ${claimed} tests and the report names none; let the tool write every test.`,
    );
  }
  for (const note of contradictions(tally, declared)) tally.note(note);
  const unexpected = (declared.bad ?? 0) - (declared.expectedFailures ?? 0);
  if (unexpected > 0 && !tally.hasFailed && tally.counts.flaky === 0) {
    tally.runFailed(
      UNNAMED_FAILURES,
      `The summary counts ${declared.bad} failures; no case has one.`,
    );
  }
  return readOutcome(format, { kind: 'tests', report: tally.report() });
}

function contradictions({ counts, runFailures }: TestTally, declared: DeclaredTotals): string[] {
  const pairs = [
    ['tests', declared.tests, counts.tests - runFailures],
    ['passed', declared.passed, counts.passed],
    ['failed or errored', declared.bad, counts.failed + counts.errored - runFailures],
    ['skipped', declared.skipped, counts.skipped],
  ] as const;
  return pairs
    .filter(([, claimed, counted]) => claimed !== undefined && claimed !== counted)
    .map(
      ([what, claimed, counted]) =>
        `The report's summary says ${claimed} ${what}, its cases say ${counted}; the cases count.`,
    );
}

/** Returns the outcome of a status word; an unknown word is an error, never a pass. */
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
