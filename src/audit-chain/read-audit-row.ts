import * as z from 'zod';
import { sortedKeys } from '../lib/canonical-json.ts';
import { parsedJson } from '../lib/json.ts';
import { type AuditLocations, pathMilestone } from '../model/audit-paths.ts';
import type { TreeEntry } from '../model/forge.ts';
import type { HistoryEntry, PreviousAudit, TrendRow } from '../model/history.ts';
import { compareMilestones, sameSeries } from '../model/milestone-id.ts';
import { outcome, sourceKind } from '../model/schema.ts';
import { flowSteps } from './flow-steps.ts';

const OMITTED: ReadonlySet<string> = new Set(['history', 'policy', 'event', 'sha256', 'bytes']);

/**
 * Returns an audit's JSON without what depends only on when it was made: its own history, the event,
 * the policy commit, which every audit commit changes, and digest and size of the evidence with
 * these. Audits with equal results are one audit.
 */
export function withoutHistory(json: string): string {
  const audit = JSON.parse(json) as { readonly evidence?: object };
  const evidence = { ...audit.evidence, bytes: undefined };
  return JSON.stringify({ ...audit, evidence }, (key, value: unknown) =>
    OMITTED.has(key) ? undefined : sortedKeys(value),
  );
}

const text = z.string();
const score = z.number().min(0).max(5).nullable().catch(null);
const color = z.enum(['green', 'yellow', 'red']);
const numbers = z.number().nonnegative();

const measures = z.object({
  tests: z
    .object({
      total: numbers,
      passed: numbers,
      origin: z.enum(['report', 'log']),
      legs: z.array(text),
      duration_ms: numbers.nullable(),
    })
    .nullable(),
  coverage: z.array(z.object({ leg: text, format: text, percent: numbers })),
  benchmarks: z.array(
    z.object({
      name: text,
      unit: text,
      value: z.number(),
      bigger_is_better: z.boolean().nullable(),
    }),
  ),
});

const category = z.object({
  id: text,
  title: text,
  score,
  score_max: score.exactOptional().catch(null),
  weight: z.number().exactOptional().catch(0),
});

const pull = z.object({ number: z.int(), url: text }).nullable();

/** Leaves out what older versions did not write or wrote differently. */
function maybe<T extends z.ZodType>(schema: T) {
  return schema.optional().catch(undefined);
}

const shared = {
  score,
  score_max: score.exactOptional(),
  verdict: color,
  title: maybe(text),
  outcome: maybe(outcome),
  branch: maybe(text),
  pull_request: maybe(pull),
  measures: maybe(measures),
};

/** One row of an audit's `trend`: its record of an earlier milestone. */
const trendRowSchema = z.object({
  ...shared,
  milestone: text,
  categories: z.array(category).catch([]),
  path: maybe(text),
  blob: maybe(text),
  audited: maybe(text),
  completed_at: maybe(text.nullable()),
  merge: maybe(text.nullable()),
  runs: maybe(z.array(z.int())),
  standing: maybe(z.enum(['recorded', 'newest', 'reaudited', 'changed', 'gone'])),
  recorded_blob: maybe(text),
  doubt: maybe(text),
  claims: maybe(z.object({ score, verdict: text })),
});

const historySchema = z.object({
  audited: text,
  blob: text,
  score,
  verdict: color,
  completed_at: text.nullable(),
});

const flake = z.object({
  name: text,
  kind: z.enum(['run', 'job', 'test']),
  first_seen: text,
  count: numbers,
  evidence: text,
  source: z.looseObject({ what: text }).nullable().catch(null),
  last_seen: maybe(text),
  state: maybe(z.enum(['active', 'quiet', 'fixed'])),
  quiet_for: maybe(numbers),
});

const deferral = z.object({
  id: text,
  issue: text,
  covers: text,
  reason: text,
  owner: text,
  discovered: text,
  until: text,
  exit: text,
  justified: maybe(z.array(z.object({ milestone: text, reason: text }))),
  state: z.enum(['live', 'expired', 'resolved']).catch('live'),
  used: z.boolean().catch(false),
  proposed: z.boolean().catch(false),
  resolved_in: maybe(text.nullable()),
  resolved_by: maybe(text.nullable()),
});

/** Reads a list without its invalid rows. */
function rows<T extends z.ZodType>(row: T) {
  return z
    .array(z.unknown())
    .catch([])
    .transform((all) =>
      all.flatMap((one): z.output<T>[] => {
        const read = row.safeParse(one);
        return read.success ? [read.data] : [];
      }),
    );
}

const job = z.object({
  steps: rows(z.object({ name: text, seconds: numbers.nullable().catch(null) })),
});

