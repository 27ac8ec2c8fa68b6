import { expect, it } from '@jest/globals';
import type { AuditEvidence } from '../../../src/model/audit-evidence.ts';
import { toMarkdown } from '../../../src/render/markdown/serialize.ts';
import { root } from '../../../src/render/markdown/tree.ts';
import { ciFlow } from '../../../src/render/sections/evidence.ts';
import { anAudit } from '../an-audit.ts';

const shown = (flow: AuditEvidence['flow']): string =>
  toMarkdown(root(...ciFlow.body(anAudit({ evidence: { ...anAudit().evidence, flow } }))));

it('shows the steps as a chain, with their durations below', () => {
  const flow = [
    { name: 'install', conclusion: 'success', seconds: 40 },
    { name: 'pytest', conclusion: 'failure', seconds: 20 },
    { name: 'smoke', conclusion: 'success', seconds: 0 },
    { name: 'coverage', conclusion: 'skipped', seconds: null },
  ];
  expect(shown(flow)).toBe(
    [
      'install → **pytest (failure)** → smoke → *coverage (skipped)*',
      '',
      '| Step | Took | Length |',
      '| - | -: | - |',
      '| install | 40 s | ████████████████████ |',
      '| pytest | 20 s | ██████████ |',
      '| smoke | 0 s | ▏ |',
      '',
    ].join('\n'),
  );
});

it('shows only the chain without durations', () => {
  expect(shown([{ name: 'install', conclusion: 'success' }])).toBe('install\n');
});
