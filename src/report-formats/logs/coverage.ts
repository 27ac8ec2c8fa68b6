import type { CoverageCount } from '../../model/reports.ts';
import type { CoverageMeasure, LogCoverage, LogReading, LogRecognizer } from './log-reading.ts';

const ISTANBUL = 'log:istanbul';
const ISTANBUL_HEADER = /^-*File +\| +% Stmts \| +% Branch \| +% Funcs \| +% Lines \|/;
const ALL_FILES = /^All files +\| +[\d.]+ \| +[\d.]+ \| +[\d.]+ \| +(\d+(?:\.\d+)?) \|/;
const ISTANBUL_SUMMARY =
  /^(Branches|Lines) +: (\d+(?:\.\d+)?)% \( (\d+)\/(\d+) \)(?:, \d+ ignored)?$/;
const NOT_MET =
  /^ERROR: Coverage for (lines|branches|statements|functions) \((\d+(?:\.\d+)?)%\) does not meet (?:global |"[^"]*" )?threshold \((\d+(?:\.\d+)?)%\)/;
const JEST_NOT_MET =
  /^Jest: "[^"]*" coverage threshold for (lines|branches|statements|functions) \((\d+(?:\.\d+)?)%\) not met: (\d+(?:\.\d+)?)%$/;

/**
 * Istanbul's text and text-summary reports (nyc, c8, jest, vitest) and failed thresholds. The
 * summary of a run has counts and replaces its table.
 */
export const istanbul: LogRecognizer = {
  format: ISTANBUL,
  scan(emit) {
    const counts = new Summary();
    let inTable = false;
    let pending: LogCoverage | undefined;
    const close = () => {
      if (pending !== undefined) emit(pending);
      pending = undefined;
      inTable = false;
    };
    return {
      line(text, number) {
        if (ISTANBUL_HEADER.test(text)) {
          close();
          inTable = true;
        }
        const percent = inTable ? ALL_FILES.exec(text)?.[1] : undefined;
        if (percent !== undefined) pending = coverage(number, Number(percent));
        pending = counts.take(text, number) ?? pending;
        const missed = threshold(text, number);
        if (missed !== undefined) emit(missed);
      },
      boundary: close,
    };
  },
};

function coverage(line: number, percent: number): LogCoverage {
  return { kind: 'coverage', format: ISTANBUL, line, measure: 'lines', percent };
}

/** The branches come before the lines and are reported with them. */
class Summary {
  #branches: CoverageCount | undefined;

  take(text: string, line: number): LogCoverage | undefined {
    const [, what, percent, covered, total] = ISTANBUL_SUMMARY.exec(text) ?? [];
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
    format: ISTANBUL,
    line,
    measure: what as CoverageMeasure,
    required: Number(required ?? jestRequired),
    measured: Number(measured ?? jestMeasured),
    met: false,
  };
}

const COVERAGE_PY = 'log:coverage-py';
const COVERAGE_PY_HEADER = /^Name +Stmts +Miss( +Branch +BrPart)? +Cover/;
const TOTAL = /^TOTAL +(\d+) +(\d+)(?: +(\d+) +(\d+))? +(\d+(?:\.\d+)?)%$/;
const PYTEST_COV =
  /^(?:FAIL |ERROR: )?Required test coverage of (\d+(?:\.\d+)?)% (not reached|reached)\. Total coverage: (\d+(?:\.\d+)?)%$/;
const FAIL_UNDER =
  /^(?:ERROR: )?Coverage failure: total of (\d+(?:\.\d+)?)%? is less than fail-under=(\d+(?:\.\d+)?)%?$/;

/**
 * coverage.py's table, alone or by pytest-cov, and the result of `--fail-under`. With branches, its
 * percentage combines lines and branches; `BrPart` counts lines, so the branches are unknown.
 */
export const coveragePy: LogRecognizer = {
  format: COVERAGE_PY,
  scan(emit) {
    let inTable = false;
    return {
      line(text, number) {
        if (COVERAGE_PY_HEADER.test(text)) inTable = true;
        const total = inTable ? totalReading(text, number) : undefined;
        const reading = total ?? thresholdReading(text, number);
        if (total !== undefined) inTable = false;
        if (reading !== undefined) emit(reading);
      },
      boundary() {
        inTable = false;
      },
    };
  },
};

function totalReading(text: string, line: number): LogReading | undefined {
  const [, statements, missed, branch, , percent] = TOTAL.exec(text) ?? [];
  if (statements === undefined) return undefined;
  const total = Number(statements);
  return {
    kind: 'coverage',
    format: COVERAGE_PY,
    line,
    measure: branch === undefined ? 'lines' : 'combined',
    percent: Number(percent),
    lines: { covered: Math.max(0, total - Number(missed)), total },
  };
}

function thresholdReading(text: string, line: number): LogReading | undefined {
  const [, required, word, measured] = PYTEST_COV.exec(text) ?? [];
  const [, total, under] = FAIL_UNDER.exec(text) ?? [];
  if (required === undefined && total === undefined) return undefined;
  return {
    kind: 'threshold',
    format: COVERAGE_PY,
    line,
    measure: 'combined',
    required: Number(required ?? under),
    measured: Number(measured ?? total),
    met: word === 'reached',
  };
}
