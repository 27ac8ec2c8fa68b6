import * as z from 'zod';

const text = z.string();
const count = z.int().nonnegative();

/** Where a value was read. */
export const sourceSchema = z.looseObject({
  what: text.describe('What was read, in words'),
  url: text.exactOptional().describe('Page on which a reader sees it'),
  runId: z.int().exactOptional(),
  attempt: z.int().exactOptional(),
  job: text.exactOptional(),
  step: text.exactOptional(),
  artifactId: z.int().exactOptional(),
  digest: text.exactOptional(),
  path: text.exactOptional(),
  line: z.int().exactOptional().describe('1-based'),
  commit: text.exactOptional(),
  blob: text.exactOptional(),
});

/** A workflow run that was looked at. */
export const runSchema = z.looseObject({
  id: z.int(),
  workflow: text,
  path: text,
  event: text,
  attempt: z.int(),
  attempts: z.int(),
  conclusion: text,
  head_sha: text,
  relation: z.enum(['audited', 'same-tree', 'stale']),
  trusted: z.boolean(),
  url: text,
  jobs: z.array(
    z.looseObject({
      name: text,
      url: text,
      conclusion: text,
      seconds: z.number().nullable(),
      steps: z.array(
        z.looseObject({
          number: z.int(),
          name: text,
          conclusion: text,
          seconds: z.number().nullable(),
        }),
      ),
    }),
  ),
});

const outcomes = { passed: count, failed: count, errored: count, skipped: count, flaky: count };
const covered = z.looseObject({ covered: count, total: count });

/** The evidence half of the audit: what section 4 of the document shows. */
export const evidenceSchema = z.looseObject({
  flow: z.array(
    z.looseObject({
      name: text,
      conclusion: text,
      seconds: z.number().nonnegative().nullish().describe('null when it never ran'),
    }),
  ),
  tests: z
    .looseObject({
      origin: z.enum(['report', 'log']),
      tests: count,
      ...outcomes,
      groups: z.array(
        z.looseObject({ group: text, leg: text, ...outcomes, deferred: count, reason: text }),
      ),
      omitted_groups: count,
      sources: z.array(sourceSchema),
    })
    .nullable(),
  coverage: z.array(
    z.looseObject({
      leg: text,
      origin: z.enum(['report', 'log']),
      format: text,
      lines: covered,
      branches: covered.nullable(),
      percent: z.number().nullable().describe('Two decimals, rounded down'),
      source: sourceSchema,
    }),
  ),
  changes: z
    .looseObject({
      base: text,
      head: text,
      files: count,
      additions: count,
      deletions: count,
      truncated: z.boolean(),
      zones: z.array(
        z.looseObject({ zone: text, touched: z.boolean(), files: z.array(text), omitted: count }),
      ),
    })
    .nullable(),
  workflow_integrity: z.array(
    z.looseObject({ fact: text, value: text, source: sourceSchema.nullable() }),
  ),
  dependencies: z.array(
    z.looseObject({ path: text, tool: text, summary: text, source: sourceSchema.nullable() }),
  ),
  artifacts: z.array(
    z.looseObject({
      id: z.int(),
      name: text,
      run_id: z.int(),
      attempt: z.int(),
      bytes: count,
      digest: text.nullable(),
      state: text,
      why: text,
    }),
  ),
});
