import { grouped, quantity } from '../lib/format.ts';
import { sanitize } from '../lib/sanitize.ts';
import { type DiskSource, diskSource } from '../local/disk.ts';
import { expandPaths, type NamedFile } from '../local/walk-files.ts';
import { NO_TESTS } from '../model/evidence.ts';
import type { TestCounts } from '../model/reports.ts';
import type { ReadReport, ReportContent } from '../report-formats/base/format.ts';
import { shouldBeReport } from '../report-formats/base/report-path.ts';
import { reportReader, UNKNOWN_FORMAT } from '../report-formats/read-report.ts';
import type { ArchiveEntry } from '../report-formats/zip/archive.ts';
import { openArchive } from '../report-formats/zip/read-zip.ts';
import { flag } from './arguments.ts';
import { type Command, jsonText } from './command.ts';
import type { ReportRow } from './command-json.ts';
import { columns, ending, fitting, type Ink, inked, PLAIN, type Style } from './style.ts';

/** `reports`: prints what the audit sees in report files, folders, globs, and zips. */
export const reportsCommand: Command = {
  async run(given, terminal) {
    const { files, missing } = await expandPaths(given.positionals);
    const { rows, others, remarks } = await readRows(files);
    rows.push(...missing.map(missingRow));
    if (others > 0) {
      const are = others === 1 ? 'is not a report' : 'are not reports';
      terminal.err(`${quantity(others, 'other file')} ${are}\n`);
    }
    for (const remark of remarks.slice(0, MAX_REMARKS)) terminal.err(`${remark}\n`);
    const more = remarks.length - MAX_REMARKS;
    if (more > 0) terminal.err(`${quantity(more, 'more remark')}\n`);
    const totals = rows.reduce(sum, NO_TESTS);
    terminal.out(
      flag(given, 'json') ? asJson(rows, totals) : asText(rows, totals, terminal.style ?? PLAIN),
    );
    return rows.some((row) => row.state === 'unreadable') || rows.length === 0 ? 2 : 0;
  },
};

/** Maximum number of printed remarks; further ones are counted. */
const MAX_REMARKS = 50;

/** Only rows and remarks are kept of a file, so that memory stays flat. */
async function readRows(files: readonly NamedFile[]) {
  const rows: ReportRow[] = [];
  const remarks: string[] = [];
  let others = 0;
  for (const file of files) {
    for await (const { row, notes } of readReportFile(file)) {
      if (row === undefined) others++;
      else rows.push(row);
      remarks.push(...notes);
    }
  }
  return { rows, others, remarks };
}

/**
 * A folder or zip can contain other files than reports. A file that was named must be a report, and
 * so must a file with the name of a report, even when it is empty.
 */
function isReport({ path, result, bytes, named }: ReadFile): boolean {
  if (named || result.state !== 'unreadable' || result.format !== UNKNOWN_FORMAT) return true;
  return shouldBeReport(path, bytes, result.torn === true);
}

function missingRow({ path, why }: { readonly path: string; readonly why: string }): ReportRow {
  const result = { state: 'unreadable', format: UNKNOWN_FORMAT, why } as const;
  return reportRow({ path, result, bytes: 0, named: true });
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
  return jsonText<'reports'>({ files, totals });
}

/** Returns a table; on a terminal, long paths are cut at their beginning. */
function asText(read: readonly ReportRow[], totals: TestCounts, style: Style): string {
  // Names inside of a zip are untrusted: control characters are shown as escapes.
  const rows = read.map((row) => ({ ...row, path: sanitize(row.path, 4096) }));
  const format = Math.max(0, ...rows.map((row) => columns(row.format)));
  const longest = Math.max(0, ...rows.map((row) => columns(row.path)));
  const shown = Math.max(0, ...rows.map((row) => columns(describe(row))));
  const room = style.wraps === true ? Math.max(30, style.width - format - 4 - shown) : longest;
  const path = Math.min(longest, room);
  const lines = rows.flatMap((row) => {
    const lead = `${ending(row.path, path).padEnd(path)}  ${row.format.padEnd(format)}  `;
    const [first = '', ...more] = fitting(style, lead, describe(row));
    return [inked(style, inkOf(row), first), ...more];
  });
  return `${[...lines, inked(style, 'bold', `total: ${inWords(totals)}`)].join('\n')}\n`;
}

function inkOf({ state, failed, errored }: ReportRow): Ink {
  if (state === 'unreadable' || failed + errored > 0) return 'red';
  return state === 'empty' ? 'yellow' : 'green';
}

