import { quantity } from '../lib/format.ts';
import { commitUrl, relativeTo } from '../lib/urls.ts';
import { auditPaths, historyPaths } from '../model/audit-paths.ts';
import type { AuditDeferral } from '../model/deferral.ts';
import type { AuditFlake, TrendRow } from '../model/history.ts';
import { printOverall, rowWords } from '../render/format/labels.ts';
import type { MilestoneHistory } from './milestones.ts';
import { flowPicture, trendPictures, trendText } from './pictures.ts';
import { DARK, escaped, INHERITED, LIGHT, type Theme } from './svg.ts';

/** Identifies a generated page. A page that a person wrote is never overwritten. */
export const PAGE_MARK = '<meta name="generator" content="milestone-audit">';

/**
 * Returns all milestones as one self-contained page without scripts and external resources.
 * Untrusted text is escaped. Links go to the forge and to files of the repository.
 */
export function renderPage(history: MilestoneHistory): string {
  const { repository, newest } = history;
  return [
    '<!doctype html>',
    '<html lang="en"><head><meta charset="utf-8">',
    '<meta name="viewport" content="width=device-width, initial-scale=1">',
    PAGE_MARK,
    '<meta http-equiv="Content-Security-Policy" content="default-src \'none\'; style-src \'unsafe-inline\'">',
    `<title>Milestones of ${escaped(repository)}</title>`,
    `<style>\n${PAGE_STYLE}\n</style></head><body><main>`,
    `<h1>Milestones of ${escaped(repository)}</h1>`,
    `<p class="lead">Newest audit: ${documentLink(newest, history)}, ${printOverall(newest)}, ${verdict(newest)}.</p>`,
    pictures(history),
    ...history.series.map((rows) => ledger(rows, history)),
    deferrals(history.deferrals),
    flakes(history.flakes),
    '<p class="muted">Generated from the audits’ JSON; the same audits give the same page.</p>',
    '</main></body></html>',
    '',
  ]
    .filter((line, at, all) => line !== '' || at === all.length - 1)
    .join('\n');
}

/** What the marks of the charts mean. */
const LEGEND =
  '● passed, ◆ passed with exceptions, ■ not passed. A bar above a mark ends at the highest score that missing evidence allows.';

function pictures(history: MilestoneHistory): string {
  const { flow, newest } = history;
  const drawn = flow.length === 0 ? '' : flowPicture(newest.milestone, flow, INHERITED);
  const words = `<p class="muted">${escaped(trendText(history), 2000)} ${LEGEND}</p>`;
  const charts = trendPictures(history, INHERITED).join('');
  return `<h2>Trend</h2>\n${words}\n<div class="pictures">\n${charts}${drawn}</div>`;
}

/** Columns of numbers, which are right-aligned. */
const NUMBERS: ReadonlySet<string> = new Set(['Score', 'Times']);

function section(title: string, head: readonly string[], rows: readonly string[]): string {
  if (rows.length === 0) return '';
  const cells = head
    .map(
      (one) => `<th scope="col"${NUMBERS.has(one) ? ' class="number"' : ''}>${escaped(one)}</th>`,
    )
    .join('');
  return [
    `<h2>${escaped(title)}</h2>`,
    // A scrollable box must be reachable by keyboard (WCAG 2.2, 2.1.1).
    `<div class="wide" tabindex="0" role="region" aria-label="${escaped(title)}"><table><thead><tr>${cells}</tr></thead><tbody>`,
    ...rows,
    '</tbody></table></div>',
  ].join('\n');
}

function ledger(rows: readonly TrendRow[], history: MilestoneHistory): string {
  const [first, last] = [rows[0]?.milestone ?? '', rows.at(-1)?.milestone ?? ''];
  const title = history.series.length > 1 ? `Milestones ${first} to ${last}` : 'Milestones';
  // The first columns are those that a phone shows without scrolling.
  const head = ['Milestone', 'Score', 'Verdict', 'Title', 'PR', 'Commit', 'Completed'];
  return section(
    title,
    head,
    [...rows].reverse().map((row) => ledgerRow(row, history)),
  );
}

