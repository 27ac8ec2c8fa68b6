import { workspacePath } from '../base/report-path.ts';
import {
  amount,
  entries,
  field,
  hasPath,
  items,
  type Json,
  MalformedReport,
} from '../json/json-report.ts';
import { branchIndexes, jsonCoverage } from './coverage-format.ts';
import type { CoverageFile } from './coverage-tally.ts';

/**
 * SimpleCov's `.resultset.json` (merged here by command) and the `coverage.json` of its JSON
 * formatter. A line is a number of hits; `null` and "ignored" lines cannot be covered.
 */
export const simplecov = jsonCoverage({
  name: 'simplecov',
  recognize: (head) =>
    hasPath(head, 'meta', 'simplecov_version') ||
    hasPath(head, '*', 'coverage', '*', 'lines') ||
    (hasPath(head, '*', 'coverage') && hasPath(head, '*', 'timestamp')),
  read(document, tally) {
    const formatted = field(document, 'meta', 'simplecov_version') !== undefined;
    const results = formatted ? [document] : entries(document).map(([, result]) => result);
    for (const result of results) {
      for (const [path, one] of entries(field(result, 'coverage'))) {
        addFile(tally.file(workspacePath(path)), one);
      }
    }
  },
});

/** Before SimpleCov 0.18, a file was a list of its lines. */
function addFile(file: CoverageFile, one: Json): void {
  const lines = Array.isArray(one) ? items(one) : items(field(one, 'lines'));
  for (const [at, hits] of lines.entries()) {
    if (hits === null || hits === 'ignored') continue;
    const count = amount(hits);
    if (count === undefined) {
      throw new MalformedReport(
        `Line ${at + 1} of a file has no number of hits; the report is damaged.`,
      );
    }
    file.line(at + 1, count > 0);
  }
  const branches = field(one, 'branches');
  const listed = items(branches).map((branch) => ({
    line: amount(branch, 'start_line') ?? 0,
    hit: (amount(branch, 'coverage') ?? 0) > 0,
  }));
  const indexOf = branchIndexes();
  for (const { line, hit } of [...listed, ...keyedBranches(branches)]) {
    file.branch(line, indexOf(line), hit);
  }
}

/** `{"[:if, 0, 2, 2, 6, 5]": {"[:then, 1, 3, 4, 3, 16]": 0}}`: kind, id, line, column, … */
function keyedBranches(branches: Json | undefined): { line: number; hit: boolean }[] {
  return entries(branches).flatMap(([condition, arms]) => {
    const line = Number(/^\[:?"?[^,]*, \d+, (\d+)/.exec(condition)?.[1] ?? 0);
    return entries(arms).map(([, hits]) => ({ line, hit: (amount(hits) ?? 0) > 0 }));
  });
}
