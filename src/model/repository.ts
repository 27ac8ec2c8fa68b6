import * as z from 'zod';
import { comparedBaseSchema, count, type Data, sourceSchema, text, texts } from './schema.ts';
import { lockfileSchema, settingsFileSchema, workflowFileSchema } from './workflow.ts';

/* What the repository and GitHub say about one commit and its change. */

const lineRange = z
  .tuple([count, count])
  .meta({ id: 'LineRange', description: 'First and last line, from 1' });

const changedFile = z.looseObject({
  path: text,
  previousPath: text.exactOptional(),
  status: z.enum(['added', 'removed', 'modified', 'renamed']),
  additions: count,
  deletions: count,
  added: z
    .array(lineRange)
    .exactOptional()
    .describe(
      'Lines of the new file that the change adds; absent where the diff is cut off, and in saved evidence',
    ),
  todos: count
    .exactOptional()
    .describe('Added lines with the word TODO or FIXME; absent where the diff is cut off'),
});

export const changesSchema = z.looseObject({
  base: text,
  head: text,
  files: z.array(changedFile).describe('By path, in code-unit order'),
  truncated: z
    .boolean()
    .describe(
      'GitHub lists at most 3,000 files of a pull request and 300 of a comparison; true when it left some out',
    ),
  unlisted: z
    .array(changedFile.pick({ path: true, status: true }))
    .exactOptional()
    .describe(
      'All files that a truncated list leaves out, found by comparing the two trees; absent when they could not be compared',
    ),
});

const planItem = z.looseObject({
  text,
  done: z.boolean(),
  line: count.describe('From 1'),
});

export const planSchema = z
  .looseObject({
    path: text,
    title: text.describe('First heading without the milestone id; empty when there is none'),
    objective: z
      .looseObject({ text, line: count.describe('From 1') })
      .exactOptional()
      .describe('First paragraph below the heading “Objective” or “Goal”; absent without one'),
    items: z.array(planItem),
    baseItems: z
      .array(planItem)
      .exactOptional()
      .describe(
        'The items at the policy ref or base; absent when the plan is new or `base` was not read',
      ),
    base: comparedBaseSchema,
  })
  .describe('Title and definition of done (the task lists) of a milestone’s plan');

export const notesSchema = z
  .looseObject({
    path: text,
    sections: z.array(
      z.looseObject({
        title: text.describe('Heading; empty before the first one'),
        line: count.describe('Line of the heading or of the first paragraph, from 1'),
        lines: texts.describe('Paragraphs and list items, without markup'),
      }),
    ),
    omitted: count.describe('Paragraphs and list items that were left out'),
  })
  .describe('What the team states about the milestone in its notes; nobody measured it');

const declaredTest = z.looseObject({
  path: text,
  line: count.describe('Line of the declaration, or of the mark that skips it, from 1'),
  name: text.describe('As declared, without the groups around it'),
  group: z.boolean(),
  state: z
    .enum(['runs', 'skipped', 'only', 'todo', 'expected-to-fail'])
    .describe('`only` keeps all others from running; `expected-to-fail` passes when it fails'),
  text: text.describe('The line as written, at most 160 characters'),
  body: text.describe(
    'Short hash of what the test does, without white space; shows a renamed test',
  ),
});

const declaredTests = z
  .looseObject({
    tests: z.array(declaredTest),
    removedFiles: texts.describe(
      'Changed test files of this commit: a test may leave with its subject',
    ),
    missing: text.describe('Why some tests may be missing; empty when none is'),
  })
  .describe('Tests of one commit that the compared commit does not declare in the same way');

const filesAtCommit = z.looseObject({
  commit: text,
  workflows: z.array(workflowFileSchema),
  settings: z.array(settingsFileSchema),
  locks: z.array(lockfileSchema),
  unread: z
    .array(z.looseObject({ path: text, blob: text, why: text }))
    .exactOptional()
    .describe(
      'Settings files that were not read, by path, and `*` for files beyond a cut list; absent when there are none. A workflow that was not read is `unreadable` in `workflows`, and a lockfile has no entries',
    ),
  idleTriggers: z
    .array(z.looseObject({ path: text, event: text, line: count }))
    .exactOptional()
    .describe(
      'Triggers whose path filters take no file of this commit, so that no change of a file starts them; absent when there are none',
    ),
  declared: declaredTests
    .exactOptional()
    .describe('What changed test files declare; absent in what an older version saved'),
});

