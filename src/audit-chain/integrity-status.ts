import type { HistoryEntry, PreviousAudit, TrendRow } from '../model/history.ts';
import type { AuditFile } from './audit-files.ts';
import type { AuditLink } from './read-audit-row.ts';

/* How the file of an earlier audit stands to what a later audit recorded of it. */

/** A file that somebody changed and somebody put back is what was recorded first. */
export function restored(row: TrendRow, { entry }: AuditFile): PreviousAudit {
  const { recorded_blob: _, claims: __, doubt: ___, ...rest } = row;
  return { ...asAudit(rest), path: entry.path, blob: entry.blob, standing: 'recorded' };
}

/** The blob the file should have; what a changed file became was never accepted. */
export function expected({ standing, blob, recorded_blob }: TrendRow): string | undefined {
  return standing === 'changed' ? recorded_blob : blob;
}

/**
 * The newest audit before a milestone is `newest` to that milestone however often it is audited: its own
 * earlier audit is no other witness, and the same evidence must give the same bytes.
 */
export function asFirstSeen(audit: PreviousAudit, row: TrendRow | undefined): PreviousAudit {
  const unseen = row !== undefined && (row.standing === undefined || row.standing === 'newest');
  return unseen && audit.standing === 'recorded' ? { ...audit, standing: 'newest' } : audit;
}

/** Why a file that says it is a re-audit is none, as half a sentence; `undefined` where nothing speaks against it. */
export type Confirm = (file: AuditFile) => Promise<string | undefined>;

/** The audit as its file says, held against what was recorded of it. */
export async function held(
  link: AuditLink,
  row: TrendRow | undefined,
  confirm: Confirm,
): Promise<PreviousAudit> {
  const { audit, history } = link;
  const original = row === undefined ? undefined : expected(row);
  if (row === undefined || original === undefined) return { ...audit, standing: 'newest' };
  if (original === audit.blob) return { ...audit, standing: 'recorded' };
  const file = { milestone: audit.milestone, entry: entryOf(audit) };
  const entry = history.find(({ blob }) => blob === original);
  const doubt = entry === undefined ? '' : (doubtOf(entry, row, audit) ?? (await confirm(file)));
  if (doubt === undefined) return { ...audit, standing: 'reaudited', recorded_blob: original };
  const changed = { ...changedRow(row, file, audit), rules: audit.rules, ...memoryOf(audit) };
  return doubt === '' ? changed : { ...changed, doubt };
}

/**
 * What a re-audit cannot do. It replaces the very audit that was recorded, so its history says of it
 * what the record says; and its evidence is no older, because an older audit never overwrites.
 */
function doubtOf(entry: HistoryEntry, row: TrendRow, now: PreviousAudit): string | undefined {
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

function memoryOf({ memory }: PreviousAudit): Pick<PreviousAudit, 'memory'> {
  return memory === undefined ? {} : { memory };
}

/** The recorded row stays what the trend shows; what the file says now stands beside it. */
export function changedRow(
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

export function asAudit(row: TrendRow): PreviousAudit {
  const { path = '', blob = '', audited = '' } = row;
  // What nothing had recorded when the row was written is recorded by the row itself.
  const standing =
    row.standing === undefined || row.standing === 'newest' ? 'recorded' : row.standing;
  return { ...row, path, blob, audited, standing, rules: [] };
}
