import { workspacePath } from '../base/report-path.ts';
import {
  amount,
  eachEntry,
  entries,
  field,
  hasPath,
  isList,
  items,
  type Json,
  MalformedReport,
} from '../json/json-report.ts';
import { branchIndexes, jsonCoverage } from './coverage-format.ts';
import type { CoverageFile, CoverageTally } from './coverage-tally.ts';

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
    if (formatted) addResult(tally, document);
    else for (const [, result] of eachEntry(document)) addResult(tally, result);
  },
});

function addResult(tally: CoverageTally, result: Json): void {
  for (const [path, one] of eachEntry(field(result, 'coverage'))) {
    addFile(tally.file(workspacePath(path)), one);
  }
}

/** Before SimpleCov 0.18, a file was a list of its lines. */
function addFile(file: CoverageFile, one: Json): void {
  const lines = items(isList(one) ? one : field(one, 'lines'));
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