/** The part of an audit's JSON that later audits read. */
const auditRowSchema = z.object({
  schema: z.literal('milestone-audit/1'),
  ...shared,
  commits: z.object({ audited: text, merge: maybe(text.nullable()) }),
  evidence_completed_at: maybe(text.nullable()),
  categories: rows(category),
  rules: rows(
    z.object({
      id: text,
      title: maybe(text),
      level: z.number().nullable().catch(null),
      level_max: maybe(z.number().nullable()),
    }),
  ),
  runs: rows(z.object({ id: z.int(), path: maybe(text), relation: maybe(text), jobs: rows(job) })),
  sources: rows(
    z.object({
      kind: sourceKind,
      state: z.literal('present'),
      run_id: z.int().nullable().catch(null),
      artifact_id: z.int().nullable().catch(null),
    }),
  ),
  evidence: z
    .object({
      flow: rows(z.object({ name: text, conclusion: text, seconds: maybe(numbers.nullable()) })),
      artifacts: rows(z.object({ id: z.int(), name: text })),
    })
    .catch({ flow: [], artifacts: [] }),
  trend: rows(trendRowSchema),
  history: rows(historySchema),
  flakes: rows(flake),
  deferrals: rows(deferral),
  registry: maybe(
    z.object({ lost: z.array(text).catch([]), lost_entries: rows(deferral) }).nullable(),
  ),
});

/** An audit's JSON as a later audit reads it. */
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
  const read = auditRowSchema.safeParse(parsedJson(text));
  if (!read.success) {
    const why =
      text.trim() === '' ? 'it is empty' : 'it is not an audit of schema milestone-audit/1';
    return { state: 'unreadable', why };
  }
  const { data } = read;
  const audit: PreviousAudit = {
    ...withoutMissing(data),
    milestone,
    path: entry.path,
    blob: entry.blob,
    audited: data.commits.audited,
    score: data.score,
    verdict: data.verdict,
    categories: data.categories,
    rules: data.rules.map(({ title = '', level_max, ...rule }) => ({
      ...rule,
      ...(title === '' ? {} : { title }),
      ...(level_max === undefined ? {} : { level_max }),
    })),
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
    ...reportsOf(data),
  };
  return { state: 'read', link: { audit, trend: data.trend, history: data.history } };
}

type OptionalFacts = Pick<
  PreviousAudit,
  'score_max' | 'title' | 'outcome' | 'branch' | 'pull_request' | 'measures'
>;

/** Leaves out the keys that an older version did not write, so that the evidence has no empty ones. */
function withoutMissing({
  score_max,
  title,
  outcome,
  branch,
  pull_request,
  measures,
}: OptionalFacts): OptionalFacts {
  const all = Object.entries({ score_max, title, outcome, branch, pull_request, measures });
  return Object.fromEntries(all.filter(([, value]) => value !== undefined)) as OptionalFacts;
}

/** Returns each kind of report once per artifact and workflow. */
function reportsOf({
  sources,
  runs,
  evidence,
}: Pick<z.output<typeof auditRowSchema>, 'sources' | 'runs' | 'evidence'>): Pick<
  PreviousAudit,
  'reports'
> {
  const reports = sources.map(({ kind, run_id, artifact_id }) => ({
    kind,
    artifact: evidence.artifacts.find(({ id }) => id === artifact_id)?.name ?? '',
    path: runs.find(({ id }) => id === run_id)?.path ?? '',
  }));
  const distinct = new Map(reports.map((one) => [JSON.stringify(one), one]));
  return distinct.size === 0 ? {} : { reports: [...distinct.values()] };
}

type Memory = NonNullable<PreviousAudit['memory']>;

function lostEntries(entries: Memory['deferrals']): Pick<Memory, 'lost_entries'> {
  return entries.length === 0 ? {} : { lost_entries: entries };
}

/** The JSON file of one milestone's audit, as a tree lists it. */
export interface AuditFile {
  readonly milestone: string;
  readonly entry: TreeEntry;
}

/** Returns every audit of the repository, oldest milestone first. */
export function auditFiles(
  entries: readonly TreeEntry[],
  places: AuditLocations,
): readonly AuditFile[] {
  return entries
    .flatMap((entry): readonly AuditFile[] => {
      const milestone = pathMilestone(entry.path, places);
      return milestone === undefined ? [] : [{ milestone, entry }];
    })
    .sort((a, b) => compareMilestones(a.milestone, b.milestone));
}

/** Groups the audits by series of milestones: `V15-M52` is not a predecessor of `M03`. */
export function bySeries(files: readonly AuditFile[]): readonly (readonly AuditFile[])[] {
  const series: AuditFile[][] = [];
  for (const file of files) {
    const own = series.find(([first]) => first && sameSeries(first.milestone, file.milestone));
    if (own === undefined) series.push([file]);
    else own.push(file);
  }
  return series;
}
