import { expandPaths } from '../local/expand-paths.ts';
import { NO_TESTS, type TestCounts } from '../model/test-report.ts';
import { UNKNOWN_FORMAT } from '../reports/read-report.ts';
import { flag } from './arguments.ts';
import type { Command } from './command.ts';
import { type ReadFile, readReportFile } from './read-report-file.ts';
import { type ReportRow, reportRow } from './report-row.ts';

/** `reports`: what the audit sees in report files, folders, globs and zips. */
export const reportsCommand: Command = {
  async run(given, terminal) {
    const { files, missing } = await expandPaths(given.positionals);
    const read: ReadFile[] = [];
    for (const file of files) read.push(...(await readReportFile(file)));
    const rows = [...read.filter(isReport).map(reportRow), ...missing.map(missingRow)];
    const others = read.length - (rows.length - missing.length);
    if (others > 0) terminal.err(`${others} other files are no reports\n`);
    const totals = rows.reduce(sum, NO_TESTS);
    terminal.out(flag(given, 'json') ? asJson(rows, totals) : asText(rows, totals));
    return rows.some((row) => row.state === 'unreadable') || rows.length === 0 ? 2 : 0;
  },
};

/** A folder or zip may hold files that are no reports; one that was named must be one. */
function isReport({ result, named }: ReadFile): boolean {
  return named || result.state !== 'unreadable' || result.format !== UNKNOWN_FORMAT;
}

function missingRow({ path, why }: { readonly path: string; readonly why: string }): ReportRow {
  const result = { state: 'unreadable', format: UNKNOWN_FORMAT, why } as const;
  return reportRow({ path, result, named: true });
}

function sum(total: TestCounts, row: TestCounts): TestCounts {
  return {
    tests: total.tests + row.tests,
    passed: total.passed + row.passed,
    failed: total.failed + row.failed,
    errored: total.errored + row.errored,
    skipped: total.skipped + row.skipped,
    flaky: total.flaky + row.flaky,
  };
}

function asJson(files: readonly ReportRow[], totals: TestCounts): string {
  return `${JSON.stringify({ files, totals }, null, 2)}\n`;
}

function asText(rows: readonly ReportRow[], totals: TestCounts): string {
  const lines = rows.map((row) => `${row.path}  ${row.format}  ${describe(row)}`);
  return `${[...lines, `total: ${inWords(totals)}`].join('\n')}\n`;
}

function describe(row: ReportRow): string {
  if (row.state === 'unreadable') return `unreadable: ${row.message}`;
  if (row.state === 'empty') return 'empty: nothing is counted in it';
  if (row.coverage !== null) {
    const { covered, total } = row.coverage.lines;
    return `${covered} of ${total} lines covered`;
  }
  if (row.findings !== null) {
    return Object.entries(row.findings)
      .map(([severity, count]) => `${count} ${severity}`)
      .join(', ');
  }
  return row.tests > 0 ? inWords(row) : 'read';
}

function inWords({ tests, passed, failed, errored, skipped, flaky }: TestCounts): string {
  return `${tests} tests: ${passed} passed, ${failed} failed, ${errored} errored, ${skipped} skipped, ${flaky} flaky`;
}
