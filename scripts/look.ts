import { mkdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { Browser } from 'playwright-core';
import { renderPage } from '../sandbox/demo/page.ts';
import type { Audit } from '../src/model/audit.ts';
import { VIEWS } from '../src/render/views.ts';
import { look, pageOf, type Theme, withBrowser } from './look/screenshot.ts';

/**
 * Shows what people see: takes a screenshot of each view of audits, and of pages, in headless Chromium at the
 * widths of a phone, a comment, and a desktop, light and dark, and lists what axe finds in them.
 *
 *     npm run look -- AUDIT.json… PAGE.html…          into look/
 */
const OUT = 'look';
const WIDTHS = [360, 780, 1280] as const;
const THEMES: readonly Theme[] = ['light', 'dark'];

/** Returns the pages of a file by name. */
function pagesOf(file: string, theme: Theme): Readonly<Record<string, string>> {
  const text = readFileSync(file, 'utf8');
  const name = basename(file).replace(/\.\w+$/, '');
  if (file.endsWith('.html')) return { [name]: text };
  const audit = JSON.parse(text) as Audit;
  const { comment, document, summary } = VIEWS;
  return {
    [`${name}-comment`]: pageOf(comment(audit), theme),
    [`${name}-document`]: pageOf(document(audit), theme),
    [`${name}-summary`]: pageOf(summary(audit), theme),
    [`${name}-demo`]: renderPage({
      title: name,
      seen: { name: 'Comment', markdown: comment(audit) },
      document: document(audit),
      status: { state: 'success', context: 'Milestone audit', description: '' },
      commit: '',
    }),
  };
}

/** Shows a file in one theme, and returns whether axe found anything. */
async function show(browser: Browser, file: string, theme: Theme): Promise<boolean> {
  let violated = false;
  for (const [name, html] of Object.entries(pagesOf(file, theme))) {
    for (const width of WIDTHS) {
      const png = join(OUT, `${name}-${theme}-${width}.png`);
      const found = await look(browser, html, png, width, theme);
      console.log([png, ...found].join('\n  '));
      violated ||= found.length > 0;
    }
  }
  return violated;
}

const files = process.argv.slice(2);
if (files.length === 0) {
  console.error('usage: npm run look -- AUDIT.json… PAGE.html…');
  process.exitCode = 2;
}
mkdirSync(OUT, { recursive: true });
await withBrowser(async (browser) => {
  for (const file of files) {
    for (const theme of THEMES) {
      if (await show(browser, file, theme)) process.exitCode = 1;
    }
  }
});
