import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { micromark } from 'micromark';
import { gfm, gfmHtml } from 'micromark-extension-gfm';
import type { Audit } from '../src/model/audit.ts';
import { VIEWS } from '../src/render/views.ts';

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

/** GitHub's text sizes, colors, and tables, as far as a layout depends on them. */
const STYLE = `
  :root { --text: #1f2328; --page: #fff; --line: #d1d9e0; --soft: #f6f8fa; --link: #0969da; --code: #818b981f; }
  .dark { --text: #f0f6fc; --page: #0d1117; --line: #3d444d; --soft: #151b23; --link: #4493f8; --code: #656c7633; }
  body { margin: 0; padding: 16px; background: var(--page); color: var(--text);
    font: 14px/1.5 -apple-system, "Segoe UI", "Noto Sans", Helvetica, Arial, "DejaVu Sans", sans-serif; overflow-wrap: break-word; }
  h1, h2 { border-bottom: 1px solid var(--line); padding-bottom: .3em; line-height: 1.25; }
  h1 { font-size: 2em } h2 { font-size: 1.5em } h3 { font-size: 1.25em } h4 { font-size: 1em }
  a { color: var(--link) }
  code { background: var(--code); border-radius: 6px; padding: .2em .4em; font-size: 85%; font-family: "DejaVu Sans Mono", monospace; }
  table { border-collapse: collapse; display: block; width: max-content; max-width: 100%; overflow: auto; }
  th, td { border: 1px solid var(--line); padding: 6px 13px; } tr:nth-child(2n) { background: var(--soft); }
  blockquote { margin: 0 0 16px; padding: 0 1em; border-left: .25em solid var(--line); opacity: .8; }
  ul, ol { padding-left: 2em } li + li { margin-top: .25em }
`;

function page(markdown: string, theme: (typeof THEMES)[number]): string {
  const body = micromark(markdown, {
    extensions: [gfm()],
    htmlExtensions: [gfmHtml()],
    allowDangerousHtml: true,
  });
  return `<!doctype html><html lang="en" class="${theme}"><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>look</title><style>${STYLE}</style><body>${body}`;
}

/** Folds stay closed: the height is that of what a reader sees at first. */
function screenshot(html: string, png: string, width: number): void {
  const { status, stderr } = spawnSync(
    process.env['CHROMIUM'] ?? 'chromium',
    [
      '--headless',
      '--no-sandbox',
      '--hide-scrollbars',
      `--window-size=${width},1400`,
      `--screenshot=${png}`,
      pathToFileURL(html).href,
    ],
    { encoding: 'utf8' },
  );
  if (status !== 0) throw new Error(`Chromium failed: ${stderr}`);
}

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
        writeFileSync(html, page(VIEWS[view](audit), theme));
        screenshot(html, resolve(join(OUT, `${name}.png`)), width);
        console.log(join(OUT, `${name}.png`));
      }
    }
  }
}
