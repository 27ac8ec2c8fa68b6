import type { CoverageCount } from '../../model/reports.ts';
import { workspacePath } from '../base/report-path.ts';
import {
  amount,
  eachEntry,
  entries,
  field,
  hasPath,
  items,
  type Json,
  MalformedReport,
  text,
} from '../json/json-report.ts';
import { branchIndexes, jsonCoverage } from './coverage-format.ts';
import type { CoverageFile } from './coverage-tally.ts';

/**
 * Istanbul's `coverage-final.json`, from nyc, c8, jest and vitest. A line is covered when one of
 * the statements that begin on it ran, as Istanbul itself counts lines.
 */
export const istanbul = jsonCoverage({
  name: 'istanbul',
  recognize: (head) => hasPath(head, '*', 'statementMap') && hasPath(head, '*', 'path'),
  read(document, tally) {
    for (const [key, one] of eachEntry(document)) {
      const file = tally.file(workspacePath(text(one, 'path') || key));
      addStatements(file, one);
      addBranches(file, one);
    }
  },
});

/** Istanbul's `coverage-summary.json`: totals per file, which cannot be merged by line. */
export const istanbulSummary = jsonCoverage({
  name: 'istanbul-summary',
  recognize: (head) =>
    hasPath(head, 'total', 'lines', 'covered') && hasPath(head, 'total', 'statements', 'total'),
  read(document, tally) {
    let files = 0;
    for (const [path, one] of eachEntry(document)) {
      if (path === 'total') continue;
      files++;
      tally.file(workspacePath(path)).totals(countOf(one, 'lines'), countOf(one, 'branches'));
    }
    if (files === 0 && countOf(field(document, 'total'), 'lines').total > 0) {
      throw new MalformedReport('The summary gives a total and no file that it is made of.');
    }
    tally.note(
      'A summary gives totals of each file; lines of several such reports can not be merged.',
    );
  },
});

function addStatements(file: CoverageFile, one: Json): void {
  const hits = field(one, 's');
  for (const [id, place] of entries(field(one, 'statementMap'))) {
    const line = amount(place, 'start', 'line');
    const count = amount(hits, id);
    if (line === undefined || count === undefined) {
      throw new MalformedReport(
        `Statement ${id} of a file has no line or no count; the report is damaged.`,
      );
    }
    file.line(line, count > 0);
  }
}

function addBranches(file: CoverageFile, one: Json): void {
  const places = field(one, 'branchMap');
  const indexOf = branchIndexes();
  for (const [id, counts] of entries(field(one, 'b'))) {
    const place = field(places, id);
    const line = amount(place, 'loc', 'start', 'line') ?? amount(place, 'line') ?? 0;
    for (const count of items(counts)) {
      file.branch(line, indexOf(line), (amount(count) ?? 0) > 0);
    }
  }
}

function countOf(one: Json | undefined, what: string): CoverageCount {
  const covered = amount(one, what, 'covered');
  const total = amount(one, what, 'total');
  if (covered === undefined || total === undefined || covered > total) {
    throw new MalformedReport(
      `The ${what} of a file are not a count of covered among all; the report is damaged.`,
    );
  }
  return { covered, total };
}
