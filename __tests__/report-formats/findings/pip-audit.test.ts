import { expect, it } from '@jest/globals';
import { pipAudit } from '../../../src/report-formats/findings/pip-audit.ts';
import { findingsOf, fixture, notesOf, readText } from '../reading.ts';

it('counts vulnerabilities of unknown severity and notes what was skipped', () => {
  const read = readText(pipAudit, fixture('pip-audit', 'pip-audit.json'));
  expect([findingsOf(read), notesOf(read)]).toEqual([
    {
      tool: 'pip-audit',
      kind: 'vulnerabilities',
      counts: { critical: 0, high: 0, medium: 0, low: 0, unknown: 2 },
      findings: ['unknown PYSEC-2018-66 flask@0.5', 'unknown PYSEC-2019-179 flask@0.5'],
    },
    ['1 dependencies could not be audited and were skipped.'],
  ]);
  expect(readText(pipAudit, '{"dependencies":[],"fixes":[]}').state).toBe('empty');
});
