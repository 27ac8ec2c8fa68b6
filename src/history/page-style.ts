import { DARK, LIGHT, type Theme } from './theme.ts';

function variables(theme: Theme): string {
  return Object.entries(theme)
    .map(([name, colour]) => `--${name}:${colour}`)
    .join(';');
}

/** The page's only style: it follows the reader's theme and fits a phone; wide tables scroll in their own box. */
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
