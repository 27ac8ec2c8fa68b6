import axe, { type AxeResults } from 'axe-core';
import { micromark } from 'micromark';
import { gfm, gfmHtml } from 'micromark-extension-gfm';
import { type Browser, chromium } from 'playwright-core';

export type Theme = 'light' | 'dark';

/** GitHub's text sizes, colors, and tables, as far as a layout depends on them. */
const STYLE = `
  :root { --text: #1f2328; --page: #fff; --line: #d1d9e0; --soft: #f6f8fa; --link: #0969da; --code: #818b981f; }
  .dark { --text: #f0f6fc; --page: #0d1117; --line: #3d444d; --soft: #151b23; --link: #4493f8; --code: #656c7633; }
  body { margin: 0; padding: 16px; background: var(--page); color: var(--text);
    font: 14px/1.5 -apple-system, "Segoe UI", "Noto Sans", Helvetica, Arial, "DejaVu Sans", sans-serif; overflow-wrap: break-word; }
  .unseen { position: absolute; clip-path: inset(50%); width: 1px; height: 1px; overflow: hidden; margin: 0; }
  h1, h2 { border-bottom: 1px solid var(--line); padding-bottom: .3em; line-height: 1.25; }
  h1 { font-size: 2em } h2 { font-size: 1.5em } h3 { font-size: 1.25em } h4 { font-size: 1em }
  a { color: var(--link) }
  code { background: var(--code); border-radius: 6px; padding: .2em .4em; font-size: 85%; font-family: "DejaVu Sans Mono", monospace; }
  table, details { margin: 0 0 16px; }
  table { border-collapse: collapse; display: block; width: max-content; max-width: 100%; overflow: auto; }
  th, td { border: 1px solid var(--line); padding: 6px 13px; } tr:nth-child(2n) { background: var(--soft); }
  blockquote { margin: 0 0 16px; padding: 0 1em; border-left: .25em solid var(--line); opacity: .8; }
  ul, ol { padding-left: 2em } li + li { margin-top: .25em }
`;

/**
 * What axe finds in GitHub's own colors and no Markdown can change: in the light theme, a link (#0969da) in code
 * (#818b981f) on the second row of a table (#f6f8fa) has a contrast of 4.3:1 (primer/css, markdown-body, read
 * 2026-11-30). Pages of ours are not `.light`.
 */
const GITHUB_OWN = '.light tr:nth-child(2n) a > code';

/** Returns a page that shows Markdown about as GitHub does. */
export function pageOf(markdown: string, theme: Theme): string {
  const body = micromark(markdown, {
    extensions: [gfm()],
    htmlExtensions: [gfmHtml()],
    allowDangerousHtml: true,
  })
    // GitHub makes wide tables focusable, so that the keyboard can scroll them.
    .replaceAll('<table>', '<table tabindex="0">');
  // A comment has no title of its own: on GitHub it is part of a page that has one.
  const heading = body.includes('<h1') ? '' : '<h1 class="unseen">Pull request</h1>';
  return `<!doctype html><html lang="en" class="${theme}"><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>look</title><style>${STYLE}</style><body><main>${heading}${body}</main>`;
}

/** Runs `use` with a browser. `CHROMIUM` is the path of its program; default: /usr/bin/chromium. */
export async function withBrowser(use: (browser: Browser) => Promise<void>): Promise<void> {
  const executablePath = process.env['CHROMIUM'] ?? '/usr/bin/chromium';
  const browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] });
  try {
    await use(browser);
  } finally {
    await browser.close();
  }
}

/** Takes a screenshot of a page at its full height, with folds closed, and returns what axe finds in it. */
export async function look(
  browser: Browser,
  html: string,
  png: string,
  width: number,
  theme: Theme,
): Promise<readonly string[]> {
  const page = await browser.newPage({ viewport: { width, height: 100 }, colorScheme: theme });
  try {
    await page.setContent(html);
    await page.screenshot({ path: png, fullPage: true });
    await page.evaluate(axe.source);
    const { violations } = (await page.evaluate(
      `axe.run({ exclude: [${JSON.stringify(GITHUB_OWN)}] })`,
    )) as AxeResults;
    return violations.flatMap(({ id, nodes }) => nodes.map(({ target }) => `${id}: ${target}`));
  } finally {
    await page.close();
  }
}
