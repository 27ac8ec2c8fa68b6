import { expect, it } from '@jest/globals';
import { deltaMap } from '../../../src/render/sections/delta-map.ts';
import { anAudit } from '../an-audit.ts';
import { written } from '../reading-sections.ts';

it('shows a truncated list of changes as a lower bound', () => {
  const { evidence } = anAudit();
  if (evidence.changes === null) throw new Error('the builder has changes');
  const files = ['a', 'b', 'c', 'd', 'e', 'f'];
  const changes = {
    ...evidence.changes,
    files: 3000,
    truncated: true,
    zones: [{ zone: 'Contracts', touched: true, files, omitted: 1200 }],
  };
  const { repository_url: _, ...audit } = anAudit({ evidence: { ...evidence, changes } });
  expect(written(deltaMap.body(audit))).toBe(
    [
      'at least 3,000 files changed (+412 −37) in `0a9b8c7…1f0c6a9`. GitHub lists only a part of them: a file that is not listed may touch a zone.',
      '| Risk zone | Touched | Files |\n| - | - | - |\n| Contracts | ● yes | `a`, `b`, `c`, `d`, `e` and 1,201 more |\n',
    ].join('\n\n'),
  );
});
