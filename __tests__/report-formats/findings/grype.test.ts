import { expect, it } from '@jest/globals';
import { grype } from '../../../src/report-formats/findings/grype.ts';
import { findingsOf, fixture, notesOf, readText } from '../reading.ts';

it('counts matches and notes how many are ignored', () => {
  const read = readText(grype, fixture('grype', 'grype.json'));
  expect([findingsOf(read), notesOf(read)]).toEqual([
    {
      tool: 'Grype',
      kind: 'vulnerabilities',
      counts: { critical: 1, high: 0, medium: 0, low: 1, unknown: 0 },
      findings: ['critical GHSA-xvch-5gv4-984h minimist@0.0.8', 'low CVE-2020-0001 bash@5.2'],
    },
    ["1 matches are ignored by grype's configuration and not counted."],
  ]);
});
