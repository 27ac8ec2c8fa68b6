import { expect, it } from '@jest/globals';
import { gitleaks } from '../../../src/report-formats/findings/gitleaks.ts';
import { findingsOf, fixture, readText } from '../reading.ts';

it('names the location and never the secret', () => {
  const read = readText(gitleaks, fixture('gitleaks', 'gitleaks.json'));
  expect([findingsOf(read), JSON.stringify(read).includes('EXAMPLE')]).toEqual([
    {
      tool: 'gitleaks',
      kind: 'secrets',
      counts: { critical: 0, high: 0, medium: 0, low: 0, unknown: 1 },
      findings: ['unknown aws-access-token deploy.sh:3 at 0123456789ab'],
    },
    false,
  ]);
});

it('an empty list is a clean scan only under its name', () => {
  const told = ['out/gitleaks-report.json', 'list.json'].map((path) =>
    gitleaks.recognize('[]\n', path),
  );
  expect([told, readText(gitleaks, '[]').state]).toEqual([[true, false], 'present']);
});
