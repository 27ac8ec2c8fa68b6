import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  CoverageTally,
  MAX_FILES,
  mergeCoverageReports,
} from '../../../src/report-formats/coverage/coverage-tally.ts';
import { propertyOptions } from '../../runs.ts';

function tally(hits: Readonly<Record<string, readonly (readonly [number, boolean])[]>>) {
  const tally = new CoverageTally('lcov');
  for (const [path, lines] of Object.entries(hits)) {
    for (const [line, hit] of lines) {
      tally.file(path).line(line, hit);
    }
  }
  return tally;
}

it('counts a line named twice once, covered when either entry is covered', () => {
  const { lines, branches, files } = tally({
    'a.ts': [
      [1, false],
      [1, true],
      [2, false],
    ],
  }).report();
  expect({ lines, branches, files }).toEqual({
    lines: { covered: 1, total: 2 },
    branches: null,
    files: [{ path: 'a.ts', lines: { covered: 1, total: 2 }, branches: null }],
  });
});

it('counts the branches of a line by index or by number', () => {
  const coverage = new CoverageTally('cobertura');
  const file = coverage.file('a.ts');
  file.line(7, true);
  file.branch(7, 0, true);
  file.branch(7, 30, false);
  file.branchCount(8, 1, 2);
  expect(coverage.report().branches).toEqual({ covered: 2, total: 4 });
});

it('two reports of one matrix job merge by line, in either order', () => {
  const left = tally({
    'a.ts': [
      [1, true],
      [2, false],
    ],
    'b.ts': [[1, false]],
  }).report();
  const right = tally({
    'a.ts': [
      [2, true],
      [3, false],
    ],
  }).report();
  const merged = mergeCoverageReports([left, right]);
  expect(merged.lines).toEqual({ covered: 2, total: 4 });
  expect(mergeCoverageReports([right, left])).toEqual(merged);
});

it('an impossible line number makes the report unreadable', () => {
  expect(tally({ 'a.ts': [[Number.NaN, true]] }).problem).toContain('line numbered NaN');
  expect(tally({ 'a.ts': [[-1, true]] }).problem).toContain('line numbered -1');
  expect(tally({ 'a.ts': [[1e9, true]] }).problem).toContain('line numbered 1000000000');
});

it('lists a limited number of files and counts all', () => {
  const coverage = new CoverageTally('lcov');
  for (let n = 0; n < MAX_FILES + 10; n++) {
    coverage.file(`f${n}`).line(1, true);
  }
  const report = coverage.report();
  expect([report.files.length, report.omitted, report.lines.total]).toEqual([
    MAX_FILES,
    10,
    MAX_FILES + 10,
  ]);
});

it('covered lines never exceed lines', () => {
  const hits = fc.array(fc.tuple(fc.nat(200), fc.boolean()));
  fc.assert(
    fc.property(hits, (pairs) => {
      const { lines } = tally({ f: pairs }).report();
      expect(lines).toEqual({
        covered: new Set(pairs.filter(([, hit]) => hit).map(([line]) => line)).size,
        total: new Set(pairs.map(([line]) => line)).size,
      });
    }),
    propertyOptions(100, 2000),
  );
});
