import { compareMilestones, sameSeries } from '../model/milestone-id.ts';
import type { PreviousAudit } from '../model/previous-audit.ts';
import { MAX_TREND_ROWS, type TrendRow } from '../model/trend.ts';
import type { AuditFile } from './audit-files.ts';
import {
  asAudit,
  asFirstSeen,
  type Confirm,
  changedRow,
  expected,
  held,
  restored,
} from './integrity-status.ts';
import { type AuditLink, readAuditRow } from './read-audit-row.ts';

/** The text of a file, or why there is none. */
export type ReadFile = (
  file: AuditFile,
) => Promise<
  | { readonly state: 'found'; readonly text: string }
  | { readonly state: 'unreadable'; readonly why: string }
>;

export interface Chain {
  /** Oldest first. */
  readonly audits: readonly PreviousAudit[];
  /** What could not be read, as sentences; it hides none of the others. */
  readonly problems: readonly string[];
}

export interface ChainOptions {
  /** Rows that a still later audit recorded, which the newest file is held against. */
  readonly witness?: readonly TrendRow[];
  /** Rows of an audit that has just looked at this very chain: what it found stands. Those of another series say nothing. */
  readonly told?: readonly TrendRow[];
  readonly confirm?: Confirm;
}

/** Files read one by one, where no later audit recorded what they say; older ones are only counted. */
const MAX_READ = 60;

/**
 * The audits of one series, from as few files as can be: the newest one's JSON holds a row for each
 * one before it with its blob id, so that the tree alone tells whether they are still the same. Only
 * files that nothing recorded, or that differ from what was recorded, are read themselves.
 */
export async function readChain(
  files: readonly AuditFile[],
  read: ReadFile,
  { witness = [], told: rows = [], confirm = async () => undefined }: ChainOptions = {},
): Promise<Chain> {
  const told = rows.filter(({ milestone }) => sameSeries(milestone, files[0]?.milestone ?? ''));
  const problems: string[] = [];
  const newest = await newestLink(files, read, problems);
  if (newest === undefined) return { audits: [], problems };
  const { link, older } = newest;
  const known = rowsOf([...witness, ...(await recordedRows(link, older, read)), ...told]);
  const recorded = rowsOf([...witness, ...told]).get(keyOf(link.audit.milestone));
  const first = asFirstSeen(await held(link, recorded, confirm), recorded);
  const results = await Promise.all(
    [...older]
      .reverse()
      .map((file, at) => olderAudit(file, known.get(keyOf(file.milestone)), at, { read, confirm })),
  );
  for (const one of results) if (typeof one === 'string') problems.push(one);
  const audits = results.filter((one): one is PreviousAudit => typeof one !== 'string').reverse();
  const there = new Set(files.map(({ milestone }) => keyOf(milestone)));
  const gone = [...known]
    .filter(([key]) => !there.has(key))
    .map(([, row]): PreviousAudit => ({ ...asAudit(row), standing: 'gone' }));
  return { audits: [...audits, ...gone, first].sort(inOrder), problems };
}

function inOrder(a: PreviousAudit, b: PreviousAudit): number {
  return compareMilestones(a.milestone, b.milestone);
}

/** Rows by milestone: `M1` and `M01` are one. */
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
 * What the newest link recorded and, where its window is full, what the oldest file of that window
 * recorded of those before it, and so on: one more file for every window of milestones.
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
  // A boundary that was rewritten tells nothing of what lies behind it.
  if (at < 1 || file === undefined || expected(oldest) !== file.entry.blob) return trend;
  const link = await linkOf(file, read);
  if (typeof link === 'string') return trend;
  return [...(await recordedRows(link, files.slice(0, at), read)), ...trend];
}

/** A broken newest file must not hide the chain: the one before it is asked instead. */
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
  { read, confirm }: { readonly read: ReadFile; readonly confirm: Confirm },
): Promise<PreviousAudit | string> {
  const { blob, path } = file.entry;
  if (row?.blob !== undefined && row.blob === blob) return { ...asAudit(row), path };
  if (row !== undefined && expected(row) === blob) return restored(row, file);
  if (row?.blob === undefined && at >= MAX_READ) {
    return `the earlier audit ${path} was not read: ${MAX_READ} newer ones were`;
  }
  const link = await linkOf(file, read);
  if (typeof link !== 'string') return withoutMemory(await held(link, row, confirm));
  // A file that was readable when it was recorded and is broken now was changed.
  return row?.blob === undefined ? link : changedRow(row, file, undefined);
}

function withoutMemory({ memory: _, ...audit }: PreviousAudit): PreviousAudit {
  return { ...audit, rules: [] };
}