const milestoneFiles = z.discriminatedUnion('state', [
  z.looseObject({
    state: z.literal('read'),
    milestone: text,
    files: filesAtCommit.describe('Only files that differ from the base’s'),
    asBase: texts.describe('Workflows and settings that equal the base’s, byte for byte'),
  }),
  z.looseObject({ state: z.literal('unreadable'), milestone: text, why: text }),
]);

export const repositoryFilesSchema = filesAtCommit
  .extend({
    milestone: milestoneFiles
      .exactOptional()
      .describe(
        'Of the base: the files at the previous milestone’s audited commit, where that is another commit',
      ),
  })
  .meta({ id: 'RepositoryFiles', description: 'Files that rules read, at one commit' });

export const pinResolutionSchema = z
  .looseObject({
    repository: text.describe('`owner/name` of the action’s repository'),
    sha: text,
    state: z.enum(['exists', 'missing', 'fork-only', 'unknown']),
    tags: texts.describe('Tags of the action’s repository that point at the commit'),
    why: text.exactOptional(),
  })
  .describe('Whether an action’s commit exists in its own repository, and not only in a fork');

export const probeResultSchema = z.looseObject({
  probe: text.describe('Key of the probe in the config: `server-boot`'),
  steps: z.array(
    z.looseObject({
      runId: count,
      attempt: count,
      job: text,
      jobUrl: text,
      step: text,
      number: count,
      outcome: z.enum(['passed', 'failed', 'skipped', 'unfinished']),
    }),
  ),
  log: z
    .discriminatedUnion('state', [
      z.looseObject({
        state: z.literal('matched'),
        job: text,
        url: text,
        line: count,
        excerpt: text,
      }),
      z.looseObject({ state: z.literal('unmatched'), searched: texts }),
      z.looseObject({ state: z.literal('unreadable'), why: text }),
    ])
    .describe('First log line that shows that the server is ready'),
});

export const declaredFileSchema = z.looseObject({
  path: text,
  state: z.enum(['present', 'empty', 'absent']),
  bytes: count,
});

const dependencyChange = z.looseObject({
  change: z.enum(['added', 'removed']),
  name: text,
  version: text,
  ecosystem: text,
  manifest: text.describe('Path of the manifest or lockfile'),
  vulnerabilities: z.array(
    z.looseObject({
      id: text.describe('`GHSA-…`'),
      severity: z.enum(['critical', 'high', 'medium', 'low', 'unknown']),
      url: text,
    }),
  ),
});

export const dependencyChangesSchema = z
  .looseObject({
    base: text,
    head: text,
    changes: z.array(dependencyChange),
    warning: text.exactOptional().describe('GitHub’s reason why the list may be incomplete'),
  })
  .describe(
    '`GET /repos/{o}/{r}/dependency-graph/compare/{base}...{head}`: what a change brings in',
  );

const ledgerRow = z.looseObject({
  milestone: text,
  line: count.describe('From 1'),
  cells: texts.describe('As written'),
});

export const ledgerSchema = z.looseObject({ path: text, rows: z.array(ledgerRow) });

const limit = z.number().nullable();

export const coverageRuleSchema = z
  .looseObject({
    minimum: limit.describe('Percentage below which a pull request is blocked; `null` for none'),
    maxDrop: limit.describe('Points that coverage may fall; `null` for any number'),
  })
  .meta({ id: 'CoverageRule', description: 'The rule "Restrict code coverage" of rulesets' });

export const reviewSchema = z
  .looseObject({
    login: text,
    state: z.enum(['approved', 'changes-requested', 'commented', 'dismissed']),
    url: text,
    commit: text
      .exactOptional()
      .describe('The commit that was reviewed; absent in what an older version saved'),
    madeHead: z
      .boolean()
      .exactOptional()
      .describe(
        'Whether the reviewer is author or committer of the pull request’s last commit; absent where GitHub knows no account of the commit, and in what an older version saved',
      ),
  })
  .describe('Last review of a reviewer of the pull request');

export const vexSchema = z
  .looseObject({
    statements: z.array(
      z.looseObject({
        ids: texts.describe('Id of the vulnerability and its aliases'),
        status: z.enum(['not_affected', 'affected', 'fixed', 'under_investigation']),
        why: text.describe('Justification or impact statement; empty when there is none'),
        path: text,
      }),
    ),
  })
  .describe('OpenVEX statements of the project’s own files, at the policy ref');

