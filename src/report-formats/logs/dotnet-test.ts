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
const BEGIN = /^ *(?:Determining projects to restore\.\.\.|Restore complete)/;

/** `dotnet test`, the assemblies of one run together. */
export const dotnetTest: LogRecognizer = {
  format: FORMAT,
  scan(emit) {
    let run = new DotnetRun();
    const close = () => {
      if (run.line > 0) emit(testsReading(FORMAT, run.line, run.counts));
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

  take(text: string, number: number): void {
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

  #below(text: string, number: number): void {
    const part = this.#inTotals ? PART.exec(text) : null;
    this.#inTotals = TOTAL.test(text) || part !== null;
    if (part !== null) this.#add({ [(part[1] ?? '').toLowerCase()]: Number(part[2]) }, number);
  }

  #add(part: Partial<Counts>, number: number): void {
    this.line = number;
    addCounts(this.counts, { ...noCounts(), ...part });
  }
}
