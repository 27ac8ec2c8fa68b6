import { grouped, quantity, sentence } from '../../lib/format.ts';
import { fileUrl } from '../../lib/urls.ts';
import { auditName } from '../../model/audit-paths.ts';
import { isRepository } from '../../model/latest.ts';
import type { Rollup, RollupMove, RollupRow } from '../../model/rollup.ts';
import { printOverall, printRange, rowWords } from '../../render/format/labels.ts';
import { SIGNS } from '../html.ts';

/** One value of a table, for a page and for Markdown. All text is untrusted. */
export interface Cell {
  readonly text: string;
  readonly code?: true;
  readonly url?: string;
  readonly tone?: 'green' | 'yellow' | 'red';
  /** Long text, which gets a wide column. */
  readonly words?: true;
}

export interface RollupSection {
  readonly title: string;
  /** A sentence above the table. */
  readonly lead?: string;
  readonly head: readonly string[];
  /** Columns of numbers, by their names in `head`. */
  readonly numbers: readonly string[];
  readonly rows: readonly (readonly Cell[])[];
  /** For each row the verdict that the page filters by. */
  readonly verdicts?: readonly string[];
}

/** Maximum categories with a column: a foreign file may name any number. */
const MAX_CATEGORIES = 12;

/** Maximum repositories named in one cell. */
const MAX_NAMES = 10;

/** Maximum changes in the table of changes. */
const MAX_MOVES = 20;

/** Returns the tables of a roll-up; those without rows are left out. */
export function rollupSections(rollup: Rollup, serverUrl: string): readonly RollupSection[] {
  return [
    repositories(rollup, serverUrl),
    teams(rollup),
    moves(rollup),
    rules(rollup),
    deferrals(rollup),
    configs(rollup),
  ].filter(({ rows }) => rows.length > 0);
}

/** Returns the sentences at the top: the counts, and the day from which ages are counted. */
export function rollupLead(rollup: Rollup): readonly string[] {
  const { totals, as_of: day, as_of_from: from, previous, notices } = rollup;
  const counts = [
    `${totals.green} passed`,
    `${totals.yellow} passed with exceptions`,
    `${totals.red} did not pass`,
    `${totals.unknown} unknown, because no audit could be read`,
  ];
  const since = from === '--as-of' ? '' : `, the newest evidence (${from})`;
  return [
    `${quantity(totals.repositories, 'repository', 'repositories')}: ${counts.join(', ')}.`,
    ...(day === null ? [] : [`Ages are counted up to ${day}${since}.`]),
    ...(previous === null ? [] : [`Compared with the roll-up of ${previous.as_of ?? 'no day'}.`]),
    ...notices.map((one) => sentence(one)),
  ];
}

const ORDER = { red: 1, unknown: 2, yellow: 3, green: 4 } as const;

/** Repositories that need attention come first: what failed before what is not known. */
function byUrgency(a: RollupRow, b: RollupRow): number {
  const urgency = ({ outcome, verdict }: RollupRow): number =>
    outcome === 'INCOMPLETE' ? 0 : ORDER[verdict ?? 'unknown'];
  return urgency(a) - urgency(b) || (a.score ?? 0) - (b.score ?? 0);
}

function repositories({ repositories: all }: Rollup, serverUrl: string): RollupSection {
  const rows = [...all].sort(byUrgency);
  const categories = commonCategories(all);
  const titles = titlesOf(categories, all);
  const named = all.some(({ team, tier }) => team !== null || tier !== null);
  const head = [
    'Repository',
    'Score',
    'Verdict',
    'Age in days',
    ...(named ? ['Team', 'Tier'] : []),
    'Milestone',
    ...titles,
    'Deferrals',
    'Config',
    'Note',
  ];
  return {
    title: 'Repositories',
    head,
    numbers: ['Score', 'Age in days', 'Deferrals', ...titles],
    rows: rows.map((row) => [
      repositoryCell(row, serverUrl),
      { text: printRange(row) },
      verdictCell(row),
      counted(row.age_days),
      ...(named
        ? [{ text: row.team ?? '–', words: true as const }, { text: row.tier ?? '–' }]
        : []),
      milestoneCell(row, serverUrl),
      ...categories.map((id) => categoryCell(row, id)),
      counted(row.deferrals_open),
      configCell(row.config_sha256),
      { text: row.why ?? row.title ?? '', words: true },
    ]),
    verdicts: rows.map(({ verdict }) => verdict ?? 'unknown'),
  };
}

