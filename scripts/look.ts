import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Audit } from '../src/model/audit.ts';
import { VIEWS } from '../src/render/views.ts';
import { pageOf, screenshot } from './look/screenshot.ts';

/**
 * Shows what people see: writes the views of audits as pages that look like GitHub's and takes a
 * screenshot of each with headless Chromium, at the widths of a phone and of a comment, light and dark.
 *
 *     npm run look -- AUDIT.json…          into look/
 *
 * `CHROMIUM` names the program; default: chromium.
 */
const OUT = 'look';
const VIEW_NAMES = ['comment', 'document', 'summary'] as const;
const WIDTHS = [360, 780] as const;
const THEMES = ['light', 'dark'] as const;

const files = process.argv.slice(2);
if (files.length === 0) {
  console.error('usage: npm run look -- AUDIT.json…');
  process.exitCode = 2;
}
mkdirSync(OUT, { recursive: true });
for (const file of files) {
  const audit = JSON.parse(readFileSync(file, 'utf8')) as Audit;
  for (const view of VIEW_NAMES) {
    for (const theme of THEMES) {
      for (const width of WIDTHS) {
        const name = `${basename(file, '.json')}-${view}-${theme}-${width}`;
        const html = resolve(OUT, `${name}.html`);
        writeFileSync(html, pageOf(VIEWS[view](audit), theme));
        screenshot(pathToFileURL(html).href, resolve(join(OUT, `${name}.png`)), width);
        console.log(join(OUT, `${name}.png`));
      }
    }
  }
}
