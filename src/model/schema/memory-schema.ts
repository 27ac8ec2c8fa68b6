import * as z from 'zod';

/* The part of the audit's schema that remembers earlier audits. */

const text = z.string();
const count = z.int().nonnegative();
const score = z.number().min(0).max(5).nullable();
const verdict = z.enum(['green', 'yellow', 'red']);

export const measures = z.looseObject({
  tests: z
    .looseObject({
      total: count,
      passed: count,
      origin: z.enum(['report', 'log']),
      legs: z.array(text),
      duration_ms: count.nullable(),
    })
    .nullable(),
  coverage: z.array(z.looseObject({ leg: text, format: text, percent: z.number() })),
  benchmarks: z.array(
    z.looseObject({
      name: text,
      unit: text,
      value: z.number(),
      bigger_is_better: z.boolean().nullable(),
    }),
  ),
});

export const trendRow = z.looseObject({
  milestone: text,
  score,
  verdict,
  categories: z.array(
    z.looseObject({ id: text, title: text, score, weight: z.number().optional() }),
  ),
  path: text.optional(),
  blob: text.optional().describe('Git blob id of the JSON as it lies in the repository'),
  audited: text.optional(),
  title: text.optional(),
  outcome: z.enum(['COMPLETE', 'INCOMPLETE', 'INSUFFICIENT_EVIDENCE', 'PENDING']).optional(),
  completed_at: text.nullish(),
  branch: text.optional(),
  pull_request: z.looseObject({ number: z.int(), url: text }).nullish(),
  merge: text.nullish(),
  runs: z.array(z.int()).optional(),
  measures: measures.optional(),
  standing: z.enum(['recorded', 'newest', 'reaudited', 'changed', 'gone']).optional(),
  recorded_blob: text.optional(),
  doubt: text.optional().describe('Why a changed file that calls itself a re-audit is none'),
  claims: z.looseObject({ score, verdict: text }).optional(),
});

export const historyEntry = z.looseObject({
  audited: text,
  blob: text,
  score,
  verdict,
  completed_at: text.nullable(),
});

export const predecessor = z.looseObject({
  milestone: text,
  path: text,
  blob: text.describe('Git blob id of its JSON'),
  audited: text,
  verified: z.boolean().describe('Every file of the chain is the one that was recorded'),
});

export const comparison = z.looseObject({
  milestone: text,
  rules: z.array(
    z.looseObject({
      rule: text,
      title: text,
      from: z.number().nullable(),
      to: z.number().nullable(),
      because: text,
    }),
  ),
  changed: z.array(text),
});