export const attestedSchema = z
  .looseObject({
    what: text.describe('`artifact dist` or `app.tgz in artifact dist`'),
    source: sourceSchema,
    workflow: text
      .exactOptional()
      .describe('Workflow that must have signed, as the config names it'),
    absent: text
      .exactOptional()
      .describe('Why there is nothing to attest: no such artifact or file'),
    signers: z
      .array(
        z.looseObject({
          repository: text.describe('Web address'),
          commit: text,
          workflow: text.describe('Address of the workflow file, with its ref'),
          run: text.describe('Page of the run attempt'),
          loggedAt: text.exactOptional(),
        }),
      )
      .describe('Signers of its provenance attestations whose signatures were verified'),
    unread: texts.describe('Why further attestations could not be read or verified'),
  })
  .describe('An artifact or a file whose build must be attested, with who attested it');

const scopeItem = z.looseObject({ number: count, title: text, url: text });

export const milestoneScopeSchema = z
  .looseObject({
    number: count,
    title: text,
    state: z.enum(['open', 'closed']),
    open: count,
    closed: count,
    dueOn: text.exactOptional().describe('`YYYY-MM-DD`; absent when none is set'),
    late: z.boolean().describe('Whether the audited commit was made after the due date'),
    asOf: text
      .exactOptional()
      .describe(
        'When the audited commit was made, ISO 8601; absent, like all keys below, in what an older version saved',
      ),
    description: text.exactOptional().describe('As people wrote it, at most 2,000 characters'),
    openItems: z
      .array(scopeItem)
      .exactOptional()
      .describe('Open issues and pull requests by number, at most 20'),
    movedOut: z
      .array(scopeItem.extend({ at: text }))
      .exactOptional()
      .describe('Issues removed from it in the 30 days before `asOf` or later'),
    pulls: z
      .looseObject({ looked: count, of: count, unreviewed: z.array(scopeItem) })
      .exactOptional()
      .describe('Merged pull requests: how many were checked, and those nobody else reviewed'),
    unread: text.exactOptional().describe('What could not be read, as a sentence'),
  })
  .describe('GitHub’s milestone; counts are of issues and pull requests together');

/** First and last line, 1-based. */
export type LineRange = readonly [from: number, to: number];
export type ChangedFile = Data<typeof changedFile>;
export type Changes = Data<typeof changesSchema>;
export type PlanItem = Data<typeof planItem>;
/** A milestone's plan: its title and its definition of done, at the head and at the base. */
export type Plan = Data<typeof planSchema>;
/** What the team states in its notes on the milestone. */
export type Notes = Data<typeof notesSchema>;
/** A test, or a group of tests, as its source file declares it. */
export type DeclaredTest = Data<typeof declaredTest>;
/** Tests of one commit that the compared commit does not declare in the same way. */
export type DeclaredTests = Data<typeof declaredTests>;
/** Small steps over several changes add up: the previous milestone is a second base to compare with. */
export type MilestoneFiles = Data<typeof milestoneFiles>;
/** Files that rules read, at one commit. */
export type RepositoryFiles = Data<typeof repositoryFilesSchema>;
/** Whether an action's commit exists in its own repository, and not only in a fork. */
export type PinResolution = Data<typeof pinResolutionSchema>;
/** The steps that match a probe, and the first log line that shows that the server is ready. */
export type ProbeResult = Data<typeof probeResultSchema>;
export type DeclaredFile = Data<typeof declaredFileSchema>;
/** A package that only the base has, or only the head. */
export type DependencyChange = Data<typeof dependencyChange>;
export type DependencyChanges = Data<typeof dependencyChangesSchema>;
export type LedgerRow = Data<typeof ledgerRow>;
export type Ledger = Data<typeof ledgerSchema>;
export type Review = Data<typeof reviewSchema>;
/** The rule "Restrict code coverage" of a branch's rulesets. */
export type CoverageRule = Data<typeof coverageRuleSchema>;
/** What the project states about vulnerabilities in its own OpenVEX files. */
export type Vex = Data<typeof vexSchema>;
/** An artifact or file with the verified signers of its provenance. */
export type Attested = Data<typeof attestedSchema>;
/** GitHub's milestone object of the audited milestone. */
export type MilestoneScope = Data<typeof milestoneScopeSchema>;
/** An issue or a pull request. */
export type ScopeItem = Data<typeof scopeItem>;
