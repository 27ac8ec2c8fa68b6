import { expect, it } from '@jest/globals';
import { yarnAudit } from '../../../src/report-formats/findings/yarn-audit.ts';
import { findingsOf, fixture, notesOf, readReport, readText, whyOf } from '../reading.ts';

const FOUND = {
  tool: 'yarn audit',
  kind: 'vulnerabilities',
  counts: { critical: 1, high: 0, medium: 1, low: 0, unknown: 0 },
  findings: [
    'critical GHSA-aaaa-bbbb-9001 tidal-clock@1.2.0',
    'medium GHSA-aaaa-bbbb-9002 old-buoy@0.3.1',
  ],
};

it.each(['classic.jsonl', 'berry.jsonl'])('reads what yarn wrote: %s', (name) => {
  const read = readReport('audit.json', Buffer.from(fixture('yarn-audit', name)));
  expect([read.format, findingsOf(read), notesOf(read)]).toEqual(['yarn-audit', FOUND, []]);
});

it('a clean audit of Yarn 1 is clean, and an audit of nothing is empty', () => {
  const clean = fixture('yarn-audit', 'classic-clean.jsonl');
  const nothing = clean.replaceAll(/"totalDependencies":\d+/g, '"totalDependencies":0');
  expect([clean, nothing].map((text) => readText(yarnAudit, text).state)).toEqual([
    'present',
    'empty',
  ]);
});

it('an advisory is counted once, however many paths lead to it', () => {
  const [advisory = ''] = fixture('yarn-audit', 'classic.jsonl').split('\n');
  const read = readText(yarnAudit, `${advisory}\n${fixture('yarn-audit', 'classic.jsonl')}`);
  expect(findingsOf(read)).toEqual(FOUND);
});

it('an audit that failed, or whose summary is missing, is unreadable', () => {
  const text = fixture('yarn-audit', 'classic.jsonl');
  const cut = text.slice(0, text.indexOf('{"type":"auditSummary"'));
  const failed = `${cut}{"type":"error","data":"Error: audits: 503\\n    at somewhere"}\n`;
  expect([cut, failed].map((one) => whyOf(readText(yarnAudit, one)))).toEqual([
    'The summary at the end is missing: the file was cut off.',
    'yarn could not audit: Error: audits: 503',
  ]);
});

it('a deprecation is not a vulnerability, and is noted', () => {
  const deprecated =
    '{"value":"raft","children":{"ID":"raft (deprecation)","Issue":"use a boat","Severity":"moderate","Vulnerable Versions":"1.0.0","Tree Versions":["1.0.0"],"Dependents":["a@workspace:."]}}\n';
  const read = readText(yarnAudit, fixture('yarn-audit', 'berry.jsonl') + deprecated);
  expect([findingsOf(read), notesOf(read)]).toEqual([
    FOUND,
    ['1 deprecated packages are no vulnerabilities.'],
  ]);
});
