import { micromark } from 'micromark';
import { gfm, gfmHtml } from 'micromark-extension-gfm';

export interface Page {
  readonly title: string;
  readonly comment: string;
  readonly document: string;
  readonly status: {
    readonly state: string;
    readonly context: string;
    readonly description: string;
  };
  readonly commit: string;
}

/**
 * One self-contained page that shows the comment and the document about as GitHub would, to open in
 * a browser. Raw HTML is let through because the only HTML in our Markdown is our own.
 */
export function renderPage(page: Page): string {
  const { state, context, description } = page.status;
  return [
    '<!doctype html>',
    '<html lang="en"><head><meta charset="utf-8">',
    '<meta name="viewport" content="width=device-width, initial-scale=1">',
    `<title>${escaped(page.title)}</title><style>${STYLE}</style></head><body><main>`,
    '<section class="box"><header>Pull request comment</header>',
    `<div class="body markdown">${toHtml(page.comment, 'Comment')}</div></section>`,
    `<p class="status"><span class="dot ${escaped(state)}"></span><b>${escaped(context)}</b> ${escaped(description)}</p>`,
    `<section class="box"><header>${escaped(page.commit)}</header>`,
    `<div class="body markdown">${toHtml(page.document, 'Document')}</div></section>`,
    '</main></body></html>',
    '',
  ].join('\n');
}

function toHtml(markdown: string, name: string): string {
  const html = micromark(markdown, {
    allowDangerousHtml: true,
    extensions: [gfm()],
    htmlExtensions: [gfmHtml()],
  });
  // Wide tables scroll in their own box, as on GitHub, instead of widening the page. The box must be
  // reachable by keyboard (WCAG 2.2, 2.1.1) and have a name of its own.
  let tables = 0;
  return html
    .replaceAll(
      '<table>',
      () =>
        `<div class="wide" tabindex="0" role="region" aria-label="${name}, table ${++tables}"><table>`,
    )
    .replaceAll('</table>', '</table></div>');
}

function escaped(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}

const STYLE = `
:root { color-scheme: light dark; --text: #1f2328; --muted: #59636e; --line: #d1d9e0; --soft: #f6f8fa; --link: #0969da; --page: #ffffff; }
@media (prefers-color-scheme: dark) { :root { --text: #f0f6fc; --muted: #9198a1; --line: #3d444d; --soft: #151b23; --link: #4493f8; --page: #0d1117; } }
* { box-sizing: border-box; }
body { margin: 0; background: var(--page); color: var(--text); font: 14px/1.5 -apple-system, "Segoe UI", "Noto Sans", Helvetica, Arial, sans-serif; }
main { max-width: 920px; margin: 24px auto; padding: 0 16px; }
.box { border: 1px solid var(--line); border-radius: 6px; margin: 16px 0; }
.box > header { background: var(--soft); border-bottom: 1px solid var(--line); border-radius: 6px 6px 0 0; padding: 8px 16px; color: var(--muted); overflow-wrap: anywhere; }
.body { padding: 16px; }
.status { margin: 16px 0; }
.dot { display: inline-block; width: 10px; height: 10px; border-radius: 50%; margin-right: 8px; background: #bf8700; }
.dot.success { background: #1a7f37; } .dot.failure, .dot.error { background: #cf222e; }
.markdown { overflow-wrap: break-word; }
.markdown h1, .markdown h2 { border-bottom: 1px solid var(--line); padding-bottom: .3em; }
.markdown h1 { font-size: 2em; } .markdown h2 { font-size: 1.5em; } .markdown h3 { font-size: 1.25em; }
.markdown > :first-child { margin-top: 0; }
.markdown a { color: var(--link); } a:focus-visible, summary:focus-visible, .wide:focus-visible { outline: 3px solid var(--link); outline-offset: 2px; }
.markdown code { background: var(--soft); border-radius: 6px; padding: .2em .4em; font: 85% ui-monospace, "SF Mono", Menlo, Consolas, monospace; }
.markdown pre { background: var(--soft); border-radius: 6px; padding: 16px; overflow: auto; } .markdown pre code { padding: 0; }
.wide { overflow-x: auto; }
.markdown table { border-collapse: collapse; margin: 0 0 16px; }
.markdown th, .markdown td { border: 1px solid var(--line); padding: 6px 13px; overflow-wrap: normal; }
.markdown tr:nth-child(2n) { background: var(--soft); }
.markdown details { margin: 8px 0; } .markdown summary { cursor: pointer; }
.markdown img { max-width: 100%; }
`;
