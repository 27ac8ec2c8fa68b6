import { createHash } from 'node:crypto';
import type { Rollup } from '../../model/rollup.ts';
import { anchor, htmlPage, htmlTable, tr } from '../html.ts';
import { escaped } from '../svg.ts';
import { type Cell, type RollupSection, rollupLead, rollupSections } from './sections.ts';

/** Identifies a generated page. A page that a person wrote is never overwritten. */
export const ROLLUP_PAGE_MARK = '<meta name="generator" content="milestone-audit rollup">';

/**
 * Returns a roll-up as one self-contained page. Its only script is the filter below, which the
 * policy of the page names by its digest; without scripts the page shows every row.
 */
export function renderRollupPage(rollup: Rollup, serverUrl: string): string {
  const [first = '', ...more] = rollupLead(rollup);
  const body = [
    '<h1>Milestone audits</h1>',
    `<p class="lead">${escaped(first)}</p>`,
    ...more.map((line) => `<p class="muted">${escaped(line)}</p>`),
    ...rollupSections(rollup, serverUrl).map(sectionHtml),
    '<p class="muted">Generated from published audits; the same audits give the same page.</p>',
    `<script>${FILTER}</script>`,
  ];
  const policy = `; script-src 'sha256-${createHash('sha256').update(FILTER).digest('base64')}'`;
  return htmlPage({
    title: 'Milestone audits',
    mark: ROLLUP_PAGE_MARK,
    body,
    policy,
    style: `\n${STYLE}`,
  });
}

function sectionHtml(section: RollupSection): string {
  const { title, lead, head, numbers, rows, verdicts } = section;
  const right = new Set(numbers);
  const made = rows.map((row, at) => {
    const html = tr(...row.map((cell, column) => cellHtml(cell, right.has(head[column] ?? ''))));
    const verdict = verdicts?.[at];
    return verdict === undefined ? html : html.replace('<tr>', `<tr data-verdict="${verdict}">`);
  });
  const intro = [
    ...(lead === undefined ? [] : [`<p class="muted">${escaped(lead)}</p>`]),
    ...(verdicts === undefined ? [] : [FORM]),
  ];
  return htmlTable(title, head, made, right, intro);
}

function cellHtml(
  { text, code, url, tone, words }: Cell,
  number: boolean,
): readonly [string, string?] {
  const plain = url === undefined ? escaped(text, 2000) : anchor(url, text);
  const inner = code === true ? `<code>${plain}</code>` : plain;
  const html = tone === undefined ? inner : `<span class="${tone}">${inner}</span>`;
  if (number) return [html, 'number'];
  return words === true ? [html, 'words'] : [html, 'id'];
}

const VERDICTS = [
  ['', 'all verdicts'],
  ['red', 'did not pass'],
  ['unknown', 'unknown'],
  ['yellow', 'passed with exceptions'],
  ['green', 'passed'],
] as const;

/** The filter is hidden until its script runs. */
const FORM = [
  '<form id="filter" hidden role="search">',
  '<label>Filter <input type="search" name="words" autocomplete="off"></label>',
  '<label>Verdict <select name="verdict">',
  ...VERDICTS.map(([value, words]) => `<option value="${value}">${words}</option>`),
  '</select></label>',
  '<output aria-live="polite"></output>',
  '</form>',
].join('');

/** Shows the rows that contain every word and have the verdict. */
const FILTER = `
const form=document.getElementById('filter');
if(form){
const fields=form.elements;
const rows=[...document.querySelectorAll('tr[data-verdict]')].map(row=>[row,row.textContent.toLowerCase()]);
const show=()=>{
const words=fields.words.value.toLowerCase().split(/\\s+/).filter(Boolean);
const verdict=fields.verdict.value;
let shown=0;
for(const [row,text] of rows){
const hit=words.every(word=>text.includes(word))&&(verdict===''||row.dataset.verdict===verdict);
row.hidden=!hit;
if(hit)shown+=1;
}
form.querySelector('output').textContent=shown+' of '+rows.length+' repositories';
};
form.hidden=false;
form.addEventListener('input',show);
form.addEventListener('submit',event=>event.preventDefault());
show();
}
`;

const STYLE = [
  'main{max-width:1400px}',
  '#filter:not([hidden]){display:flex;flex-wrap:wrap;gap:8px 16px;align-items:center;margin:0 0 .75rem}',
  '#filter label{display:flex;gap:8px;align-items:center}',
  '#filter input,#filter select{font:inherit;color:inherit;background:var(--page);border:1px solid var(--muted);border-radius:6px;padding:4px 8px;min-width:0}',
  '#filter input:focus-visible,#filter select:focus-visible{outline:3px solid var(--link);outline-offset:2px}',
  'td.id{overflow-wrap:break-word}td.words{overflow-wrap:anywhere}',
  'th:first-child,td:first-child{position:sticky;left:0}td:first-child{background:var(--page)}',
  '@media (min-width:600px){td.id,td.id span{white-space:nowrap}}',
  '@media (max-width:599px){td.id{min-width:7rem}td.id span{white-space:normal}}',
].join('\n');
