import { expect, it } from '@jest/globals';
import { gitleaks } from '../../../src/report-formats/findings/gitleaks.ts';
import { grype } from '../../../src/report-formats/findings/grype.ts';
import { npmAudit } from '../../../src/report-formats/findings/npm-audit.ts';
import { osvScanner } from '../../../src/report-formats/findings/osv-scanner.ts';
import { pipAudit } from '../../../src/report-formats/findings/pip-audit.ts';
import { sarif } from '../../../src/report-formats/findings/sarif.ts';
import { trivy } from '../../../src/report-formats/findings/trivy.ts';
import { fixture, readText } from '../reading.ts';

it('each format recognizes its own report and no other', () => {
  const formats = [sarif, npmAudit, pipAudit, trivy, grype, osvScanner, gitleaks];
  const heads = [
    ['sarif', 'eslint.sarif'],
    ['npm-audit', 'npm7.json'],
    ['pip-audit', 'pip-audit.json'],
    ['trivy', 'trivy.json'],
    ['grype', 'grype.json'],
    ['osv-scanner', 'osv.json'],
    ['gitleaks', 'gitleaks.json'],
  ].map((path) => fixture(...path));
  const told = heads.map((head) =>
    formats.filter((format) => format.recognize(head, 'a.json')).map(({ name }) => name),
  );
  expect(told).toEqual([
    ['sarif'],
    ['npm-audit'],
    ['pip-audit'],
    ['trivy'],
    ['grype'],
    ['osv-scanner'],
    ['gitleaks'],
  ]);
});

it('a truncated report of any of them is unreadable', () => {
  const formats = [sarif, npmAudit, pipAudit, trivy, grype, osvScanner, gitleaks];
  expect(formats.map((format) => readText(format, '{"results": [').state)).toEqual(
    formats.map(() => 'unreadable'),
  );
});
