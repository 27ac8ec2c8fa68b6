import { expect, it } from '@jest/globals';
import type { AuditEvidence } from '../../../src/model/audit-evidence.ts';
import { root } from '../../../src/render/markdown/block.ts';
import { toMarkdown } from '../../../src/render/markdown/serialize.ts';
import { ciFlow } from '../../../src/render/sections/evidence.ts';
import { anAudit } from '../an-audit.ts';

const shown = (flow: AuditEvidence['flow']): string =>
  toMarkdown(root(...ciFlow.body(anAudit({ evidence: { ...anAudit().evidence, flow } }))));

it('the steps are a chain, and how long each took is drawn below', () => {
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

it('without times there is the chain alone', () => {
  expect(shown([{ name: 'install', conclusion: 'success' }])).toBe('install\n');
});