function describe(row: ReportRow): string {
  if (row.state === 'unreadable') return `unreadable: ${row.message}`;
  if (row.state === 'empty') return 'empty: nothing is counted in it';
  if (row.coverage !== null) {
    const { covered, total } = row.coverage.lines;
    return `${grouped(covered)} of ${quantity(total, 'line')} covered`;
  }
  if (row.findings !== null) {
    const found = Object.entries(row.findings).filter(([, count]) => count > 0);
    const shown = found.map(([severity, count]) => `${grouped(count)} ${severity}`).join(', ');
    return shown === '' ? 'no finding' : shown;
  }
  return row.tests > 0 ? inWords(row) : 'read';
}

const OUTCOMES = ['passed', 'failed', 'errored', 'skipped', 'flaky'] as const;

/** Passed and failed always, the other counts if they are not zero. */
function inWords(counts: TestCounts): string {
  const shown = OUTCOMES.filter((one, at) => at < 2 || counts[one] > 0);
  const parts = shown.map((one) => `${grouped(counts[one])} ${one}`);
  return `${quantity(counts.tests, 'test')}: ${parts.join(', ')}`;
}

function reportRow({ path, result }: ReadFile): ReportRow {
  const { state, format } = result;
  const base = { path, format, state, ...NO_TESTS, coverage: null, findings: null };
  if (result.state === 'unreadable') return { ...base, message: result.why };
  return { ...base, ...contentOf(result.content), message: null };
}

function contentOf(content: ReportContent): Partial<ReportRow> {
  switch (content.kind) {
    case 'tests':
      return content.report.counts;
    case 'coverage':
      return { coverage: { lines: content.report.lines, branches: content.report.branches } };
    case 'findings':
      return { findings: content.report.counts };
    case 'sbom':
    case 'benchmark':
      return {};
  }
  content satisfies never;
  return {};
}

/** A report file, or a member of a zip as `archive.zip!/member`. */
interface ReadFile {
  readonly path: string;
  readonly result: ReadReport;
  readonly bytes: number;
  /** Whether it was named itself. A file in a folder or zip is not necessarily a report. */
  readonly named: boolean;
}

/** What is kept of a file: its row, unless it is no report, and the notes of its reader. */
interface FileRow {
  readonly row: ReportRow | undefined;
  readonly notes: readonly string[];
}

function fileRow(read: ReadFile): FileRow {
  const row = isReport(read) ? reportRow(read) : undefined;
  if (read.result.state === 'unreadable') return { row, notes: [] };
  const { notes } = read.result.content.report;
  return { row, notes: notes.map((note) => sanitize(`${read.path}: ${note}`)) };
}

/**
 * Reads one file, or every member of one zip, as a stream, and yields the row of each as soon as it is
 * read, so that memory stays flat. Never throws for the content of a file.
 */
async function* readReportFile({ path, named }: NamedFile): AsyncGenerator<FileRow> {
  const opened = open(path);
  if ('why' in opened) {
    yield unreadable(path, opened.why, named);
    return;
  }
  try {
    yield* readMembers(opened, path, named);
  } finally {
    opened.close();
  }
}

function open(path: string): DiskSource | { readonly why: string } {
  try {
    return diskSource(path);
  } catch (error) {
    return { why: error instanceof Error ? error.message : String(error) };
  }
}

async function* readMembers(
  source: DiskSource,
  path: string,
  named: boolean,
): AsyncGenerator<FileRow> {
  const archive = openArchive(source, path);
  if (archive.state === 'unreadable') {
    yield unreadable(path, archive.why, true);
    return;
  }
  for (const entry of archive.entries) {
    const single = entry.path === path;
    const shown = single ? path : `${path}!/${entry.path}`;
    if (entry.state === 'refused') {
      yield unreadable(shown, entry.why, true);
      continue;
    }
    yield readMember(entry, shown, single && named);
  }
}

/** A function of its own, because a generator that waits for the next member keeps the last one alive. */
async function readMember(
  entry: Extract<ArchiveEntry, { readonly state: 'present' }>,
  path: string,
  named: boolean,
): Promise<FileRow> {
  const reader = reportReader(entry.path);
  let bytes = 0;
  const end = await entry.read((chunk) => {
    bytes += chunk.length;
    reader.write(chunk);
  });
  const read = reader.end();
  const result = end.state === 'read' ? read : broken(end.why, read.format);
  return fileRow({ path, result, bytes, named: named || end.state === 'broken' });
}

function broken(why: string, format = UNKNOWN_FORMAT): ReadReport {
  return { state: 'unreadable', format, why };
}

function unreadable(path: string, why: string, named: boolean): FileRow {
  return fileRow({ path, result: broken(why), bytes: 0, named });
}
