import { expect, it } from '@jest/globals';
import { renderDocument } from '../../src/render/document.ts';
import { renderSummary } from '../../src/render/summary.ts';
import { anAudit } from './an-audit.ts';

it('equals the document without results of publishing', () => {
  const nothing = { receipts: [], placement: '', notices: [] };
  expect(renderSummary(anAudit(), nothing)).toBe(renderDocument(anAudit()));
});

it('names a missing permission first and every receipt last', () => {
  const page = renderSummary(anAudit(), {
    receipts: [
      { publisher: 'document', state: 'unchanged', url: 'https://github.com/acme/webui' },
      { publisher: 'status', state: 'published', url: 'https://github.com/a/b', note: 'pending' },
      {
        publisher: 'comment',
        state: 'skipped',
        why: 'a fork’s token may not write',
        permission: 'pull-requests: write',
      },
    ],
    placement: 'No commit on a pull request: it would leave its checks behind.',
    notices: ['The newest audit of this branch is older.'],
  });
  const blocks = page.split('\n\n');
  expect(blocks.find((block) => block.startsWith('**Not everything'))).toBe(
    '**Not everything could be published.** The token lacks `pull-requests: write` under `permissions:`; the audit itself is whole.',
  );
  expect(blocks.slice(-4)).toEqual([
    '## Publishing',
    'No commit on a pull request: it would leave its checks behind.',
    [
      '| What | Result | Detail |',
      '| - | - | - |',
      '| document | ✓ unchanged | [open](https://github.com/acme/webui) |',
      '| status | ✓ published | [open](https://github.com/a/b): pending |',
      '| comment | – skipped | a fork’s token may not write; needs `pull-requests: write` |',
    ].join('\n'),
    'The newest audit of this branch is older.\n',
  ]);
});
