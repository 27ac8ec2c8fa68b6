import { expect, it } from '@jest/globals';
import { trivy } from '../../../src/report-formats/findings/trivy.ts';
import { findingsOf, fixture, missedIn, notesOf, readText } from '../reading.ts';

it('counts packages, failed checks and secrets', () => {
  expect(findingsOf(readText(trivy, fixture('trivy', 'trivy.json')))).toEqual({
    tool: 'Trivy',
    kind: 'vulnerabilities',
    counts: { critical: 1, high: 2, medium: 0, low: 0, unknown: 1 },
    findings: [
      'critical aws-access-key-id deploy.sh:3',
      'high CVE-2024-0001 libc6@2.36',
      'high DS002 Dockerfile',
      'unknown CVE-2024-0002 zlib1g@1.2',
    ],
  });
  expect(readText(trivy, '{"SchemaVersion":2,"ArtifactName":"a"}').state).toBe('empty');
});

it('checks that passed or have an exception, and packages that are not affected, do not count', () => {
  const setting = (Status?: string) => ({ ID: `DS-${Status}`, Severity: 'HIGH', Status });
  const package_ = (Status: string) => ({ VulnerabilityID: Status, Severity: 'LOW', Status });
  const result = {
    Target: 'Dockerfile',
    Misconfigurations: ['PASS', 'EXCEPTION', 'FAIL', undefined].map(setting),
    Vulnerabilities: ['not_affected', 'will_not_fix', 'end_of_life', 'affected'].map(package_),
  };
  const text = JSON.stringify({ SchemaVersion: 2, ArtifactName: '.', Results: [result] });
  const read = readText(trivy, text);
  expect([findingsOf(read), notesOf(read)]).toMatchObject([
    { counts: { critical: 0, high: 2, medium: 0, low: 3, unknown: 0 } },
    [
      'Checks that the scanner marks as exceptions are not counted.',
      'Vulnerabilities that do not affect the package are not counted.',
    ],
  ]);
});

it('is incomplete for a distribution without security updates', () => {
  const Metadata = { OS: { Family: 'debian', Name: '8', EOSL: true } };
  const Results = [{ Target: 'a', Class: 'os-pkgs' }];
  const text = JSON.stringify({ SchemaVersion: 2, ArtifactName: 'a', Metadata, Results });
  expect(missedIn(readText(trivy, text))).toEqual([
    'The distribution gets no security updates, so Trivy may miss vulnerabilities in it.',
  ]);
});
