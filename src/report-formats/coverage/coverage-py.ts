import { workspacePath } from '../base/report-path.ts';
import {
  amount,
  eachEntry,
  field,
  hasPath,
  items,
  type Json,
  MalformedReport,
} from '../json/json-report.ts';
import { jsonCoverage } from './coverage-format.ts';
import type { CoverageFile } from './coverage-tally.ts';

/** `coverage json` of coverage.py (formats 2 and 3, coverage.py 5 to 7). */
export const coveragePy = jsonCoverage({
  name: 'coverage-py',
  recognize: (head) =>
    hasPath(head, 'files', '*', 'executed_lines') ||
    (hasPath(head, 'meta', 'branch_coverage') && hasPath(head, 'files')),
  read(document, tally) {
    let lines = 0;
    for (const [path, one] of eachEntry(field(document, 'files'))) {
      const file = tally.file(workspacePath(path));
      lines +=
        addLines(file, one, 'executed_lines', true) + addLines(file, one, 'missing_lines', false);
      addBranches(file, one);
    }
    const claimed = amount(document, 'totals', 'num_statements');
    if (claimed !== undefined && claimed !== lines) {
      tally.note(
        `The report's totals say ${claimed} lines, its files list ${lines}; the files count.`,
      );
    }
  },
});

function addLines(file: CoverageFile, one: Json, key: string, hit: boolean): number {
  const lines = items(field(one, key));
  for (const line of lines) file.line(lineOf(line), hit);
  return lines.length;
}

/**
 * Adds branches by their rank on their line. A branch is `[from, to]`; `to` is negative at an exit.
 */
function addBranches(file: CoverageFile, one: Json): void {
  const branches = [
    ...items(field(one, 'executed_branches')).map((pair) => ({ pair, hit: true })),
    ...items(field(one, 'missing_branches')).map((pair) => ({ pair, hit: false })),
  ].map(({ pair, hit }) => ({ from: lineOf(items(pair)[0]), to: Number(items(pair)[1]), hit }));
  branches.sort((a, b) => a.from - b.from || a.to - b.to);
  let index = 0;
  for (const [at, branch] of branches.entries()) {
    index = branches[at - 1]?.from === branch.from ? index + 1 : 0;
    file.branch(branch.from, index, branch.hit);
  }
}

function lineOf(value: Json | undefined): number {
  const line = amount(value);
  if (line === undefined) {
    throw new MalformedReport(
      'A file lists something that is not a line number; the report is damaged.',
    );
  }
  return line;
}
