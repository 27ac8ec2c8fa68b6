import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from '@jest/globals';
import { ADVICE, brokenRuns, hasNoSign } from '../../scripts/reference/broken-runs.ts';
import { readReport } from './reading.ts';

const ROOT = join(import.meta.dirname, '..', '..');
const FOLDER = join(ROOT, '__tests__', 'fixtures', 'broken-runs');
const runs = brokenRuns(ROOT);

/** Counts of a recorded report in words; zeros are left out. */
function readingOf(file: string | null): string {
  if (file === null) return 'no file';
  const read = readReport(file, readFileSync(join(FOLDER, file)));
  if (read.state !== 'present' || read.content.kind !== 'tests') return read.state;
  const { passed, failed, errored, skipped } = read.content.report.counts;
  return Object.entries({ passed, failed, errored, skipped })
    .filter(([, count]) => count > 0)
    .map(([word, count]) => `${count} ${word}`)
    .join(', ');
}

it.each(runs.map((run) => [run.tool, run.report, run.situation, run] as const))(
  'reads the report of %s %s, %s, as the table says',
  (_tool, _report, _situation, { file, readAs }) => {
    expect(readingOf(file)).toBe(readAs);
  },
);

it('names what to do for each report that has no sign of the broken run, and for no other', () => {
  const silent = runs.filter(hasNoSign).map(({ tool, report }) => `${tool} ${report}`);
  expect([...new Set(silent)].sort()).toEqual(Object.keys(ADVICE).sort());
});
