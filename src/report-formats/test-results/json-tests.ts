import type { ReadReport, ReportFormat } from '../base/format.ts';
import { type Json, jsonReader } from '../json/json-report.ts';
import { type DeclaredTotals, TestTally, testsOutcome } from './test-tally.ts';

/**
 * Defines a format that is one JSON document. `read` adds the cases, returns what the summary says,
 * and may throw `MalformedReport`.
 */
export function jsonTests({
  read,
  ...format
}: Pick<ReportFormat, 'name' | 'recognize'> & {
  read(document: Json, tally: TestTally): DeclaredTotals;
}): ReportFormat {
  const readDocument = (document: Json): ReadReport => {
    const tally = new TestTally(format.name);
    const declared = read(document, tally);
    return testsOutcome(format.name, tally, declared);
  };
  return {
    ...format,
    kind: 'tests',
    reader: (limits) => jsonReader(format.name, readDocument, limits),
  };
}
