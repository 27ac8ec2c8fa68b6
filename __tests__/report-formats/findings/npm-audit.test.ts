import { expect, it } from '@jest/globals';
import { npmAudit } from '../../../src/report-formats/findings/npm-audit.ts';
import { findingsOf, fixture, missedIn, notesOf, readText, whyOf } from '../reading.ts';

it('counts vulnerable packages as npm 7 does', () => {
  const read = readText(npmAudit, fixture('npm-audit', 'npm7.json'));
  expect([findingsOf(read), notesOf(read)]).toEqual([
    {
      tool: 'npm audit',
      kind: 'vulnerabilities',
      counts: { critical: 1, high: 0, medium: 1, low: 0, unknown: 0 },
      findings: [
        'critical GHSA-xvch-5gv4-984h minimist@<=0.2.3',
        'medium through minimist mkdirp@0.4.1 - 0.5.1',
      ],
    },
    [],
  ]);
});

it('reads what npm and pnpm wrote of the same packages', () => {
  const told = ['npm.json', 'pnpm.json', 'npm-clean.json'].map((name) => {
    const read = readText(npmAudit, fixture('npm-audit', name));
    return [read.state, findingsOf(read), notesOf(read)];
  });
  const of = (counts: object, findings: readonly string[]) => [
    'present',
    { tool: 'npm audit', kind: 'vulnerabilities', counts, findings },
    [],
  ];
  const found = { critical: 1, high: 0, medium: 1, low: 0, unknown: 0 };
  expect(told).toEqual([
    of(found, [
      'critical GHSA-aaaa-bbbb-9001 tidal-clock@1.2.0',
      'medium GHSA-aaaa-bbbb-9002 old-buoy@*',
    ]),
    of(found, [
      'critical GHSA-aaaa-bbbb-9001 tidal-clock@1.2.0',
      'medium GHSA-aaaa-bbbb-9002 old-buoy@0.3.1',
    ]),
    of({ critical: 0, high: 0, medium: 0, low: 0, unknown: 0 }, []),
  ]);
});

it('counts advisories in the older shape', () => {
  expect(findingsOf(readText(npmAudit, fixture('npm-audit', 'npm6.json')))).toEqual({
    tool: 'npm audit',
    kind: 'vulnerabilities',
    counts: { critical: 0, high: 1, medium: 0, low: 1, unknown: 0 },
    findings: ['high GHSA-hxm2-r34f-qmc5 minimatch@2.0.10', 'low 577 lodash@3.0.0'],
  });
});

it('an audit that failed is unreadable with its reason, and no dependencies are empty', () => {
  const refused =
    '{"message":"405 Method Not Allowed","uri":"u","statusCode":405,"body":"","error":{"summary":"","detail":""}}';
  const failed = [
    fixture('npm-audit', 'no-lockfile.json'),
    refused,
    fixture('npm-audit', 'npm11-no-registry.json'),
    fixture('npm-audit', 'pnpm-no-lockfile.json'),
  ];
  expect(
    failed.map((text) => [npmAudit.recognize(text, ''), whyOf(readText(npmAudit, text))]),
  ).toEqual([
    [true, 'The audit failed: This command requires an existing lockfile.'],
    [true, 'The audit failed: 405 Method Not Allowed'],
    [true, expect.stringMatching(/^The audit failed: request to http:.*ECONNREFUSED/)],
    [true, 'The audit failed: No pnpm-lock.yaml found: Cannot audit a project without a lockfile'],
  ]);
  const none =
    '{"auditReportVersion":2,"vulnerabilities":{},"metadata":{"dependencies":{"total":0}}}';
  expect(readText(npmAudit, none).state).toBe('empty');
});

it('is incomplete when it counts vulnerabilities and lists none', () => {
  const text =
    '{"auditReportVersion":2,"vulnerabilities":{},"metadata":{"vulnerabilities":{"total":3}}}';
  expect(missedIn(readText(npmAudit, text))).toEqual([
    "The report's metadata says 3 vulnerabilities, it lists 0; the list counts.",
  ]);
});

it('leaves the errors of other programs alone', () => {
  const heads = [
    '{"error":{"code":"E1","message":"m"}}',
    '{"error":"m","statusCode":500,"uri":"u"}',
  ];
  expect(heads.map((head) => npmAudit.recognize(head, 'audit.json'))).toEqual([false, false]);
});
