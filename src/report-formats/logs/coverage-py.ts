import type { LogReading, LogRecogniser } from './log-reading.ts';

const FORMAT = 'log:coverage-py';
const HEADER = /^Name +Stmts +Miss( +Branch +BrPart)? +Cover/;
const TOTAL = /^TOTAL +(\d+) +(\d+)(?: +(\d+) +(\d+))? +(\d+(?:\.\d+)?)%$/;
const PYTEST_COV =
  /^(?:FAIL |ERROR: )?Required test coverage of (\d+(?:\.\d+)?)% (not reached|reached)\. Total coverage: (\d+(?:\.\d+)?)%$/;
const FAIL_UNDER =
  /^(?:ERROR: )?Coverage failure: total of (\d+(?:\.\d+)?)%? is less than fail-under=(\d+(?:\.\d+)?)%?$/;

/**
 * coverage.py's table, alone or printed by pytest-cov, and the word of `--fail-under`. With branches
 * its percentage is of lines and branches together; `BrPart` counts lines, not branches, so the
 * branches themselves are not known.
 */
export const coveragePy: LogRecogniser = {
  format: FORMAT,
  scan(emit) {
    let inTable = false;
    return {
      line(text, number) {
        if (HEADER.test(text)) inTable = true;
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
    format: FORMAT,
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
    format: FORMAT,
    line,
    measure: 'combined',
    required: Number(required ?? under),
    measured: Number(measured ?? total),
    met: word === 'reached',
  };
}
