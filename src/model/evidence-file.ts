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
  changesSchema,
  declaredFileSchema,
  dependencyChangesSchema,
  ledgerSchema,
  milestoneScopeSchema,
  pinResolutionSchema,
  planSchema,
  probeResultSchema,
  repositoryFilesSchema,
  reviewSchema,
} from './repository.ts';
import { workflowRunSchema } from './run.ts';
import { count, type Data, sourceSchema, text, texts } from './schema.ts';
import { targetSchema } from './target.ts';

const absent = z.looseObject({ state: z.literal('absent'), why: text }).meta({
  id: 'Absent',
  description: 'Looked for and not found',
});
const unreadable = z
  .looseObject({ state: z.literal('unreadable'), why: text, source: sourceSchema })
  .meta({
    id: 'Unreadable',
    description: 'Found but not read: a broken file, a refused request, a limit that was reached',
  });

function evidenceOf<T extends z.ZodType>(value: T) {
  const present = z.looseObject({ state: z.literal('present'), value, source: sourceSchema });
  return z.discriminatedUnion('state', [present, absent, unreadable]).exactOptional();
}

const testReports = z.array(collectedReport(testReportSchema));
const coverageReports = z.array(collectedReport(coverageReportSchema));
const inventories = z.array(collectedReport(inventorySchema));

/** Every kind of evidence by name. A saved file may lack kinds that its version did not have. */
const kinds = z.looseObject({
  runs: evidenceOf(z.array(workflowRunSchema)),
  tests: evidenceOf(testReports),
  baseTests: evidenceOf(testReports).describe('Test reports of the base run'),
  coverage: evidenceOf(coverageReports),
  baseCoverage: evidenceOf(coverageReports),
  findings: evidenceOf(z.array(collectedReport(findingsReportSchema))),
  inventory: evidenceOf(inventories),
  benchmarks: evidenceOf(z.array(collectedReport(benchmarksSchema))),
  artifacts: evidenceOf(z.array(artifactRecordSchema)),
  sources: evidenceOf(z.array(expectedSourceSchema)),
  files: evidenceOf(repositoryFilesSchema),
  baseFiles: evidenceOf(repositoryFilesSchema),
  pins: evidenceOf(z.array(pinResolutionSchema)),
  probes: evidenceOf(z.array(probeResultSchema)),
  declaredFiles: evidenceOf(z.array(declaredFileSchema)),
  changes: evidenceOf(changesSchema),
  plan: evidenceOf(planSchema),
  registry: evidenceOf(registrySchema),
  previous: evidenceOf(z.array(previousAuditSchema)),
  requiredChecks: evidenceOf(texts).describe('Contexts that branch protection or rulesets require'),
  baseCi: evidenceOf(z.enum(['green', 'red'])).describe('Conclusion of the base commit’s CI'),
  dependencies: evidenceOf(dependencyChangesSchema),
  ledger: evidenceOf(ledgerSchema),
  reviews: evidenceOf(z.array(reviewSchema)),
  scope: evidenceOf(milestoneScopeSchema),
  history: evidenceOf(ownHistorySchema),
  baseInventory: evidenceOf(inventories).describe('Bills of materials of the base run'),
  testJobs: evidenceOf(z.array(testJobSchema)),
});

const madeBy = z.looseObject({
  version: text,
  rulesVersion: count,
  rules: z.record(text, text).describe('Rule id to a short digest of its level definitions'),
});

export const evidenceFileSchema = z.looseObject({
  schema: z.literal('milestone-evidence/1'),
  target: targetSchema,
  config: checkedConfigSchema,
  configOrigin: configOriginSchema,
  evidence: kinds,
  milestone: z
    .looseObject({ id: text, title: text, next: text })
    .describe('Titles and ids around the milestone that only the collecting could know'),
  notices: texts.describe('What collecting could not do, as sentences that name the thing'),
  tool: madeBy.exactOptional().describe('Absent in what was saved before it was recorded'),
});

type Kinds = Data<typeof kinds>;

type ValueOf<E> = E extends { readonly state: 'present'; readonly value: infer V } ? V : never;

/** Kinds that a file may lack even as a key; a rule then sees them as absent. */
type FurtherKind =
  | 'dependencies'
  | 'ledger'
  | 'reviews'
  | 'scope'
  | 'history'
  | 'baseInventory'
  | 'testJobs';

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
