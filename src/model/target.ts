import * as z from 'zod';
import { count, type Data, text, texts } from './schema.ts';

const repositoryName = z.looseObject({ owner: text, name: text });

const pullRequest = z.looseObject({
  number: count,
  title: text,
  url: text,
  state: z.enum(['open', 'closed', 'merged']),
  draft: z.boolean(),
  headSha: text,
  headRef: text,
  headOwner: text
    .exactOptional()
    .describe('Owner of the head’s repository; absent when that repository is deleted'),
  fork: z.boolean().describe('True when the head is in another repository than the base'),
  baseRef: text,
  baseSha: text,
  mergeSha: text.exactOptional().describe('The commit that the merge made; absent while open'),
  author: text.describe('Login of the author; `dependabot[bot]` is never trusted'),
  milestone: text.exactOptional().describe('Title of its GitHub milestone'),
  changedFiles: count
    .exactOptional()
    .describe('Number of changed files, to read pages in parallel; absent in lists'),
});

const occasion = z
  .discriminatedUnion('kind', [
    z.looseObject({ kind: z.literal('pull-request') }),
    z.looseObject({ kind: z.literal('merged') }),
    z.looseObject({ kind: z.literal('merge-group') }),
    z.looseObject({ kind: z.literal('local') }),
  ])
  .describe('Which moment asked for the audit');

export const targetSchema = z
  .looseObject({
    repository: repositoryName,
    occasion,
    event: text.describe('Name of the event as the runner gives it, or `local`'),
    milestone: z.looseObject({ id: text, from: text }),
    branch: text,
    pull: pullRequest.exactOptional(),
    pullUnknown: text
      .exactOptional()
      .describe('Why it is unknown whether it came through a pull request; absent where known'),
    trusted: z
      .boolean()
      .describe(
        'False for forks and Dependabot: plan and registry are then read at the policy ref',
      ),
    commits: z.looseObject({
      audited: text,
      head: text.describe('Newest commit of the branch: `audited`, or a generated commit above it'),
      sameTree: texts.describe(
        'Commits with the audited commit’s tree: their runs are evidence too',
      ),
      stale: texts.describe(
        'Commits whose runs are shown as stale: a merged head with another tree',
      ),
      generated: texts.describe(
        'Commits above `audited` that touch only files the audit generates',
      ),
      base: text.exactOptional(),
      merge: text.exactOptional(),
      policy: text.describe(
        'Head of the base (or default) branch: config and previous audits are read here',
      ),
    }),
    defaultBranch: text,
    serverUrl: text
      .exactOptional()
      .describe('Web address for permalinks; `https://github.com` when absent'),
  })
  .describe('What is audited; `commits.audited` is the commit whose code is judged');

export type RepositoryName = Data<typeof repositoryName>;
export type PullRequest = Data<typeof pullRequest>;
/** Which moment asked for the audit; it decides where the document may go. */
export type Occasion = Data<typeof occasion>;
/**
 * What is audited. `audited` is the commit whose code is judged; commits above it that touch only
 * files the audit generates are in `generated` and get the status too.
 */
export type Target = Data<typeof targetSchema>;
