import { expect, it } from '@jest/globals';
import { labelOf, statedLength } from '../../../src/collect/sources/artifact-label.ts';
import type { WorkflowRun } from '../../../src/model/run.ts';

const RUN = {
  id: 8801234,
  runNumber: 47,
  headSha: '0f1e2d3c4b5a69788796a5b4c3d2e1f001234567',
} as WorkflowRun;

function label(name: string, attempt = 1, templates: readonly string[] = []): string {
  return labelOf({ name, createdAt: '2026-05-04T23:58:30Z' }, RUN, attempt, templates);
}

it.each([
  ['junit-3.12-8801234', 'junit-3.12'],
  ['8801234-junit-3.12', 'junit-3.12'],
  ['junit_8801234_3.12', 'junit_3.12'],
  ['junit-0f1e2d3c4b5a69788796a5b4c3d2e1f001234567', 'junit'],
  ['junit-9ab12cd.xml', 'junit.xml'],
  ['junit-2026-05-04', 'junit'],
  ['junit-20260505T000212Z-linux', 'junit-linux'],
  ['junit 2026-05-04_23-58-30', 'junit'],
  ['junit-1777939110', 'junit'],
  ['junit-1777939110123', 'junit'],
])('leaves out the run, the commit, and the date of %s', (name, expected) => {
  expect(label(name)).toBe(expected);
});

it.each([
  'junit-3.12',
  'junit-1',
  'shard-1-of-4',
  'junit-2019-01-31',
  'junit-1234567890',
  'node-20',
  'x86_64-linux',
  'facade',
  '8801234',
])('keeps %s', (name) => {
  expect(label(name)).toBe(name);
});

it('leaves out an attempt only where an upload step writes it', () => {
  const template = 'junit-${{ matrix.shard }}-${{ github.run_attempt }}';
  expect([label('junit-2-2', 2, [template]), label('junit-2-2', 2)]).toEqual([
    'junit-2',
    'junit-2-2',
  ]);
});

it('leaves out the number of a run where an upload step writes it', () => {
  expect(label('r47-junit-47', 1, ['r${{github.run_number}}-junit-${{ matrix.id }}'])).toBe(
    'r-junit-47',
  );
});

it('counts the characters of a name that a template states', () => {
  const lengths = ['junit', 'junit-${{ matrix.os }}', '${{ env.NAME }}', 'a-${{ x }}-b', 'other'];
  expect(lengths.map((template) => statedLength(template, 'junit-linux'))).toEqual([
    undefined,
    6,
    0,
    undefined,
    undefined,
  ]);
});
