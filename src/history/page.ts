import { quantity } from '../lib/format.ts';
import { commitUrl, relativeTo } from '../lib/urls.ts';
import { auditPaths, historyPaths } from '../model/audit-paths.ts';
import type { AuditDeferral } from '../model/deferral.ts';
import type { AuditFlake, TrendRow } from '../model/history.ts';
import { printOverall, rowWords } from '../render/format/labels.ts';
import { anchor, htmlPage, htmlTable, SIGNS, tr } from './html.ts';
import type { MilestoneHistory } from './milestones.ts';
import { flowPicture, trendPictures, trendText } from './pictures.ts';
import { escaped, INHERITED } from './svg.ts';

/** Identifies a generated page. A page that a person wrote is never overwritten. */
export const PAGE_MARK = '<meta name="generator" content="milestone-audit">';

/**
 * Returns all milestones as one self-contained page without scripts and external resources.
 * Untrusted text is escaped. Links go to the forge and to files of the repository.
 */
export function renderPage(history: MilestoneHistory): string {
  const { repository, newest } = history;
  const body = [
    `<h1>Milestones of ${escaped(repository)}</h1>`,
    `<p class="lead">Newest audit: ${documentLink(newest, history)}, ${verdict(newest)}, score ${printOverall(newest)}.</p>`,
    pictures(history),
    ...history.series.map((rows) => ledger(rows, history)),
    deferrals(history.deferrals),
    flakes(history.flakes),
    '<p class="muted">Generated from the audits’ JSON; the same audits give the same page.</p>',
  ];
  return htmlPage({ title: `Milestones of ${repository}`, mark: PAGE_MARK, body });
}

/** What the marks of the charts mean. */
const LEGEND =
  '● passed, ◆ passed with exceptions, ■ not passed. A bar above a mark ends at the highest score that missing evidence allows.';

/** Explains the pass line, and that the score alone passes nothing. */
function passWords({ minimum }: MilestoneHistory): string {
  const isDrawn = Object.values(minimum).some((value) => value !== null);
  return isDrawn
    ? 'A dashed line is the minimum of the newest config; every gate must pass as well.'
    : 'The config sets no minimum: gates decide, not the score.';
}

function pictures(history: MilestoneHistory): string {
  const { flow, newest } = history;
  const drawn = flow.length === 0 ? '' : flowPicture(newest.milestone, flow, INHERITED);
  const words = `<p class="muted">${escaped(trendText(history), 2000)} ${LEGEND} ${passWords(history)}</p>`;
  const charts = trendPictures(history, INHERITED).join('');
  return `<h2>Trend</h2>\n${words}\n<div class="pictures">\n${charts}${drawn}</div>`;
}

/** Columns of numbers, which are right-aligned. */
const NUMBERS: ReadonlySet<string> = new Set(['Score', 'Times']);

function table(title: string, head: readonly string[], rows: readonly string[]): string {
  return rows.length === 0 ? '' : htmlTable(title, head, rows, NUMBERS);
}

function ledger(rows: readonly TrendRow[], history: MilestoneHistory): string {
  const [first, last] = [rows[0]?.milestone ?? '', rows.at(-1)?.milestone ?? ''];
  const title = history.series.length > 1 ? `Milestones ${first} to ${last}` : 'Milestones';
  // The first columns are those that a phone shows without scrolling.
  const head = ['Milestone', 'Score', 'Verdict', 'Title', 'PR', 'Commit', 'Completed'];
  return table(
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
  return table(
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
  return table(
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
