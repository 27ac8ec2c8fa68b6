import { sameFile } from '../../lib/paths.ts';
import type { EvidenceSet } from '../../model/evidence-file.ts';
import type { CoverageReport, FileCoverage } from '../../model/reports.ts';
import type { LineRange } from '../../model/repository.ts';
import { coverageOfLines } from '../../report-formats/coverage/coverage-tally.ts';

/**
 * The evidence with the coverage of the changed lines beside that of the whole file, where the diff and the report
 * both tell lines; the lines themselves are then left out, for a large change has many.
 */
export function withChangedCoverage<T extends Pick<EvidenceSet, 'changes' | 'coverage'>>(
  evidence: T,
): T {
  const { changes, coverage } = evidence;
  if (changes.state !== 'present') return evidence;
  const added = new Map(
    changes.value.files.flatMap(({ path, added: lines }) =>
      lines === undefined ? [] : [[path, lines] as const],
    ),
  );
  const files = changes.value.files.map(({ added: _, ...file }) => file);
  const bare = { ...changes, value: { ...changes.value, files } };
  if (coverage.state !== 'present' || added.size === 0) return { ...evidence, changes: bare };
  const value = coverage.value.map((one) => ({ ...one, report: withLines(one.report, added) }));
  return { ...evidence, changes: bare, coverage: { ...coverage, value } };
}

function withLines(
  report: CoverageReport,
  added: ReadonlyMap<string, readonly LineRange[]>,
): CoverageReport {
  const files = report.files.map((file): FileCoverage => {
    const lines = added.get(file.path) ?? linesOf(file.path, added);
    const changed = lines && coverageOfLines(report, file.path, lines);
    return changed === undefined ? file : { ...file, changed };
  });
  return { ...report, files };
}

/** Reports name paths from the root of the build. */
function linesOf(
  path: string,
  added: ReadonlyMap<string, readonly LineRange[]>,
): readonly LineRange[] | undefined {
  for (const [name, lines] of added) if (sameFile(name, path)) return lines;
  return undefined;
}
