import * as z from 'zod';
import { checkedConfigSchema, configOriginSchema } from './config.ts';
import { registrySchema } from './deferral.ts';
import type { Evidence } from './evidence.ts';
import { ownHistorySchema, previousAuditSchema } from './history.ts';
import {
  artifactRecordSchema,
  benchmarksSchema,
  collectedReport,
  coverageReportSchema,
  expectedSourceSchema,
  findingsReportSchema,
  inventorySchema,
  testJobSchema,
  testReportSchema,
} from './reports.ts';
import {
  attestedSchema,
  changesSchema,
  coverageRuleSchema,
  declaredFileSchema,
  dependencyChangesSchema,
  ledgerSchema,
  milestoneScopeSchema,
  notesSchema,
  pinResolutionSchema,
  planSchema,
  probeResultSchema,
  repositoryFilesSchema,
  reviewSchema,
  vexSchema,
} from './repository.ts';
import { expectedRunSchema, workflowRunSchema } from './run.ts';
import { count, type Data, sourceSchema, text, texts } from './schema.ts';
import { targetSchema } from './target.ts';

const none = z.looseObject({ state: z.literal('none'), why: text, source: sourceSchema }).meta({
  id: 'None',
  description: 'Proven not to exist, by a listing',
});
const missing = z.looseObject({ state: z.literal('missing'), why: text }).meta({
  id: 'Missing',
  description: 'Not known: not asked, refused, expired, or cut (`absent` in 0.1.0)',
});
const unreadable = z
  .looseObject({ state: z.literal('unreadable'), why: text, source: sourceSchema })
  .meta({
    id: 'Unreadable',
    description: 'Found but not read: a broken file, a refused request, a limit that was reached',
  });

const unreadParts = z
  .array(z.looseObject({ what: text, why: text }))
  .exactOptional()
  .describe('Parts that the value lacks because they could not be read');

function evidenceOf<T extends z.ZodType>(value: T) {
  const present = z.looseObject({
    state: z.literal('present'),
    value,
    source: sourceSchema,
    unread: unreadParts,
  });
  return z.discriminatedUnion('state', [present, none, missing, unreadable]).exactOptional();
}

const testReports = z.array(collectedReport(testReportSchema));
const coverageReports = z.array(collectedReport(coverageReportSchema));
const inventories = z.array(collectedReport(inventorySchema));

/** Every kind of evidence by name. A saved file may lack kinds that its version did not have. */
const kinds = z.looseObject({
  runs: evidenceOf(z.array(workflowRunSchema)).describe(
    'Workflow runs with all attempts, jobs and steps',
  ),
  tests: evidenceOf(testReports).describe('Test reports, by matrix job'),
  baseTests: evidenceOf(testReports).describe('Test reports of the base’s runs'),
  coverage: evidenceOf(coverageReports).describe('Coverage reports, by matrix job'),
  baseCoverage: evidenceOf(coverageReports).describe('Coverage reports of the base’s runs'),
  findings: evidenceOf(z.array(collectedReport(findingsReportSchema))).describe(
    'Scan reports (SARIF, audits)',
  ),
  inventory: evidenceOf(inventories).describe('Bills of materials'),
  benchmarks: evidenceOf(z.array(collectedReport(benchmarksSchema))).describe('Benchmark reports'),
  artifacts: evidenceOf(z.array(artifactRecordSchema)).describe(
    'Artifacts of the runs, read or not, with their digests',
  ),
  sources: evidenceOf(z.array(expectedSourceSchema)).describe(
    'Expected sources, and the state of each',
  ),
  files: evidenceOf(repositoryFilesSchema).describe(
    'Workflow files, settings, and lockfiles of the audited commit',
  ),
  baseFiles: evidenceOf(repositoryFilesSchema).describe('The same of the base'),
  pins: evidenceOf(z.array(pinResolutionSchema)).describe(
    'Whether the commits that actions are pinned to exist in their own repositories',
  ),
  probes: evidenceOf(z.array(probeResultSchema)).describe(
    'Steps and log lines that the config’s probes name',
  ),
  declaredFiles: evidenceOf(z.array(declaredFileSchema)).describe(
    'Files that invariants and rules ask for',
  ),
  changes: evidenceOf(changesSchema).describe('Changed files between base and audited commit'),
  plan: evidenceOf(planSchema).describe('The milestone’s plan and its task lists'),
  notes: evidenceOf(notesSchema).describe('The team’s notes on the milestone'),
  registry: evidenceOf(registrySchema).describe('The deferral registry'),
  previous: evidenceOf(z.array(previousAuditSchema)).describe(
    'Earlier audits that are committed in the repository',
  ),
  requiredChecks: evidenceOf(texts).describe('Contexts that branch rules require'),
  baseCi: evidenceOf(z.enum(['green', 'red'])).describe('Whether the base’s CI was green'),
  dependencies: evidenceOf(dependencyChangesSchema).describe(
    'Added and removed packages with their known vulnerabilities, from GitHub’s dependency graph',
  ),
  ledger: evidenceOf(ledgerSchema).describe('Rows of the ledger'),
  reviews: evidenceOf(z.array(reviewSchema)).describe('Last review of each reviewer'),
  scope: evidenceOf(milestoneScopeSchema).describe(
    'The GitHub milestone of that name: state, due date, open and closed counts',
  ),
  vex: evidenceOf(vexSchema).describe('OpenVEX statements of the files that the config names'),
  attestations: evidenceOf(z.array(attestedSchema)).describe(
    'Who attested the artifacts and files that the config names',
  ),
  history: evidenceOf(ownHistorySchema).describe('Earlier audits of this milestone'),
  baseInventory: evidenceOf(inventories).describe('Bills of materials of the base’s runs'),
  expectedRuns: evidenceOf(z.array(expectedRunSchema)).describe(
    'Workflows that had to run for this change, by their triggers, and whether they did',
  ),
  coverageRule: evidenceOf(coverageRuleSchema).describe(
    'What the rulesets of the branch require of code coverage',
  ),
  testJobs: evidenceOf(z.array(testJobSchema)).describe(
    'The same tests according to their jobs: steps and log',
  ),
});