/** The start of the digest is enough to find every repository of a version by the filter. */
function configCell(sha256: string | null): Cell {
  return sha256 === null || sha256 === ''
    ? { text: '–' }
    : { text: sha256.slice(0, 12), code: true };
}

function counted(count: number | null): Cell {
  return { text: count === null ? '–' : grouped(count) };
}

/** Returns the most frequent categories, which have columns. */
export function commonCategories(rows: readonly RollupRow[]): readonly string[] {
  const ids = rows.flatMap(({ categories }) => categories.map(({ id }) => id));
  return byFrequency(ids).slice(0, MAX_CATEGORIES);
}

/** Returns different texts, the most frequent first; equally frequent ones keep their order. */
function byFrequency(texts: readonly string[]): readonly string[] {
  const counts = new Map<string, number>();
  for (const text of texts) counts.set(text, (counts.get(text) ?? 0) + 1);
  return [...counts].sort(([, a], [, b]) => b - a).map(([text]) => text);
}

/**
 * Returns the title of each category that most repositories give it, with its id where two would be
 * the same. Without a title it is the id.
 */
function titlesOf(ids: readonly string[], rows: readonly RollupRow[]): readonly string[] {
  const all = rows.flatMap(({ categories }) => categories);
  const titles = ids.map((id) => {
    const given = all.flatMap((one) => (one.id === id ? (one.title ?? []) : []));
    return byFrequency(given)[0] ?? id;
  });
  return titles.map((title, at) => {
    const isShared = titles.indexOf(title) !== titles.lastIndexOf(title);
    return isShared ? `${title} (${ids[at]})` : title;
  });
}

function repositoryCell(row: RollupRow, serverUrl: string): Cell {
  const text = auditName(row);
  return isRepository(row.repository)
    ? { text, url: `${serverUrl}/${row.repository}` }
    : { text, code: true };
}

function milestoneCell(
  { repository, milestone, audit_path: path }: RollupRow,
  server: string,
): Cell {
  if (milestone === null) return { text: '–' };
  const url = path === null ? undefined : fileUrl(`${server}/${repository}`, 'HEAD', path);
  return { text: milestone, ...(url === undefined ? {} : { url }) };
}

function verdictCell({ verdict, outcome }: RollupRow): Cell {
  if (verdict === null) return { text: '? Unknown' };
  const words = rowWords({ verdict, outcome: outcome ?? undefined });
  return { text: `${SIGNS[verdict]} ${words}`, tone: verdict };
}

function categoryCell({ categories }: RollupRow, id: string): Cell {
  const found = categories.find((one) => one.id === id);
  if (found === undefined || found.score === null) return { text: '–' };
  const text = printRange(found);
  if ((found.score_max ?? found.score) < 3) return { text, tone: 'red' };
  return found.score < 3 ? { text, tone: 'yellow' } : { text };
}

function teams({ repositories: all }: Rollup): RollupSection {
  const names = [...new Set(all.map(({ team }) => team))].sort((a, b) =>
    (a ?? '\uffff') < (b ?? '\uffff') ? -1 : 1,
  );
  const counted = names.some((name) => name !== null) ? names : [];
  return {
    title: 'Teams',
    head: ['Team', 'Repositories', 'Passed', 'With exceptions', 'Did not pass', 'Unknown'],
    numbers: ['Repositories', 'Passed', 'With exceptions', 'Did not pass', 'Unknown'],
    rows: counted.map((name) => {
      const own = all.filter(({ team }) => team === name);
      const of = (color: RollupRow['verdict']): Cell => ({
        text: String(own.filter(({ verdict }) => verdict === color).length),
      });
      return [
        { text: name ?? 'no team' },
        { text: String(own.length) },
        ...[of('green'), of('yellow'), of('red'), of(null)],
      ];
    }),
  };
}

