import * as z from 'zod';

const text = z.string();
const score = z.number().min(0).max(5).nullable().catch(null);
const colour = z.enum(['green', 'yellow', 'red']);
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
  weight: z.number().exactOptional().catch(0),
});

const pull = z.object({ number: z.int(), url: text }).nullable();

/** What older versions did not write, or wrote otherwise, is left out and hides nothing else. */
function maybe<T extends z.ZodType>(schema: T) {
  return schema.optional().catch(undefined);
}

const shared = {
  score,
  verdict: colour,
  title: maybe(text),
  outcome: maybe(z.enum(['COMPLETE', 'INCOMPLETE', 'INSUFFICIENT_EVIDENCE', 'PENDING'])),
  branch: maybe(text),
  pull_request: maybe(pull),
  measures: maybe(measures),
};

/** One row of an audit's `trend`: what it recorded of an earlier milestone. */
export const trendRowSchema = z.object({
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

export const historySchema = z.object({
  audited: text,
  blob: text,
  score,
  verdict: colour,
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

/** Rows that are none are left out one by one: a list with one bad row is still a list. */
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

/** The part of an audit's JSON that later audits read; an audit that lacks the first five is none. */
export const auditRowSchema = z.object({
  schema: z.literal('milestone-audit/1'),
  ...shared,
  commits: z.object({ audited: text, merge: maybe(text.nullable()) }),
  evidence_completed_at: maybe(text.nullable()),
  categories: rows(category),
  rules: rows(z.object({ id: text, title: maybe(text), level: z.number().nullable().catch(null) })),
  runs: rows(z.object({ id: z.int(), relation: maybe(text), jobs: rows(job) })),
  evidence: z
    .object({
      flow: rows(z.object({ name: text, conclusion: text, seconds: maybe(numbers.nullable()) })),
    })
    .catch({ flow: [] }),
  trend: rows(trendRowSchema),
  history: rows(historySchema),
  flakes: rows(flake),
  deferrals: rows(deferral),
  registry: maybe(
    z.object({ lost: z.array(text).catch([]), lost_entries: rows(deferral) }).nullable(),
  ),
});