const madeBy = z.looseObject({
  version: text,
  rulesVersion: count,
  rules: z.record(text, text).describe('Rule id to a short digest of its level definitions'),
});

export const evidenceFileSchema = z.looseObject({
  schema: z.literal('milestone-evidence/1').describe('Version of this format'),
  target: targetSchema.describe(
    'What is audited: repository, milestone, branch, pull request, commits, whether trusted',
  ),
  config: checkedConfigSchema.describe(
    'The config after checking, with every default and input filled in',
  ),
  configOrigin: configOriginSchema.describe(
    'Where the config was read: path, commit, and `policy`, `head`, `default` or `file`; with `extends` also the shared config',
  ),
  evidence: kinds.describe('The kinds below, each `present`, `none`, `missing` or `unreadable`'),
  milestone: z
    .looseObject({ id: text, title: text, next: text })
    .describe('Id, title, and the next id'),
  notices: texts.describe('What collecting could not do, as sentences'),
  tool: madeBy
    .exactOptional()
    .describe(
      'Version of program and rules that collected it, with a short digest of each rule’s levels; absent in what was saved before it was recorded',
    ),
});

type Kinds = Data<typeof kinds>;

type ValueOf<E> = E extends { readonly state: 'present'; readonly value: infer V } ? V : never;

/** Kinds that a file may lack even as a key; a rule then sees them as missing. */
export const FURTHER_KINDS = [
  'notes',
  'dependencies',
  'ledger',
  'reviews',
  'scope',
  'vex',
  'attestations',
  'history',
  'baseInventory',
  'expectedRuns',
  'testJobs',
  'coverageRule',
] as const;

type FurtherKind = (typeof FURTHER_KINDS)[number];

/**
 * The value of every kind of evidence. A rule names the kinds it needs and sees no other. All of it
 * is plain data, so that evidence written to disk and read back gives the same audit.
 */
export type EvidenceValues = { readonly [K in keyof Kinds]-?: ValueOf<Kinds[K]> };

export type EvidenceKind = keyof EvidenceValues;

export type EvidenceByKind = Omit<EvidenceValues, FurtherKind>;

export type EvidenceSet = { readonly [K in keyof EvidenceByKind]: Evidence<EvidenceByKind[K]> } & {
  readonly [K in FurtherKind]?: Evidence<EvidenceValues[K]>;
};

/** The version and rules that collected a file, so that a later version can name differences. */
export type MadeBy = Data<typeof madeBy>;

/** Everything that judging, scoring, and rendering read. */
export type EvidenceFile = Omit<Data<typeof evidenceFileSchema>, 'evidence'> & {
  readonly evidence: EvidenceSet;
};
