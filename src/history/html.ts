import { DARK, escaped, LIGHT, type Theme } from './svg.ts';

export interface HtmlPage {
  readonly title: string;
  /** Identifies a generated page. */
  readonly mark: string;
  /** Safe HTML, one block per entry; empty ones are left out. */
  readonly body: readonly string[];
  /** Further sources that the page allows, as in a Content-Security-Policy. */
  readonly policy?: string;
  /** Further style of the page. */
  readonly style?: string;
}

/** Returns a self-contained page without external resources. */
export function htmlPage({ title, mark, body, policy = '', style = '' }: HtmlPage): string {
  return [
    '<!doctype html>',
    '<html lang="en"><head><meta charset="utf-8">',
    '<meta name="viewport" content="width=device-width, initial-scale=1">',
    mark,
    `<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'${policy}">`,
    `<title>${escaped(title)}</title>`,
    `<style>\n${PAGE_STYLE}${style}\n</style></head><body><main>`,
    ...body.filter((line) => line !== ''),
    '</main></body></html>',
    '',
  ].join('\n');
}

/**
 * Returns a table of safe rows under a heading and safe HTML that introduces it. The columns in
 * `numbers` are right-aligned.
 */
export function htmlTable(
  title: string,
  head: readonly string[],
  rows: readonly string[],
  numbers: ReadonlySet<string>,
  intro: readonly string[] = [],
): string {
  const cells = head
    .map(
      (one) => `<th scope="col"${numbers.has(one) ? ' class="number"' : ''}>${escaped(one)}</th>`,
    )
    .join('');
  return [
    `<h2>${escaped(title)}</h2>`,
    ...intro,
    // A scrollable box must be reachable by keyboard (WCAG 2.2, 2.1.1).
    `<div class="wide" tabindex="0" role="region" aria-label="${escaped(title)}"><table><thead><tr>${cells}</tr></thead><tbody>`,
    ...rows,
    '</tbody></table></div>',
  ].join('\n');
}

/** Returns a row of safe cells, each with its class. */
export function tr(...cells: readonly (readonly [string, string?])[]): string {
  const inner = cells.map(([html, kind]) =>
    kind === undefined ? `<td>${html}</td>` : `<td class="${kind}">${html}</td>`,
  );
  return `<tr>${inner.join('')}</tr>`;
}

/** Signs of the verdicts, which are readable without color. */
export const SIGNS = { green: '●', yellow: '◆', red: '■' } as const;

/** Returns a link if the URL is https or a path of the repository, else the words. */
export function anchor(url: string, words: string): string {
  const safe = /^https:\/\//.test(url) || /^[\w.-]+(?:\/[\w.-]+)*$/.test(url);
  return safe ? `<a href="${escaped(url, 500)}">${escaped(words)}</a>` : escaped(words);
}

function variables(theme: Theme): string {
  return Object.entries(theme)
    .map(([name, color]) => `--${name}:${color}`)
    .join(';');
}

/** Style of the page: it follows the reader's theme and fits a phone. Wide tables scroll in their own box. */
export const PAGE_STYLE = [
  `:root{color-scheme:light dark;${variables(LIGHT)};--link:#0969da;--soft:#f6f8fa}`,
  `@media (prefers-color-scheme:dark){:root{${variables(DARK)};--link:#4493f8;--soft:#151b23}}`,
  '*{box-sizing:border-box}',
  "body{margin:0;background:var(--page);color:var(--text);font:16px/1.5 -apple-system,'Segoe UI','Noto Sans',Helvetica,Arial,sans-serif}",
  'main{max-width:1100px;margin:0 auto;padding:16px}',
  'h1{font-size:1.75rem;margin:.5rem 0}h2{font-size:1.25rem;margin:2rem 0 .75rem;border-bottom:1px solid var(--grid);padding-bottom:.3rem}',
  'p.lead{font-size:1.1rem}.muted{color:var(--muted)}',
  'a{color:var(--link)}a:focus-visible,summary:focus-visible,.wide:focus-visible{outline:3px solid var(--link);outline-offset:2px}',
  '.pictures{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,340px),1fr));gap:16px;align-items:start}',
  '.pictures svg{width:100%;height:auto;max-width:560px}',
  '.wide{overflow-x:auto}table{border-collapse:collapse;min-width:100%;font-size:.9rem}',
  'th,td{border-bottom:1px solid var(--grid);padding:6px 10px;text-align:left;vertical-align:top}',
  'th{white-space:nowrap;background:var(--soft)}td.words{min-width:16rem}td.id{min-width:5.5rem}td.nowrap{white-space:nowrap}.number{text-align:right;white-space:nowrap}',
  '@media (min-width:600px){td.words{min-width:9rem}}',
  'code{font:.875em ui-monospace,SFMono-Regular,Menlo,Consolas,monospace;overflow-wrap:anywhere}',
  '.green{color:var(--green)}.yellow{color:var(--yellow)}.red{color:var(--red)}.green,.yellow,.red{font-weight:600;white-space:nowrap}.id .red{white-space:normal}',
  '@media print{.wide{overflow:visible}}',
].join('\n');
