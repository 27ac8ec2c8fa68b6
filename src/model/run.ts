import * as z from 'zod';
import { count, type Data, runRelation, text } from './schema.ts';

const conclusion = z
  .enum([
    'success',
    'failure',
    'neutral',
    'cancelled',
    'skipped',
    'timed_out',
    'action_required',
    'stale',
    'startup_failure',
    'unknown',
  ])
  .meta({ id: 'Conclusion', description: 'GitHub’s conclusion; `unknown` for one that is new' });

const progress = z
  .discriminatedUnion('state', [
    z.looseObject({ state: z.literal('ended'), conclusion }),
    z.looseObject({ state: z.literal('unfinished'), status: text }),
  ])
  .meta({
    id: 'Progress',
    description: 'Whether a run, job, or step has ended; `ended` is GitHub’s `completed`',
  });

const startedAt = text.exactOptional().describe('ISO 8601 in UTC; absent when it never started');

const step = z.looseObject({
  number: count.describe('From 1, as GitHub numbers the steps of a job'),
  name: text,
  progress,
  startedAt,
  completedAt: text.exactOptional(),
});

const job = z.looseObject({
  id: count,
  name: text,
  url: text,
  progress,
  startedAt: text.exactOptional(),
  completedAt: text.exactOptional(),
  steps: z.array(step),
  own: z
    .boolean()
    .describe('The audit’s own job: only its finished steps before the audit’s step are evidence'),
});

const attempt = z
  .looseObject({
    number: count.describe('From 1'),
    progress,
    startedAt: text.exactOptional(),
    url: text,
    jobs: z.array(job),
  })
  .meta({ id: 'Attempt' });

export const workflowRunSchema = z
  .looseObject({
    id: count,
    workflow: text,
    path: text.describe('Path of the workflow file: `.github/workflows/tests.yml`'),
    event: text,
    headSha: text,
    headBranch: text,
    runNumber: count,
    url: text,
    createdAt: text,
    relation: runRelation.describe(
      '`same-tree`: another commit with an identical tree (squash merge). `stale`: other code; shown, and proves nothing',
    ),
    trusted: z.boolean().describe('False for a run of a fork: shown, marked, and never a baseline'),
    attempts: z.tuple([attempt], attempt).meta({
      minItems: 1,
      description: 'Oldest first; the last one counts, earlier ones are history',
    }),
  })
  .meta({ id: 'WorkflowRun', description: 'A workflow run with all its attempts' });

export const expectedRunSchema = z
  .looseObject({
    path: text.describe('Path of the workflow file'),
    workflow: text,
    line: count.describe('Line of the trigger or filter that decides'),
    state: z
      .enum(['ran', 'did-not-run', 'not-expected', 'unclear'])
      .describe('`did-not-run`: its triggers match this change, and there is no run of it'),
    why: text,
    byPaths: z.boolean().describe('Only an unchanged path filter keeps it from starting'),
    checks: z.boolean().describe('Whether it checks something or uploads a report'),
  })
  .describe('Whether a workflow had to run for this change, and whether it did');

export type ExpectedRun = Data<typeof expectedRunSchema>;
export type Conclusion = Data<typeof conclusion>;
export type Progress = Data<typeof progress>;
export type Step = Data<typeof step>;
export type Job = Data<typeof job>;
export type Attempt = Data<typeof attempt>;
/** How a run relates to the audited commit. */
export type RunRelation = Data<typeof runRelation>;
/** A workflow run with all its attempts, oldest first; the last one counts. */
export type WorkflowRun = Data<typeof workflowRunSchema>;
