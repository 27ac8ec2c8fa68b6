import { expect, it } from '@jest/globals';
import { boundedTable } from '../../../src/render/format/section.ts';
import { written } from '../reading-sections.ts';

it('returns no table without rows', () => {
  expect(boundedTable(['A'], [])).toEqual([]);
});

it('counts rows beyond 1,000 together with those left out before', () => {
  const rows = Array.from({ length: 1002 }, (_, at) => [String(at)]);
  const lines = written(boundedTable(['A'], rows, [], 40))
    .trimEnd()
    .split('\n');
  expect([lines.length, lines.at(-1)]).toEqual([1004, 'and 42 more']);
});
