import type { HistoryEntry, PreviousAudit, TrendRow } from '../model/history.ts';
import type { AuditFile, AuditLink } from './read-audit-row.ts';

/* Compares the file of an earlier audit with what a later audit recorded of it. */

/** Returns the audit of a file that was changed and then restored to what was recorded first. */
export function restored(row: TrendRow, { entry }: AuditFile): PreviousAudit {
  const { recorded_blob: _, claims: __, doubt: ___, ...rest } = row;
  return { ...asAudit(rest), path: entry.path, blob: entry.blob, standing: 'recorded' };
}

/** Returns the blob the file should have. The blob of a changed file was never accepted. */
export function expected({ standing, blob, recorded_blob }: TrendRow): string | undefined {
  return standing === 'changed' ? recorded_blob : blob;
}

/**
 * Returns the newest audit before a milestone with the status `newest`, however often the milestone is
 * audited: its own earlier audit is not an independent record, and the same evidence must give the
 * same bytes.
 */
export function asNewest(audit: PreviousAudit, row: TrendRow | undefined): PreviousAudit {
  const unseen = row !== undefined && (row.standing === undefined || row.standing === 'newest');
  return unseen && audit.standing === 'recorded' ? { ...audit, standing: 'newest' } : audit;
}

/** Returns why a file that claims to be a re-audit is not one; `undefined` when nothing disproves it. */
export type VerifyReaudit = (file: AuditFile) => Promise<string | undefined>;

/** Returns the audit of a file with its integrity status, compared with what was recorded of it. */
export async function verifyAgainstRecord(
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
  // The row itself records an audit that nothing had recorded before.
  const standing =
    row.standing === undefined || row.standing === 'newest' ? 'recorded' : row.standing;
  return { ...row, path, blob, audited, standing, rules: [] };
}
