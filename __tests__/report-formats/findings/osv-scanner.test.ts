import { expect, it } from '@jest/globals';
import { osvScanner } from '../../../src/report-formats/findings/osv-scanner.ts';
import { findingsOf, fixture, readText } from '../reading.ts';

it('counts a group of aliases once', () => {
  expect(findingsOf(readText(osvScanner, fixture('osv-scanner', 'osv.json')))).toEqual({
    tool: 'OSV-Scanner',
    kind: 'vulnerabilities',
    counts: { critical: 1, high: 0, medium: 1, low: 0, unknown: 0 },
    findings: [
      'critical CVE-2021-44906 minimist@0.0.8',
      'medium GHSA-vh95-rmgr-6w4m minimist@0.0.8',
    ],
  });
});