function moves({ moves: all, previous }: Rollup): RollupSection {
  const left = all.length - MAX_MOVES;
  return {
    title: 'What moved most',
    ...(previous !== null && left > 0
      ? { lead: `The largest changes; ${left} more are in rollup.json.` }
      : {}),
    head: ['Repository', 'Change', 'Before', 'Now'],
    numbers: ['Change'],
    rows: all
      .slice(0, MAX_MOVES)
      .map((move) => [
        { text: auditName(move) },
        changeCell(move),
        { text: endText(move.before) },
        { text: endText(move.after) },
      ]),
  };
}

function changeCell({ change, before, after }: RollupMove): Cell {
  if (after === null) return { text: 'no audit', tone: 'red' };
  if (before === null) return { text: 'new' };
  if (change === null || change === 0) return { text: '±0.0' };
  return change > 0
    ? { text: `+${change.toFixed(1)}`, tone: 'green' }
    : { text: `−${(-change).toFixed(1)}`, tone: 'red' };
}

function endText(end: RollupMove['before']): string {
  if (end === null) return 'unknown';
  const verdict = end.verdict === null ? '' : `${SIGNS[end.verdict]} `;
  return `${verdict}${printOverall(end)} (${end.milestone ?? '–'})`;
}

function rules({ rules: all, rules_unstated: unstated, totals }: Rollup): RollupSection {
  const lead =
    unstated === 0
      ? 'Rules and measures that keep a blocking gate from passing.'
      : `Rules and measures that keep a blocking gate from passing. ${quantity(unstated, 'repository does', 'repositories do')} not list them.`;
  return {
    title: 'Which rules fail where',
    lead,
    head: ['Rule', 'Fails in', 'Share', 'Not evaluated in', 'Where it fails', 'Where it is open'],
    numbers: ['Fails in', 'Share', 'Not evaluated in'],
    rows: all.map(({ id, failed, not_evaluated: open }) => [
      { text: id, code: true },
      { text: String(failed.length), ...(failed.length > 0 ? { tone: 'red' as const } : {}) },
      { text: `${Math.round((100 * failed.length) / Math.max(1, totals.repositories))}%` },
      { text: String(open.length), ...(open.length > 0 ? { tone: 'yellow' as const } : {}) },
      { text: namesOf(failed), words: true },
      { text: namesOf(open), words: true },
    ]),
  };
}

function namesOf(names: readonly string[]): string {
  if (names.length === 0) return '–';
  const more = names.length - MAX_NAMES;
  return names.slice(0, MAX_NAMES).join(', ') + (more > 0 ? ` and ${more} more` : '');
}

function deferrals({ deferrals: all, deferrals_unstated: unstated }: Rollup): RollupSection {
  const lead = `${quantity(unstated, 'further live deferral is', 'further live deferrals are')} only counted by the audits.`;
  return {
    title: 'Deferrals by owner',
    ...(unstated === 0 ? {} : { lead }),
    head: ['Owner', 'Expires', 'Repository', 'Deferral'],
    numbers: [],
    rows: all.map(({ owner, repository, id, until, next }) => [
      { text: owner },
      next === true ? { text: `${until}, the next milestone`, tone: 'yellow' } : { text: until },
      { text: repository },
      { text: id, code: true },
    ]),
  };
}

function configs({ configs: all }: Rollup): RollupSection {
  return {
    title: 'Versions of the config',
    head: ['Config', 'Rules version', 'Repositories', 'Where'],
    numbers: ['Rules version', 'Repositories'],
    rows: all.map(({ sha256, rules_version: version, repositories: names }) => [
      sha256 === '' ? { text: 'not stated' } : configCell(sha256),
      { text: String(version) },
      { text: String(names.length) },
      { text: namesOf(names), words: true },
    ]),
  };
}
