import type { Rollup, RollupRow } from '../../model/rollup.ts';
import { commonCategories } from './sections.ts';

/** Columns of a row with a value each. */
const COLUMNS = [
  'repository',
  'audit_key',
  'team',
  'tier',
  'state',
  'verdict',
  'outcome',
  'score',
  'score_max',
  'milestone',
  'date',
  'age_days',
  'deferrals_open',
  'next_expiry',
  'config_sha256',
  'rules_version',
  'commit',
  'title',
  'why',
] as const satisfies readonly (keyof RollupRow)[];

/**
 * Returns a roll-up as CSV (RFC 4180): one line per repository, and two columns per common category
 * with its lowest and its highest score.
 */
export function rollupCsv({ repositories }: Rollup): string {
  const categories = commonCategories(repositories);
  const head = [...COLUMNS, ...categories.flatMap((id) => [id, `${id} (highest)`])];
  const lines = repositories.map((row) => [
    ...COLUMNS.map((column) => row[column]),
    ...categories.flatMap((id) => {
      const found = row.categories.find((one) => one.id === id);
      return [found?.score ?? null, found?.score_max ?? null];
    }),
  ]);
  return [head, ...lines].map((line) => `${line.map(csvCell).join(',')}\r\n`).join('');
}

/**
 * Quotes a text. Spreadsheets run text that begins with one of these characters as a formula; an
 * apostrophe before it keeps it text (OWASP ASVS 5.0, 1.2.10, and CWE-1236, read 2026-11-30).
 */
function csvCell(value: string | number | null): string {
  if (value === null) return '';
  if (typeof value === 'number') return String(value);
  const safe = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
  return `"${safe.replaceAll('"', '""')}"`;
}
