import * as z from 'zod';
import { auditDeferral } from './deferral.ts';
import {
  count,
  type Data,
  origin,
  outcome,
  score,
  sourceKind,
  sourceSchema,
  text,
  texts,
  verdictColor,
} from './schema.ts';

/*
 * What an audit records of the audits before it. The keys are the contract's (snake_case), because
 * these rows are part of the published JSON: a chain is read from its newest file alone.
 */

export const measures = z
  .looseObject({
    tests: z
      .looseObject({
        total: count,
        passed: count,
        origin,
        legs: texts.describe('Matrix jobs or artifacts in the sum, in code-unit order'),
        duration_ms: count
          .nullable()
          .describe('Milliseconds, summed over all cases; `null` where no report has it'),
      })
      .nullable(),
    required_coverage: z
      .looseObject({ minimum: z.number().nullable(), max_drop: z.number().nullable() })
      .nullable()
      .exactOptional()
      .describe(
        'Percentage that the rulesets of the branch require, and the largest allowed drop in points; `null` without such a rule, absent when the rules were not read',
      ),
    coverage: z.array(
      z.looseObject({
        leg: text,
        format: text,
        percent: z.number().describe('Of lines, with two decimals'),
      }),
    ),
    benchmarks: z.array(
      z.looseObject({
        name: text,
        unit: text,
        value: z.number(),
        bigger_is_better: z.boolean().nullable(),
      }),
    ),
  })
  .meta({ id: 'Measures' });

const standing = z.enum(['recorded', 'newest', 'reaudited', 'changed', 'gone']);

const trendCategory = z.looseObject({
  id: text,
  title: text,
  score,
  score_max: score.exactOptional(),
  weight: z.number().optional().describe('Absent in rows of an older version'),
});

export const trendRow = z.looseObject({
  milestone: text,
  score,
  score_max: score.exactOptional().describe('Absent in rows of an older version'),
  verdict: verdictColor,
  categories: z.array(trendCategory).describe('Empty in old rows: only the newest keep them'),
  path: text.optional(),
  blob: text.optional().describe('Git blob id of the JSON in the repository'),
  audited: text.optional(),
  title: text.optional(),
  outcome: outcome.optional(),
  completed_at: text.nullish(),
  branch: text.optional(),
  pull_request: z.looseObject({ number: z.int(), url: text }).nullish(),
  merge: text.nullish(),
  runs: z.array(z.int()).optional(),
  measures: measures.optional(),
  standing: standing
    .optional()
    .describe(
      'How the file compares with what a later audit recorded: the same blob; not recorded yet; replaced, with the recorded one in its own history; rewritten; missing',
    ),
  recorded_blob: text.optional().describe('The recorded blob, where the file is another one now'),
  doubt: text.optional().describe('Why a changed file that claims to be a re-audit is not one'),
  claims: z
    .looseObject({ score, verdict: text })
    .optional()
    .describe('What a changed file says now; the row keeps what was recorded'),
});

export const historyEntry = z
  .looseObject({
    audited: text,
    blob: text,
    score,
    verdict: verdictColor,
    completed_at: text.nullable(),
  })
  .meta({ id: 'HistoryEntry' });

export const predecessor = z.looseObject({
  milestone: text,
  path: text,
  blob: text.describe('Git blob id of its JSON'),
  audited: text,
  verified: z.boolean().describe('Every file of the chain is the one that was recorded'),
});

const ruleMovement = z.looseObject({
  rule: text,
  title: text,
  from: z.number().nullable(),
  from_max: z
    .number()
    .exactOptional()
    .describe('The highest level then, when evidence was missing'),
  to: z.number().nullable(),
  to_max: z.number().exactOptional().describe('The highest level now, when evidence is missing'),
  because: text.describe('What is measured now, or why nothing is'),
});

export const comparison = z.looseObject({
  milestone: text,
  rules: z.array(ruleMovement),
  changed: texts.describe('Categories that are new, gone, renamed, or reweighted, as sentences'),
});

