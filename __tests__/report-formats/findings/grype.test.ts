import { expect, it } from '@jest/globals';
import { grype } from '../../../src/report-formats/findings/grype.ts';
import { findingsOf, fixture, missedIn, notesOf, readText } from '../reading.ts';

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

it.each([
  [
    'its database is not valid',
    { descriptor: { db: { status: { valid: false, error: 'db too old' } } } },
    'The vulnerability database is not valid: db too old',
  ],
  [
    'a distribution is unknown',
    { alertsByPackage: [{ alerts: [{ type: 'distro-unknown' }] }] },
    'Grype does not match the distribution of 1 package.',
  ],
])('is incomplete when %s', (_name, more, why) => {
  const text = JSON.stringify({ matches: [], source: {}, ...more });
  expect(missedIn(readText(grype, text))).toEqual([why]);
});

it('is complete with a valid database and a distribution without further updates', () => {
  const alertsByPackage = [{ alerts: [{ type: 'distro-eol' }] }];
  const db = { status: { valid: true, error: null } };
  const text = JSON.stringify({ matches: [], descriptor: { db }, alertsByPackage });
  expect(missedIn(readText(grype, text))).toEqual([]);
});
