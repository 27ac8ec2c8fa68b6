import { micromark } from 'micromark';
import { gfm, gfmHtml } from 'micromark-extension-gfm';
import { htmlPage } from '../../src/history/html.ts';
import { escaped } from '../../src/history/svg.ts';

export interface Page {
  readonly title: string;
  /** What people see first: the comment, or the job summary where there is no pull request. */
  readonly seen: { readonly name: string; readonly markdown: string };
  readonly document: string;
  readonly status: {
    readonly state: string;
    readonly context: string;
    readonly description: string;
  };
  readonly commit: string;
}

/**
 * Returns one self-contained page that shows the comment and the document about as GitHub would, in the
 * style of the milestones page. Raw HTML is let through because the only HTML in our Markdown is our own.
 */
export function renderPage({ title, seen, document, status, commit }: Page): string {
  const { state, context, description } = status;
  return htmlPage({
    title,
    mark: '<meta name="generator" content="milestone-audit demo">',
    style: STYLE,
    body: [
      `<h1>Demo: ${escaped(title)}</h1>`,
      '<p class="lead">What the shipped action left on a simulated GitHub: what people see first, the commit status, and the committed document.</p>',
      `<section class="box"><header>${escaped(seen.name)}</header>`,
      `<div class="body markdown">${toHtml(seen.markdown, seen.name)}</div></section>`,
      `<p class="status"><span class="dot ${escaped(state)}"></span>Commit status: <b>${escaped(context)}</b> ${escaped(description)}</p>`,
      `<section class="box"><header>Document ${escaped(commit)}</header>`,
      `<div class="body markdown">${toHtml(document, 'Document')}</div></section>`,
    ],
  });
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

/** What GitHub's look adds to the style of the page. */
const STYLE = `
.box{border:1px solid var(--grid);border-radius:6px;margin:16px 0}
.box>header{background:var(--soft);border-bottom:1px solid var(--grid);border-radius:6px 6px 0 0;padding:8px 16px;color:var(--muted);overflow-wrap:anywhere}
.body{padding:16px}
.dot{display:inline-block;width:10px;height:10px;border-radius:50%;margin-right:8px;background:var(--yellow)}
.dot.success{background:var(--green)}.dot.failure,.dot.error{background:var(--red)}
.markdown{overflow-wrap:break-word;font-size:.9rem}.markdown td code{overflow-wrap:normal}.markdown>:first-child{margin-top:0}.markdown h1{font-size:1.5rem}
.markdown code{background:var(--soft);border-radius:6px;padding:.2em .4em}
.markdown .wide{margin:0 0 16px}.markdown table{min-width:0}.markdown th,.markdown td{border:1px solid var(--grid)}.markdown [align=right]{text-align:right}
.markdown details{margin:8px 0}.markdown summary{cursor:pointer}`;
