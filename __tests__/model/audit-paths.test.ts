import { expect, it } from '@jest/globals';
import { auditPaths, isGeneratedPath, pathMilestone } from '../../src/model/audit-paths.ts';

const DEFAULT = 'docs/milestones/{milestone}/{milestone}_audit.md';

it('JSON and evidence are next to the document', () => {
  expect(auditPaths(DEFAULT, 'M01', '')).toEqual({
    document: 'docs/milestones/M01/M01_audit.md',
    json: 'docs/milestones/M01/M01_audit.json',
    evidence: 'docs/milestones/M01/M01_evidence.json.gz',
  });
  expect(auditPaths('audits/{milestone}.md', 'M10.5', 'api')).toEqual({
    document: 'audits/M10.5_api.md',
    json: 'audits/M10.5_audit_api.json',
    evidence: 'audits/M10.5_evidence_api.json.gz',
  });
});

it.each([
  ['docs/milestones/M01/M01_audit.json', 'M01'],
  ['docs/milestones/M10.5/M10.5_audit.json', 'M10.5'],
  ['docs/milestones/M01/M02_audit.json', undefined],
  ['docs/milestones/M01/M01_audit.md', undefined],
  ['other/docs/milestones/M01/M01_audit.json', undefined],
])('the path %s has the audit of %s', (path, id) => {
  expect(pathMilestone(path, { docsPath: DEFAULT, auditKey: '' })).toBe(id);
});

it.each([
  ['docs/milestones/M01/M01_audit.md', true],
  ['docs/milestones/M02/M02_evidence.json.gz', true],
  ['docs/milestones/M02/M02_evidence.json', true],
  ['docs/milestones/README.md', true],
  ['docs/milestones/trend-dark.svg', true],
  ['docs/milestones/M01/sketch.svg', false],
  ['LEDGER.md', true],
  ['docs/milestones/M01/M01_plan.md', false],
  ['docs/milestones/deferred.yml', false],
  ['README.md', false],
  ['src/logo.svg', false],
])('the audit generates %s: %s', (path, generated) => {
  const places = { docsPath: DEFAULT, auditKey: '', ledger: 'LEDGER.md' };
  expect(isGeneratedPath(path, places)).toBe(generated);
});

it.each([
  ['docs/milestones/M01/M01_audit_backend.md', true],
  ['docs/milestones/M01/M01_audit_front_end.json', true],
  ['docs/milestones/M01/M01_evidence_backend.json.gz', true],
  ['docs/milestones/M01/M01_evidence_backend.json', true],
  ['docs/milestones/trend_backend-dark.svg', true],
  ['docs/milestones/M01/M01_audit.md', true],
  ['docs/milestones/M01/M01_plan_backend.md', false],
  ['docs/milestones/M01/notes_backend.md', false],
  ['src/a_backend.ts', false],
])('with an audit key, files of other keys count as generated: %s: %s', (path, generated) => {
  expect(isGeneratedPath(path, { docsPath: DEFAULT, auditKey: 'frontend' })).toBe(generated);
});

it('without an audit key, files with a key are not generated', () => {
  const path = 'docs/milestones/M01/M01_audit_notes.md';
  expect(isGeneratedPath(path, { docsPath: DEFAULT, auditKey: '' })).toBe(false);
});
