import { readFileSync } from 'node:fs';
import { expect, it } from '@jest/globals';
import { finalizeAudit } from '../../src/history/finalize-audit.ts';
import { missing } from '../../src/model/evidence.ts';
import type { EvidenceFile } from '../../src/model/evidence-file.ts';
import { readEvidenceText } from '../../src/model/evidence-text.ts';

/** The evidence of this project's M02, as the action would have collected it after the merge. */
function evidenceOfM02(): EvidenceFile {
  const read = readEvidenceText(readFileSync('docs/milestones/M02/M02_evidence.json', 'utf8'));
  if (read.state !== 'read') throw new Error('the evidence of M02 is readable');
  const { bundle } = read;
  return { ...bundle, target: { ...bundle.target, occasion: { kind: 'merged' } } };
}

it('the evidence of M02 without its test reports is not enough evidence', () => {
  const { evidence, ...rest } = evidenceOfM02();
  const bundle = { ...rest, evidence: { ...evidence, tests: missing('the artifact expired') } };
  expect(finalizeAudit(bundle, '1.0.0').audit.outcome).toBe('INSUFFICIENT_EVIDENCE');
});
