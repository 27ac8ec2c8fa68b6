import type { HistoryEntry, PreviousAudit, TrendRow } from '../model/history.ts';
import { compareMilestones, sameSeries } from '../model/milestone-id.ts';
import { type AuditFile, type AuditLink, readAuditRow } from './read-audit-row.ts';

/** Maximum number of history rows in one audit. For longer histories, read on from the oldest row's own file. */
export const MAX_TREND_ROWS = 250;

/** Returns the text of a file, or why it cannot be read. */
export type ReadFile = (
  file: AuditFile,
) => Promise<
  | { readonly state: 'found'; readonly text: string }
  | { readonly state: 'unreadable'; readonly why: string }
>;

export interface Chain {
  /** Oldest first. */
  readonly audits: readonly PreviousAudit[];
  /** Sentences about files that could not be read. They hide no other file. */
  readonly problems: readonly string[];
}

export interface ChainOptions {
  /** Rows that a later audit recorded; the newest file is compared with them. */
  readonly later?: readonly TrendRow[];
  /** Rows of an audit that has just verified this chain. Rows of another series are ignored. */
  readonly trusted?: readonly TrendRow[];
  readonly verifyReaudit?: VerifyReaudit;
}

/** Maximum number of files that are read one by one because no later audit recorded them. */
const MAX_READ = 60;

/**
 * Reads the audits of one series from as few files as possible. The newest JSON has a row with the
 * blob id of each earlier audit, so the tree alone shows whether they are unchanged. Only files that
 * nothing recorded, or that differ from the record, are read themselves.
 */
export async function readChain(
  files: readonly AuditFile[],
  read: ReadFile,
  {
    later = [],
    trusted: trustedRows = [],
    verifyReaudit = async () => undefined,
  }: ChainOptions = {},
): Promise<Chain> {
  const trusted = trustedRows.filter(({ milestone }) =>
    sameSeries(milestone, files[0]?.milestone ?? ''),
  );
  const problems: string[] = [];
  const newest = await newestLink(files, read, problems);
  if (newest === undefined) return { audits: [], problems };
  const { link, older } = newest;
  const known = rowsOf([...later, ...(await recordedRows(link, older, read)), ...trusted]);
  const recorded = rowsOf([...later, ...trusted]).get(keyOf(link.audit.milestone));
  const first = asNewest(await verifyAgainstRecord(link, recorded, verifyReaudit), recorded);
  const results = await Promise.all(
    [...older]
      .reverse()
      .map((file, at) =>
        olderAudit(file, known.get(keyOf(file.milestone)), at, { read, verifyReaudit }),
      ),
  );
  for (const one of results) if (typeof one === 'string') problems.push(one);
  const audits = results.filter((one): one is PreviousAudit => typeof one !== 'string').reverse();
  const existing = new Set(files.map(({ milestone }) => keyOf(milestone)));
  const gone = [...known]
    .filter(([key]) => !existing.has(key))
    .map(([, row]): PreviousAudit => ({ ...asAudit(row), standing: 'gone' }));
  return { audits: [...audits, ...gone, first].sort(inOrder), problems };
}

function inOrder(a: PreviousAudit, b: PreviousAudit): number {
  return compareMilestones(a.milestone, b.milestone);
}

/** Rows by milestone: `M1` and `M01` are equal. */
type Rows<T> = ReadonlyMap<string, T>;

function rowsOf<T extends { readonly milestone: string }>(rows: readonly T[]): Rows<T> {
  return new Map(rows.map((row) => [keyOf(row.milestone), row]));
}

function keyOf(milestone: string): string {
  return milestone
    .toUpperCase()
    .replaceAll('_', '.')
    .replace(/\d+/g, (digits) => String(Number(digits)));
}

/**
 * Returns what the newest audit recorded. When its trend is full, the oldest file of that trend is
 * read for the audits before it, and so on.
 */
async function recordedRows(
  { trend }: AuditLink,
  files: readonly AuditFile[],
  read: ReadFile,
): Promise<readonly TrendRow[]> {
  const [oldest] = trend;
  if (trend.length < MAX_TREND_ROWS || oldest === undefined) return trend;
  const at = files.findIndex(({ milestone }) => keyOf(milestone) === keyOf(oldest.milestone));
  const file = files[at];
  // A rewritten file proves nothing about the audits before it.
  if (at < 1 || file === undefined || expected(oldest) !== file.entry.blob) return trend;
  const link = await linkOf(file, read);
  if (typeof link === 'string') return trend;
  return [...(await recordedRows(link, files.slice(0, at), read)), ...trend];
}

/** Returns the newest readable audit, so that a broken file does not hide the chain. */
async function newestLink(
  files: readonly AuditFile[],
  read: ReadFile,
  problems: string[],
): Promise<{ readonly link: AuditLink; readonly older: readonly AuditFile[] } | undefined> {
  for (let at = files.length - 1; at >= Math.max(0, files.length - MAX_READ); at -= 1) {
    const file = files[at];
    if (file === undefined) break;
    const link = await linkOf(file, read);
    if (typeof link !== 'string') return { link, older: files.slice(0, at) };
    problems.push(link);
  }
  return undefined;
}

async function linkOf(file: AuditFile, read: ReadFile): Promise<AuditLink | string> {
  const found = await read(file);
  const why = `the earlier audit ${file.entry.path} could not be read`;
  if (found.state === 'unreadable') return `${why}: ${found.why}`;
  const link = readAuditRow(found.text, file);
  return link.state === 'read' ? link.link : `${why}: ${link.why}`;
}

