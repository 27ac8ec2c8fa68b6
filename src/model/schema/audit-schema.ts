import * as z from 'zod';
import { evidenceSchema, runSchema, sourceSchema } from './evidence-schema.ts';
import { comparison, historyEntry, measures, predecessor, trendRow } from './memory-schema.ts';

/*
 * The published JSON as a schema: what an audit read back is checked against, and what the JSON
 * Schema in `schema/` is made from. Objects are loose, because adding keys is free (contract).
 */

const text = z.string();
const count = z.int().nonnegative();
const score = z.number().min(0).max(5).nullable();
const level = z.union([
  z.literal(0),
  z.literal(1),
  z.literal(2),
  z.literal(3),
  z.literal(4),
  z.literal(5),
]);
const verdict = z.enum(['green', 'yellow', 'red']);

const proof = z.array(z.looseObject({ text, source: sourceSchema }));

const rule = z.looseObject({
  id: text,
  title: text,
  state: z.enum(['level', 'unknown', 'not-applicable', 'off']),
  level: level.nullable(),
  measured: text.describe('The measured value in words; empty when nothing was measured'),
  proof,
  unknown_because: text.nullable(),
  reason: text.nullable().describe('Why the rule is off or not applicable'),
  configured: text.optional().describe('The options the config gives the rule, with the reason'),
  deferrals: z.array(text),
  scored: z.boolean(),
});

const issue = z.looseObject({
  id: text,
  rule: text,
  severity: z.enum(['critical', 'high', 'medium', 'low']),
  observation: text,
  interpretation: text,
  recommendation: text,
  minutes: z.number(),
  guardrail: text,
  rollback: text,
  acceptance: text,
  source: sourceSchema.nullable(),
});

const deferral = z.looseObject({
  id: text,
  issue: text,
  covers: text,
  reason: text,
  owner: text,
  discovered: text,
  until: text,
  exit: text,
  justified: z
    .array(z.looseObject({ milestone: text, reason: text }))
    .optional()
    .describe('Why it still stands, said again when it had grown old'),
  state: z.enum(['live', 'expired', 'resolved']),
  used: z.boolean(),
  proposed: z.boolean(),
  resolved_in: text
    .nullish()
    .describe('The milestone in whose audit the exit criterion was found met'),
  resolved_by: text.nullish(),
  age: count.nullish().describe('Milestones since it was discovered or last justified'),
  aged: z.boolean().optional(),
});

const category = z.looseObject({
  id: text,
  title: text,
  weight: z.number(),
  score: score.describe('Unknown rules count 0; null when nothing in it applies'),
  measured: score.describe('The same over what was measured'),
  note: text,
  rules: z.array(text),
  attested: z.looseObject({ reason: text, by: text }).nullable(),
});

const gate = z.looseObject({
  title: text,
  state: z.enum(['passed', 'deferred', 'failed', 'not-evaluated', 'not-applicable']),
  conditions: z.array(
    z.looseObject({ text, holds: z.boolean().nullable(), level: level.nullable() }),
  ),
  evidence: text,
});

/** A milestone audit as data, schema `milestone-audit/1`. */
export const auditSchema = z.looseObject({
  schema: z.literal('milestone-audit/1'),
  milestone: text.min(1),
  next_milestone: text,
  title: text,
  mode: z.enum(['delta', 'recovery', 'baseline']),
  repository: text,
  repository_url: text.exactOptional(),
  branch: text,
  event: text,
  date: text.nullable().describe('UTC date of the newest evidence'),
  evidence_completed_at: text.nullable(),
  pull_request: z.looseObject({ number: z.int(), title: text, url: text }).nullable(),
  commits: z.looseObject({
    base: text.nullable(),
    audited: text,
    merge: text.nullable(),
    policy: text,
    same_tree: z.array(text),
  }),
  config: z.looseObject({
    path: text,
    from: text,
    profile: text,
    extends: text.optional().describe('The shared config beneath it, as owner/name/path@commit'),
  }),
  runs: z.array(runSchema),
  sources: z.array(
    z.looseObject({
      kind: text,
      expected: text,
      state: text,
      required: z.boolean(),
      run_id: z.int().nullable(),
      attempt: z.int().nullable(),
      artifact_id: z.int().nullable().optional(),
      digest: text.nullable(),
      why: text,
    }),
  ),
  criteria: z.array(z.looseObject({ text, met: z.boolean(), source: sourceSchema })),
  categories: z.array(category),
  rules: z.array(rule),
  score,
  measured: score,
  measured_rules: z.looseObject({ measured: count, of: count }),
  formula: text,
  minimum_score: z.number().nullable(),
  gates: z.array(gate),
  invariants: z.array(
    z.looseObject({
      title: text,
      state: z.enum(['held', 'broken', 'unknown']),
      evidence: text,
      proof,
    }),
  ),
  issues: z.array(issue),
  deferrals: z.array(deferral),
  registry: z
    .looseObject({
      path: text,
      lost: z.array(text),
      altered: z.array(text),
      lost_entries: z.array(deferral).optional().describe('As they were last quoted'),
    })
    .nullable(),
  flakes: z.array(
    z.looseObject({
      name: text,
      kind: z.enum(['run', 'job', 'test']),
      first_seen: text,
      count,
      evidence: text,
      source: sourceSchema.nullable(),
      last_seen: text.optional(),
      state: z.enum(['active', 'quiet', 'fixed']).optional(),
      quiet_for: count.optional(),
    }),
  ),
  trend: z.array(trendRow).describe('Earlier milestones of the same series, oldest first'),
  predecessor: predecessor.nullish(),
  history: z.array(historyEntry).optional().describe('What this audit replaced, oldest first'),
  chain: z.looseObject({ findings: z.array(text), gaps: z.array(text) }).optional(),
  comparison: comparison.nullish(),
  measures: measures.optional(),
  regressions: z
    .array(z.looseObject({ what: text, before: text, after: text, noise: text, since: text }))
    .optional(),
  evidence: evidenceSchema,
  not_evaluated: z.array(z.looseObject({ what: text, why: text })),
  notices: z.array(text),
  verdict,
  outcome: z.enum(['COMPLETE', 'INCOMPLETE', 'INSUFFICIENT_EVIDENCE', 'PENDING']),
  reason: text,
  tool: z.looseObject({
    name: z.literal('milestone-audit'),
    version: text,
    rules_version: z.int(),
  }),
  paths: z.looseObject({ document: text, json: text, evidence: text }),
});
