import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from '@jest/globals';
import { VIEWS } from '../../src/render/views.ts';
import { anAudit } from './an-audit.ts';

/*
 * Whole pages, compared to the byte. After a wanted change, `UPDATE_GOLDEN=1 npm test --
 * __tests__/render/golden` writes them anew, and the diff is read like any other.
 */

const golden = join('__tests__', 'render', 'golden');

const pages = [
  ['document', 'M01_audit.md'],
  ['comment', 'M01_comment.md'],
  ['summary', 'M01_summary.md'],
  ['ledger', 'M01_ledger.md'],
  ['json', 'M01_audit.json'],
] as const;

it.each(pages)('renders the %s of a first milestone as %s', (view, name) => {
  const page = VIEWS[view](anAudit());
  const path = join(golden, name);
  if (process.env['UPDATE_GOLDEN'] === '1') writeFileSync(path, page);
  expect(page).toBe(readFileSync(path, 'utf8').replaceAll('\r\n', '\n'));
});
