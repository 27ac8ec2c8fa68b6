import { readdirSync, readFileSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import { expect, it } from '@jest/globals';
import type { ReadReport } from '../../src/report-formats/base/format.ts';
import { REPORT_FORMATS } from '../../src/report-formats/registry.ts';
import { runs } from '../runs.ts';
import { coverageOf, findingsOf, namedOf, readReport, testsOf } from './reading.ts';

const FIXTURES = join(import.meta.dirname, '..', 'fixtures', 'reports');
/** Cuts tried of one fixture, evenly spread; all of them where it is smaller. */
const MAX_CUTS = runs(150, 2500);
/** Formats of records without an end: cut behind one, nothing tells it from a shorter report. */
const OPEN = new Set(['lcov', 'go-cover', 'go-test-json', 'yarn-audit']);

/** The smallest report of each format, read as any file is: the head first decides the format. */
const SAMPLES = readdirSync(FIXTURES, { withFileTypes: true })
  .filter((entry) => entry.isDirectory() && entry.name !== 'logs')
  .map(({ name }) => smallestIn(join(FIXTURES, name)));

function smallestIn(folder: string): string {
  const files = readdirSync(folder).map((name) => join(folder, name));
  const sized = files.map((path) => ({ path, size: statSync(path).size }));
  return sized.sort((a, b) => a.size - b.size)[0]?.path ?? folder;
}

function numbers(read: ReadReport): string {
  return JSON.stringify([read.state, testsOf(read), coverageOf(read), findingsOf(read)]);
}

function cutsOf(path: string): {
  readonly whole: ReadReport;
  readonly cuts: readonly ReadReport[];
} {
  const bytes = new Uint8Array(readFileSync(path));
  const name = basename(path);
  const step = Math.max(1, Math.ceil(bytes.length / MAX_CUTS));
  const cuts: ReadReport[] = [];
  for (let length = 0; length < bytes.length; length += step) {
    cuts.push(readReport(name, bytes.subarray(0, length)));
  }
  return { whole: readReport(name, bytes), cuts };
}

it('every format has a fixture', () => {
  const formats = new Set(
    SAMPLES.map((path) => readReport(basename(path), readFileSync(path)).format),
  );
  const missing = REPORT_FORMATS.map(({ name }) => name).filter(
    (name) => !formats.has(name) && name !== 'istanbul',
  );
  expect(missing).toEqual([]);
});

it.each(SAMPLES.map((path) => [path.slice(FIXTURES.length + 1), path]))(
  '%s, cut off anywhere, is unreadable, has the same content, or says that it is cut off',
  (_name, path) => {
    const { whole, cuts } = cutsOf(path);
    const shorter = cuts.filter(
      (read) =>
        read.state !== 'unreadable' &&
        numbers(read) !== numbers(whole) &&
        !namedOf(read).some((named) => named.startsWith('errored run: cut off: ')),
    );
    const open = OPEN.has(whole.format);
    expect(open ? shorter.length < cuts.length / 5 : shorter).toEqual(open ? true : []);
    expect(cuts.every((read) => read.state !== 'unreadable' || read.why !== '')).toBe(true);
  },
);
