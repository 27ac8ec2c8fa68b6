import type { CoverageCount } from '../../model/reports.ts';
import type { CoverageMeasure, LogCoverage, LogReading, LogRecogniser } from './log-reading.ts';

const FORMAT = 'log:istanbul';
const HEADER = /^-*File +\| +% Stmts \| +% Branch \| +% Funcs \| +% Lines \|/;
const ALL_FILES = /^All files +\| +[\d.]+ \| +[\d.]+ \| +[\d.]+ \| +(\d+(?:\.\d+)?) \|/;
const SUMMARY = /^(Branches|Lines) +: (\d+(?:\.\d+)?)% \( (\d+)\/(\d+) \)(?:, \d+ ignored)?$/;
const NOT_MET =
  /^ERROR: Coverage for (lines|branches|statements|functions) \((\d+(?:\.\d+)?)%\) does not meet (?:global |"[^"]*" )?threshold \((\d+(?:\.\d+)?)%\)/;
const JEST_NOT_MET =
  /^Jest: "[^"]*" coverage threshold for (lines|branches|statements|functions) \((\d+(?:\.\d+)?)%\) not met: (\d+(?:\.\d+)?)%$/;

/**
 * Istanbul's text and text-summary reports (nyc, c8, jest, vitest) and the thresholds they miss. The
 * summary of a run has counts and takes the place of its table.
 */
export const istanbul: LogRecogniser = {
  format: FORMAT,
  scan(emit) {
    const counts = new Summary();
    let inTable = false;
    let held: LogCoverage | undefined;
    const close = () => {
      if (held !== undefined) emit(held);
      held = undefined;
      inTable = false;
    };
    return {
      line(text, number) {
        if (HEADER.test(text)) {
          close();
          inTable = true;
        }
        const percent = inTable ? ALL_FILES.exec(text)?.[1] : undefined;
        if (percent !== undefined) held = coverage(number, Number(percent));
        held = counts.take(text, number) ?? held;
        const missed = threshold(text, number);
        if (missed !== undefined) emit(missed);
      },
      boundary: close,
    };
  },
};

function coverage(line: number, percent: number): LogCoverage {
  return { kind: 'coverage', format: FORMAT, line, measure: 'lines', percent };
}

/** Branches come before lines, and say nothing until those come. */
class Summary {
  #branches: CoverageCount | undefined;

  take(text: string, line: number): LogCoverage | undefined {
    const [, what, percent, covered, total] = SUMMARY.exec(text) ?? [];
    if (what === undefined) return undefined;
    const count = { covered: Number(covered), total: Number(total) };
    const branches = this.#branches;
    this.#branches = what === 'Branches' ? count : undefined;
    if (what === 'Branches') return undefined;
    const reading = { ...coverage(line, Number(percent)), lines: count };
    return branches === undefined ? reading : { ...reading, branches };
  }
}

function threshold(text: string, line: number): LogReading | undefined {
  const [, measure, measured, required] = NOT_MET.exec(text) ?? [];
  const [, jestMeasure, jestRequired, jestMeasured] = JEST_NOT_MET.exec(text) ?? [];
  const what = measure ?? jestMeasure;
  if (what === undefined) return undefined;
  return {
    kind: 'threshold',
    format: FORMAT,
    line,
    measure: what as CoverageMeasure,
    required: Number(required ?? jestRequired),
    measured: Number(measured ?? jestMeasured),
    met: false,
  };
}
