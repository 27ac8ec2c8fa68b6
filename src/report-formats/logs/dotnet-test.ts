import { addCounts, type Counts, noCounts } from '../test-results/group-tally.ts';
import type { LogRecognizer } from './log-reading.ts';
import { testsReading } from './single-line.ts';

const FORMAT = 'log:dotnet-test';
/** One line per assembly (`dotnet test` of SDK 5 to 9). */
const ASSEMBLY =
  /^(?:Passed|Failed|Skipped)! +- Failed: +(\d+), Passed: +(\d+), Skipped: +(\d+), Total: +\d+, Duration: /;
/** The terminal logger's line for all assemblies (SDK 9 and later), which replaces the others. */
const SUMMARY =
  /^Test summary: total: \d+[;,] failed: (\d+)[;,] succeeded: (\d+)[;,] skipped: (\d+)/i;
/** vstest's totals, one line each. */
const TOTAL = /^Total tests: (?:\d+|Unknown)$/;
const PART = /^ +(Passed|Failed|Skipped): (\d+)$/;
/** Microsoft.Testing.Platform's verdict, with its totals in the lines below. */
const PLATFORM = /^Test run summary: (.+)$/;
const PLATFORM_PART = /^ +(total|failed|succeeded|skipped|error): (\d+)$/;
/** vstest says that a run was aborted at once, and again after the totals of what had ended. */
const ABORTING = /^The active test run was aborted\. Reason: /;
const ABORTED = /^Test Run (?:Aborted|Cancell?ed)\b(?: with error|\.)/;
const BEGIN = /^ *(?:Determining projects to restore\.\.\.|Restore complete)/;

/**
 * `dotnet test`, the assemblies of one run together. An aborted run is one error more, because its
 * totals leave out the tests that did not end (microsoft/vstest, ConsoleLogger.cs, and
 * microsoft/testfx, TerminalTestReporter.cs).
 */
export const dotnetTest: LogRecognizer = {
  format: FORMAT,
  scan(emit) {
    let run = new DotnetRun();
    const close = () => {
      if (run.line > 0) emit(testsReading(FORMAT, run.line, run.total()));
      run = new DotnetRun();
    };
    return {
      line(text, number) {
        if (BEGIN.test(text)) close();
        run.take(text, number);
      },
      boundary: close,
    };
  },
};

class DotnetRun {
  line = 0;
  counts = noCounts();
  #inTotals = false;
  /** The verdict of the totals below, and how many failures they have. */
  #platform: { readonly passed: boolean; bad: number } | undefined;
  #aborting = 0;
  #aborted = 0;

  take(text: string, number: number): void {
    if (ABORTING.test(text)) this.#aborting++;
    if (ABORTED.test(text)) this.#aborted++;
    if (ABORTING.test(text) || ABORTED.test(text)) this.line = number;
    const verdict = PLATFORM.exec(text)?.[1];
    if (verdict !== undefined) {
      this.#closePlatform();
      this.#platform = { passed: verdict.startsWith('Passed!'), bad: 0 };
      this.line = number;
    }
    const summary = SUMMARY.exec(text);
    if (summary !== null) this.counts = noCounts();
    const [, failed, passed, skipped] = summary ?? ASSEMBLY.exec(text) ?? [];
    if (failed === undefined) {
      this.#below(text, number);
      return;
    }
    const part = { failed: Number(failed), passed: Number(passed), skipped: Number(skipped) };
    this.#add(part, number);
  }

  /** Returns the totals with the errors of the run itself. */
  total(): Counts {
    this.#closePlatform();
    const total = noCounts();
    addCounts(total, this.counts);
    total.errored += Math.max(this.#aborting, this.#aborted);
    return total;
  }

  /** Ends the totals of one verdict: a run that did not pass without a failure is an error. */
  #closePlatform(): void {
    if (this.#platform?.passed === false && this.#platform.bad === 0) this.counts.errored++;
    this.#platform = undefined;
  }

  #platformPart(text: string, number: number): boolean {
    const [, word, count] = this.#platform === undefined ? [] : (PLATFORM_PART.exec(text) ?? []);
    if (word === undefined || this.#platform === undefined) return false;
    const part = Number(count);
    if (word === 'failed' || word === 'error') this.#platform.bad += part;
    if (word === 'failed' || word === 'skipped') this.#add({ [word]: part }, number);
    if (word === 'succeeded') this.#add({ passed: part }, number);
    if (word === 'error') this.#add({ errored: part }, number);
    return true;
  }

  #below(text: string, number: number): void {
    if (this.#platformPart(text, number)) return;
    const part = this.#inTotals ? PART.exec(text) : null;
    this.#inTotals = TOTAL.test(text) || part !== null;
    if (part !== null) this.#add({ [(part[1] ?? '').toLowerCase()]: Number(part[2]) }, number);
  }

  #add(part: Partial<Counts>, number: number): void {
    this.line = number;
    addCounts(this.counts, { ...noCounts(), ...part });
  }
}