async function olderAudit(
  file: AuditFile,
  row: TrendRow | undefined,
  at: number,
  { read, verifyReaudit }: { readonly read: ReadFile; readonly verifyReaudit: VerifyReaudit },
): Promise<PreviousAudit | string> {
  const { blob, path } = file.entry;
  if (row?.blob !== undefined && row.blob === blob) return { ...asAudit(row), path };
  if (row !== undefined && expected(row) === blob) return restored(row, file);
  if (row?.blob === undefined && at >= MAX_READ) {
    return `the earlier audit ${path} was not read: ${MAX_READ} newer ones were`;
  }
  const link = await linkOf(file, read);
  if (typeof link !== 'string')
    return withoutMemory(await verifyAgainstRecord(link, row, verifyReaudit));
  // A file that was readable when it was recorded and is broken now was changed.
  return row?.blob === undefined ? link : changedRow(row, file, undefined);
}

function withoutMemory({ memory: _, ...audit }: PreviousAudit): PreviousAudit {
  return { ...audit, rules: [] };
}

/* Compares the file of an earlier audit with what a later audit recorded of it. */

/** Returns the audit of a file that was changed and then restored to what was recorded first. */
function restored(row: TrendRow, { entry }: AuditFile): PreviousAudit {
  const { recorded_blob: _, claims: __, doubt: ___, ...rest } = row;
  return { ...asAudit(rest), path: entry.path, blob: entry.blob, standing: 'recorded' };
}

/** Returns the blob the file should have. The blob of a changed file was never accepted. */
function expected({ standing, blob, recorded_blob }: TrendRow): string | undefined {
  return standing === 'changed' ? recorded_blob : blob;
}

/**
 * Returns the newest audit before a milestone with the status `newest`, however often the milestone is
 * audited: its own earlier audit is not an independent record, and the same evidence must give the
 * same bytes.
 */
function asNewest(audit: PreviousAudit, row: TrendRow | undefined): PreviousAudit {
  const unseen = row !== undefined && (row.standing === undefined || row.standing === 'newest');
  return unseen && audit.standing === 'recorded' ? { ...audit, standing: 'newest' } : audit;
}

/** Returns why a file that claims to be a re-audit is not one; `undefined` when nothing disproves it. */
type VerifyReaudit = (file: AuditFile) => Promise<string | undefined>;

/** Returns the audit of a file with its integrity status, compared with what was recorded of it. */
async function verifyAgainstRecord(
  link: AuditLink,
  row: TrendRow | undefined,
  verifyReaudit: VerifyReaudit,
): Promise<PreviousAudit> {
  const { audit, history } = link;
  const original = row === undefined ? undefined : expected(row);
  if (row === undefined || original === undefined) return { ...audit, standing: 'newest' };
  if (original === audit.blob) return { ...audit, standing: 'recorded' };
  const file = { milestone: audit.milestone, entry: entryOf(audit) };
  const entry = history.find(({ blob }) => blob === original);
  const doubt =
    entry === undefined ? '' : (contradictionOf(entry, row, audit) ?? (await verifyReaudit(file)));
  if (doubt === undefined) return { ...audit, standing: 'reaudited', recorded_blob: original };
  const changed = { ...changedRow(row, file, audit), rules: audit.rules, ...withMemory(audit) };
  return doubt === '' ? changed : { ...changed, doubt };
}

/**
 * Returns what contradicts a re-audit. It replaces the audit that was recorded, so its history must
 * agree with the record. Its evidence cannot be older, because an older audit never overwrites.
 */
function contradictionOf(
  entry: HistoryEntry,
  row: TrendRow,
  now: PreviousAudit,
): string | undefined {
  const differs =
    entry.score !== row.score ||
    entry.verdict !== row.verdict ||
    (row.audited !== undefined && entry.audited !== row.audited) ||
    (row.completed_at !== undefined && entry.completed_at !== row.completed_at);
  if (differs) return 'its history tells otherwise of the audit it replaced than what was recorded';
  const [was, is] = [row.completed_at ?? '', now.completed_at ?? ''];
  return is < was ? 'its evidence is older than that of the audit it says it replaced' : undefined;
}

function entryOf({ path, blob }: PreviousAudit): AuditFile['entry'] {
  return { path, blob, mode: '100644', bytes: 0 };
}

function withMemory({ memory }: PreviousAudit): Pick<PreviousAudit, 'memory'> {
  return memory === undefined ? {} : { memory };
}

/** Returns the recorded row, which the trend keeps, with what the changed file says now (`claims`). */
function changedRow(
  row: TrendRow,
  { entry }: AuditFile,
  now: PreviousAudit | undefined,
): PreviousAudit {
  return {
    ...asAudit(row),
    path: entry.path,
    blob: entry.blob,
    standing: 'changed',
    recorded_blob: expected(row),
    claims: now === undefined ? { score: null, verdict: 'unreadable' } : claimsOf(now),
  };
}

function claimsOf({ score, verdict }: PreviousAudit): NonNullable<TrendRow['claims']> {
  return { score, verdict };
}

function asAudit(row: TrendRow): PreviousAudit {
  const { path = '', blob = '', audited = '' } = row;
  // The row itself records an audit that nothing had recorded before.
  const standing =
    row.standing === undefined || row.standing === 'newest' ? 'recorded' : row.standing;
  return { ...row, path, blob, audited, standing, rules: [] };
}
