import * as z from 'zod';
import { count, type Data, origin, runRelation, sourceSchema, text, texts } from './schema.ts';

/* The evidence part of the audit's JSON: what section 4 of the document shows. */

const seconds = z.number().nullable();

const runStep = z.looseObject({
  number: z.int(),
  name: text,
  conclusion: text.describe('GitHub’s conclusion, or the status of an unfinished step'),
  seconds: seconds.describe('`null` when it never ran'),
});

const runJob = z.looseObject({
  name: text,
  url: text,
  conclusion: text,
  seconds,
  steps: z.array(runStep),
});

/** A workflow run that the audit read. */
export const auditRun = z.looseObject({
  id: z.int(),
  workflow: text,
  path: text,
  event: text,
  attempt: z.int(),
  attempts: z.int(),
  conclusion: text,
  head_sha: text,
  relation: runRelation,
  trusted: z.boolean(),
  url: text,
  jobs: z.array(runJob),
});

const outcomes = { passed: count, failed: count, errored: count, skipped: count, flaky: count };

const testGroup = z.looseObject({
  group: text,
  leg: text,
  ...outcomes,
  deferred: count,
  reason: text.describe('The reason that the group’s failures share; empty when they share none'),
});

const tests = z.looseObject({
  origin,
  tests: count,
  ...outcomes,
  groups: z.array(testGroup),
  omitted_groups: count,
  sources: z.array(sourceSchema),
});

const covered = z.looseObject({ covered: count, total: count });

const coverage = z.looseObject({
  leg: text,
  origin,
  format: text,
  lines: covered,
  branches: covered.nullable(),
  percent: z
    .number()
    .nullable()
    .describe('Two decimals, rounded down; `null` when nothing is countable'),
  source: sourceSchema,
});

const changeArea = z.looseObject({
  zone: text,
  touched: z.boolean(),
  files: texts,
  omitted: count,
});

const artifact = z.looseObject({
  id: z.int(),
  name: text,
  run_id: z.int(),
  attempt: z.int(),
  bytes: count,
  digest: text.nullable(),
  state: text,
  why: text,
});

const flowStep = z.looseObject({
  name: text,
  conclusion: text,
  seconds: z
    .number()
    .nonnegative()
    .nullish()
    .describe('`null` when it never ran; absent in what an older version wrote'),
});

/** The evidence part of the audit. Empty lists leave their section out. */
export const auditEvidence = z.looseObject({
  sha256: text.exactOptional().describe('Of the complete evidence’s JSON, uncompressed'),
  bytes: count.exactOptional().describe('Size of that JSON'),
  place: text
    .exactOptional()
    .describe('Path of the compressed evidence in the repository, `evidence-file`, or `none`'),
  flow: z.array(flowStep).describe('Steps of the job that ran the tests, in order'),
  tests: tests.nullable(),
  coverage: z.array(coverage),
  changes: z
    .looseObject({
      base: text,
      head: text,
      files: count,
      additions: count,
      deletions: count,
      truncated: z.boolean(),
      zones: z.array(changeArea),
    })
    .nullable(),
  workflow_integrity: z.array(
    z.looseObject({ fact: text, value: text, source: sourceSchema.nullable() }),
  ),
  dependencies: z.array(
    z.looseObject({ path: text, tool: text, summary: text, source: sourceSchema.nullable() }),
  ),
  artifacts: z.array(artifact),
});

export type AuditRunStep = Data<typeof runStep>;
export type AuditRunJob = Data<typeof runJob>;
export type AuditRun = Data<typeof auditRun>;
export type AuditArtifact = Data<typeof artifact>;
export type AuditTestGroup = Data<typeof testGroup>;
export type AuditTests = Data<typeof tests>;
export type AuditCoverage = Data<typeof coverage>;
export type AuditChangeArea = Data<typeof changeArea>;
export type AuditEvidence = Data<typeof auditEvidence>;
