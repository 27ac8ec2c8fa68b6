import { expect, it } from '@jest/globals';
import { renderComment } from '../../src/render/comment.ts';
import { renderSummary } from '../../src/render/summary.ts';
import { anAudit } from './an-audit.ts';
import { STORIES, visibleLines } from './stories.ts';

const nothing = { receipts: [], placement: '', notices: [] };

it('begins with the head of the comment', () => {
  const { failed } = STORIES;
  const head = (page: string): string | undefined => page.split('\n\n<details>')[0];
  expect(head(renderSummary(failed, nothing))).toBe(head(renderComment(failed)));
});

it('has every section of the document behind a fold', () => {
  const folds = [...renderSummary(anAudit(), nothing).matchAll(/<summary>(.*)<\/summary>/g)];
  expect(folds.map(([, title]) => title).slice(0, 5)).toEqual([
    '1. Executive Summary',
    '2. Scoring Rubric',
    '3. Category Scores',
    '4.1 CI Flow',
    '4.2 Notes by the Team',
  ]);
});

it('shows only the head, the folds, and the results of publishing', () => {
  expect(visibleLines(renderSummary(anAudit(), nothing)).slice(3, 5)).toEqual([
    '1. Executive Summary',
    '2. Scoring Rubric',
  ]);
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
    '**Not everything could be published.** The token lacks `pull-requests: write` under `permissions:`; the audit itself is complete.',
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
