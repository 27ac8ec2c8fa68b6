import type { HistoryEntry, PreviousAudit, TrendRow } from '../model/history.ts';
import type { AuditFile } from './audit-files.ts';
import { auditRowSchema } from './audit-row-schema.ts';
import { flowSteps } from './flow-steps.ts';

/** An audit's JSON as a later audit sees it. */
export interface AuditLink {
  readonly audit: PreviousAudit;
  /** What it recorded of the milestones before it, oldest first. */
  readonly trend: readonly TrendRow[];
  /** What it replaced itself. */
  readonly history: readonly HistoryEntry[];
}

export type ReadLink =
  | { readonly state: 'read'; readonly link: AuditLink }
  | { readonly state: 'unreadable'; readonly why: string };

/** Reads what a later audit needs of an audit's JSON, by this version or an older one. */
export function readAuditRow(text: string, { milestone, entry }: AuditFile): ReadLink {
  const read = auditRowSchema.safeParse(parsed(text));
  if (!read.success) {
    const why =
      text.trim() === '' ? 'it is empty' : 'it is not an audit of schema milestone-audit/1';
    return { state: 'unreadable', why };
  }
  const { data } = read;
  const audit: PreviousAudit = {
    ...told(data),
    milestone,
    path: entry.path,
    blob: entry.blob,
    audited: data.commits.audited,
    score: data.score,
    verdict: data.verdict,
    categories: data.categories,
    rules: data.rules.map(({ title = '', ...rule }) => (title === '' ? rule : { ...rule, title })),
    memory: {
      flakes: data.flakes,
      deferrals: data.deferrals,
      lost: data.registry?.lost ?? [],
      ...lostEntries(data.registry?.lost_entries ?? []),
      flow: flowSteps(data),
    },
    merge: data.commits.merge ?? null,
    completed_at: data.evidence_completed_at ?? null,
    runs: data.runs.filter(({ relation }) => relation !== 'stale').map(({ id }) => id),
  };
  return { state: 'read', link: { audit, trend: data.trend, history: data.history } };
}

type Told = Pick<PreviousAudit, 'title' | 'outcome' | 'branch' | 'pull_request' | 'measures'>;

/** Without the keys that an older version did not write, so that a bundle holds no empty ones. */
function told({ title, outcome, branch, pull_request, measures }: Told): Told {
  const all = Object.entries({ title, outcome, branch, pull_request, measures });
  return Object.fromEntries(all.filter(([, value]) => value !== undefined)) as Told;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

type Memory = NonNullable<PreviousAudit['memory']>;

function lostEntries(entries: Memory['deferrals']): Pick<Memory, 'lost_entries'> {
  return entries.length === 0 ? {} : { lost_entries: entries };
}
