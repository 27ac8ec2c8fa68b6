import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from '@jest/globals';
import axe from 'axe-core';
import { JSDOM } from 'jsdom';
import { renderPage } from '../../sandbox/demo/page.ts';
import { renderRollupPage } from '../../src/history/rollup/page.ts';
import { mixedRollup } from '../history/a-rollup.ts';
import { withHistory } from '../history/simulated-history.ts';
import { runs } from '../runs.ts';

/* What axe finds in the pages that people open. Colors need a browser: `npm run look` has them. */

async function violationsIn(html: string): Promise<readonly string[]> {
  const { window } = new JSDOM(html, { runScripts: 'outside-only' });
  window.eval(axe.source);
  const inPage = (window as unknown as { readonly axe: typeof axe }).axe;
  const rules = { 'color-contrast': { enabled: false } };
  const { violations } = await inPage.run(window.document.documentElement, { rules });
  return violations.flatMap(({ id, nodes }) => nodes.map(({ target }) => `${id}: ${target}`));
}

it('the page of the milestones has no violation', async () => {
  const page = await withHistory(async (history) => {
    await history.close({ id: 'M01', flaky: ['a'] });
    await history.close({ id: 'M02', failed: 2 });
    return history.file('docs/milestones/index.html');
  });
  expect(await violationsIn(page)).toEqual([]);
});

it('the page of a roll-up has no violation with rows of every kind', async () => {
  const page = renderRollupPage(mixedRollup(80), 'https://github.com');
  expect(await violationsIn(page)).toEqual([]);
});

it.each(runs(['m01-without-deferral-seed'], ['m01-seed', 'scans-find-something-default']))(
  'the page of the demo has no violation with %s',
  async (name) => {
    const view = (file: string): string =>
      readFileSync(join('__tests__/snapshots/expected', name, file), 'utf8');
    const html = renderPage({
      title: 'M01 audit',
      seen: { name: 'Comment', markdown: view('comment.md') },
      document: view('document.md'),
      status: { state: 'success', context: 'Milestone audit', description: 'Passed' },
      commit: 'docs/milestones/M01/M01_audit.md',
    });
    expect(await violationsIn(html)).toEqual([]);
  },
);

it('finds a violation where there is one', async () => {
  const html =
    '<!doctype html><html><head><title>x</title></head><body><img src="a"></body></html>';
  expect(await violationsIn(html)).toContain('image-alt: img');
});