export const regression = z.looseObject({
  what: text.describe('`coverage backend`, `test count`, `duration`, `benchmark parse`'),
  before: text,
  after: text,
  noise: text.describe('How much it varies by itself, and how that is known'),
  since: text,
});

export const flake = z
  .looseObject({
    name: text,
    kind: z.enum(['run', 'job', 'test']),
    first_seen: text,
    count,
    evidence: text,
    source: sourceSchema.nullable(),
    last_seen: text.optional().describe('Milestone; absent in what an older version wrote'),
    state: z.enum(['active', 'quiet', 'fixed']).optional(),
    quiet_for: count.optional().describe('Later audits that could have seen it and did not'),
  })
  .meta({ id: 'AuditFlake' });

const flowStep = z.looseObject({
  name: text,
  conclusion: text,
  seconds: z.number().nullable(),
});

export const previousAuditSchema = trendRow
  .extend({
    path: text,
    blob: text,
    audited: text,
    rules: z
      .array(
        z.looseObject({
          id: text,
          level: z.number().nullable(),
          level_max: z.number().nullable().exactOptional(),
          title: text.exactOptional(),
        }),
      )
      .describe('Only of audits whose own file was read'),
    memory: z
      .looseObject({
        flakes: z.array(flake),
        deferrals: z.array(auditDeferral),
        lost: texts.describe('Ids that the registry had lost by then'),
        lost_entries: z.array(auditDeferral).exactOptional(),
        flow: z
          .array(flowStep)
          .exactOptional()
          .describe('The CI flow with the seconds of each step'),
      })
      .exactOptional()
      .describe('What the next audit carries on; of the newest audit only'),
    reports: z
      .array(z.looseObject({ kind: sourceKind, artifact: text, path: text }))
      .exactOptional()
      .describe('Reports that it had, with artifact and workflow file; empty where it has none'),
  })
  .describe('What a later audit reads of an earlier audit’s JSON');

export const ownHistorySchema = z
  .looseObject({
    entries: z.array(historyEntry),
    replaced: z
      .looseObject({ entry: historyEntry, digest: text })
      .exactOptional()
      .describe('The replaced audit, with a digest of everything but its own history'),
  })
  .describe('Earlier audits of the same milestone, which this one replaces');

export type VerdictColor = Data<typeof verdictColor>;
export type Outcome = Data<typeof outcome>;
/** Numbers that are compared from milestone to milestone, like with like. */
export type Measures = Data<typeof measures>;
/**
 * How an earlier audit's file compares with what a later audit recorded. `recorded`: the same blob.
 * `newest`: not recorded yet. `reaudited`: replaced, and its own history has the recorded one.
 * `changed`: rewritten after the fact. `gone`: recorded, and missing now.
 */
export type IntegrityStatus = Data<typeof standing>;
export type TrendCategory = Data<typeof trendCategory>;
/** One earlier milestone. All but score and verdict may be missing in what an older version wrote. */
export type TrendRow = Data<typeof trendRow>;
/** An earlier state of the same milestone's audit, which this one replaced. */
export type HistoryEntry = Data<typeof historyEntry>;
/** The replaced audits of this milestone; the saved evidence keeps only `entries` in the end. */
export type OwnHistory = Data<typeof ownHistorySchema>;
/** A number that got worse than noise explains, compared with earlier audits. */
export type AuditRegression = Data<typeof regression>;
/** The audit before this one in the same series of milestones. */
export type AuditPredecessor = Data<typeof predecessor>;
/** How one rule's level changed since the predecessor. */
export type RuleMovement = Data<typeof ruleMovement>;
/** What changed since the predecessor, and what cannot be compared. */
export type AuditComparison = Data<typeof comparison>;
export type AuditFlake = Data<typeof flake>;
/** What a later audit reads of an earlier audit's JSON. */
export type PreviousAudit = Data<typeof previousAuditSchema>;
