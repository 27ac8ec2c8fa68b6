import { expect, it } from '@jest/globals';
import type { AuditEvidence } from '../../../src/model/audit-evidence.ts';
import { toMarkdown } from '../../../src/render/markdown/serialize.ts';
import { root } from '../../../src/render/markdown/tree.ts';
import { ciFlow } from '../../../src/render/sections/evidence.ts';
import { anAudit } from '../an-audit.ts';

const shown = (flow: AuditEvidence['flow']): string =>
  toMarkdown(root(...ciFlow.body(anAudit({ evidence: { ...anAudit().evidence, flow } }))));

it('shows the steps as a chain, and marks those that did not pass', () => {
  const flow = [
    { name: 'install', conclusion: 'success', seconds: 40 },
    { name: 'pytest', conclusion: 'failure', seconds: 20 },
    { name: 'smoke', conclusion: 'success', seconds: 0 },
    { name: 'coverage', conclusion: 'skipped', seconds: null },
  ];
  expect(shown(flow)).toBe('install → **pytest (failure)** → smoke → *coverage (skipped)*\n');
});
