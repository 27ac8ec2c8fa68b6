import { expect, it } from '@jest/globals';
import { trivy } from '../../../src/report-formats/findings/trivy.ts';
import { findingsOf, fixture, readText } from '../reading.ts';

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