function ledgerRow(row: TrendRow, history: MilestoneHistory): string {
  const { pull_request: pull, completed_at: at, standing } = row;
  const sha = row.merge ?? row.audited ?? '';
  const note =
    standing === 'changed' || standing === 'gone'
      ? `<br><span class="red">⚠ ${standing === 'gone' ? 'file is gone' : 'changed later'}</span>`
      : '';
  return tr(
    [documentLink(row, history) + note, 'id'],
    [printOverall(row), 'number'],
    [verdict(row)],
    [escaped(row.title ?? '–'), 'words'],
    [pull ? anchor(pull.url, `#${pull.number}`) : '–'],
    [commit(sha, history.repositoryUrl)],
    [at === null || at === undefined ? '–' : escaped(at.slice(0, 10)), 'nowrap'],
  );
}

function deferrals(all: readonly AuditDeferral[]): string {
  const open = all.filter(({ state }) => state !== 'resolved');
  return section(
    'Open deferrals',
    ['ID', 'Issue', 'Reason', 'Owner', 'Since', 'Until', 'Exit criterion', 'State'],
    open.map((one) =>
      tr(
        [`<code>${escaped(one.id)}</code>`, 'id'],
        [escaped(one.issue), 'id'],
        [escaped(one.reason, 400), 'words'],
        [escaped(one.owner)],
        [escaped(one.discovered)],
        [escaped(one.until)],
        [escaped(one.exit, 400), 'words'],
        [one.state === 'expired' ? '<span class="red">✗ expired</span>' : aged(one)],
      ),
    ),
  );
}

function aged({ aged: old, age }: AuditDeferral): string {
  return old === true ? `<span class="yellow">◐ live, ${age} milestones old</span>` : 'live';
}

function flakes(all: readonly AuditFlake[]): string {
  return section(
    'Flakes',
    ['Item', 'Kind', 'First seen', 'Times', 'Last seen', 'State'],
    all.map((one) =>
      tr(
        [`<code>${escaped(one.name)}</code>`, 'words'],
        [one.kind],
        [escaped(one.first_seen)],
        [String(one.count), 'number'],
        [escaped(one.last_seen ?? one.first_seen)],
        [stateOf(one), 'nowrap'],
      ),
    ),
  );
}

/** Returns `quiet for 2 audits`: audits that could have found the flake and did not. */
function stateOf({ state = 'active', quiet_for = 0 }: AuditFlake): string {
  if (state === 'active') return state;
  const quiet = `quiet for ${quantity(quiet_for, 'audit')}`;
  return state === 'quiet' ? quiet : `${state}, ${quiet}`;
}

function tr(...cells: readonly (readonly [string, string?])[]): string {
  const inner = cells.map(([html, kind]) =>
    kind === undefined ? `<td>${html}</td>` : `<td class="${kind}">${html}</td>`,
  );
  return `<tr>${inner.join('')}</tr>`;
}

const SIGNS = { green: '●', yellow: '◆', red: '■' } as const;

function verdict(row: TrendRow): string {
  return `<span class="${row.verdict}">${SIGNS[row.verdict]} ${rowWords(row)}</span>`;
}

function documentLink({ milestone }: TrendRow, { places }: MilestoneHistory): string {
  const { document } = auditPaths(places.docsPath, milestone, places.auditKey);
  const here = historyPaths(places)?.page ?? '';
  return anchor(relativeTo(here.slice(0, here.lastIndexOf('/') + 1), document), milestone);
}

function commit(sha: string, url: string | undefined): string {
  const shown = `<code>${escaped(sha.slice(0, 7))}</code>`;
  if (sha === '') return '–';
  return url === undefined ? shown : `<a href="${escaped(commitUrl(url, sha))}">${shown}</a>`;
}

/** Returns a link if the URL is https or a path of the repository, else the words. */
function anchor(url: string, words: string): string {
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
