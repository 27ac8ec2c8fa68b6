import * as z from 'zod';
import { canonicalJson } from '../lib/canonical-json.ts';
import { parsedJson } from '../lib/json.ts';
import { auditEvidence, auditRun } from './audit-evidence.ts';
import { auditDeferral } from './deferral.ts';
import { upgradedAudit } from './former-audit.ts';
import {
  comparison,
  flake,
  historyEntry,
  measures,
  predecessor,
  regression,
  trendRow,
} from './history.ts';
import {
  type Data,
  firstIssue,
  level,
  outcome,
  score,
  sourceSchema,
  text,
  texts,
  verdictColor,
} from './schema.ts';

/*
 * The audit is the JSON that is published: its keys are the contract's (snake_case), `null` means
 * not measured, and every view is a function of it alone.
 */

const proof = z.looseObject({ text, source: sourceSchema });

const open = z.looseObject({
  kind: text.describe('Kind of evidence'),
  what: text.describe('What would settle it'),
  why: text.describe('Why it is missing'),
  source: sourceSchema.exactOptional(),
  wait: z.literal(true).exactOptional().describe('It waits for an unfinished run'),
});

const rule = z.looseObject({
  id: text,
  title: text,
  state: z
    .enum(['known', 'open', 'not-applicable', 'off'])
    .describe('`open`: evidence is missing, so the level is between `level` and `level_max`'),
  level: level.nullable().describe('The lowest level that the evidence allows'),
  level_max: level.nullable().describe('The highest level that the evidence allows'),
  measured: text.describe('The measured value in words; empty when nothing was measured'),
  proof: z.array(proof),
  open: z.array(open).describe('The missing evidence; empty unless the state is `open`'),
  reason: text.nullable().describe('Why the rule is off or not applicable'),
  configured: text.optional().describe('The options the config gives the rule, with the reason'),
  deferrals: texts.describe('Ids of deferrals that raised the level'),
  controls: texts
    .exactOptional()
    .describe('OSPS Baseline controls that the rule is about; absent when there are none'),
  scored: z.boolean(),
});

const issue = z.looseObject({
  id: text.describe('`CI-001`, stable for one cause'),
  rule: text.describe('The rule that names the cause'),
  rules: texts.exactOptional().describe('Ids of all rules that the cause lowers, `rule` first'),
  deferrals: texts.exactOptional().describe('Ids of the live deferrals that cover all of it'),
  lacking: z
    .boolean()
    .exactOptional()
    .describe('The repository has nothing of the kind; the config can make its gate optional'),
  gate: text.nullable().exactOptional().describe('Title of the gate that it keeps from passing'),
  severity: z.enum(['critical', 'high', 'medium', 'low']),
  observation: text,
  interpretation: text,
  recommendation: text,
  minutes: z.number(),
  guardrail: text,
  rollback: text,
  acceptance: text.describe('`rule ≥ level on the next audit`'),
  source: sourceSchema.nullable(),
});

const category = z.looseObject({
  id: text,
  title: text,
  weight: z.number(),
  score: score.describe('From the lowest levels; `null` when nothing in it applies'),
  score_max: score.describe('From the highest levels'),
  note: text,
  rules: texts,
  attested: z.looseObject({ reason: text, by: text }).nullable(),
});

const gate = z.looseObject({
  title: text,
  state: z.enum(['passed', 'deferred', 'failed', 'not-evaluated', 'not-applicable']),
  optional: text.exactOptional().describe('Why it does not block; absent when it blocks'),
  off: text.exactOptional().describe('Why the config switches it off'),
  conditions: z.array(
    z.looseObject({
      text,
      holds: z.boolean().nullable().describe('`null` when missing evidence decides'),
      level: level.nullable(),
      level_max: level.nullable(),
    }),
  ),
  waits: z
    .boolean()
    .describe('It is not evaluated, and everything that it lacks waits for an unfinished run'),
  evidence: text.describe('One sentence: why it is in this state'),
});

const source = z.looseObject({
  kind: text,
  expected: text,
  state: text,
  required: z.boolean(),
  run_id: z.int().nullable(),
  attempt: z.int().nullable(),
  artifact_id: z
    .int()
    .nullable()
    .optional()
    .describe('`null` for a file of the workspace and where nothing was found'),
  digest: text.nullable(),
  why: text,
});

const invariant = z.looseObject({
  title: text,
  state: z.enum(['held', 'broken', 'open']),
  evidence: text,
  proof: z.array(proof),
});

const failingTest = z.looseObject({
  id: text.describe('`file or suite › class › name`'),
  message: text.describe('First meaningful line of the failure; empty when there is none'),
  place: text
    .exactOptional()
    .describe('File of the test, with the line where the message states it; absent when unknown'),
  state: z
    .enum(['new', 'known', 'flaky', 'deferred'])
    .nullable()
    .describe(
      '`new`: it passes on the base; `known`: it fails there too; `flaky`: it failed and passed on the same code before; `deferred`: a live deferral covers it; `null` when nothing shows which',
    ),
  deferrals: texts.describe('Ids of the live deferrals that cover it'),
  legs: texts.describe('Matrix jobs in which it fails; empty for a single report'),
  source: sourceSchema,
});

const stated = z.looseObject({ text, source: sourceSchema });

const mode = z.enum(['delta', 'recovery', 'baseline']);

/** A milestone audit as data, schema `milestone-audit/1`. */
export const auditSchema = z.looseObject({
  schema: z.literal('milestone-audit/1').describe('Version of this format'),
  milestone: text.min(1).describe('Id, such as `M01`; `NONE` outside of any'),
  next_milestone: text.describe('The id that comes after it'),
  title: text.describe('From the plan, the GitHub milestone or the pull request'),
  mode: mode.describe(
    '`baseline` without an earlier audit, `recovery` after a red base, else `delta`',
  ),
  repository: text.describe('`owner/name`'),
  repository_url: text.exactOptional().describe('Its web address; left out for a local audit'),
  branch: text.describe('Branch of the audited commit'),
  event: text.describe('Event that asked for the audit, `local` on the command line'),
  date: text.nullable().describe('Day of the newest evidence, in UTC; `null` when there is none'),
  evidence_completed_at: text
    .nullable()
    .describe('Moment at which the newest evidence was complete'),
  pull_request: z
    .looseObject({ number: z.int(), title: text, url: text })
    .nullable()
    .describe('`null` when there is none'),
  commits: z
    .looseObject({
      base: text.nullable(),
      audited: text,
      merge: text.nullable(),
      policy: text,
      same_tree: texts,
    })
    .describe('Base, audited, merge and policy commit, and further commits of the same tree'),
  config: z
    .looseObject({
      path: text,
      from: text,
      profile: text,
      digest: text.exactOptional().describe('`sha256:…` of the checked config as canonical JSON'),
      extends: text
        .optional()
        .describe('The shared config that it extends, as owner/name/path@commit'),
      workflow_keys: z
        .record(text, text)
        .optional()
        .describe('Keys of workflow files that are declared irrelevant, each with the reason'),
    })
    .describe('Path, where it was read, profile'),
  runs: z.array(auditRun).describe('Workflow runs, with jobs and steps'),
  sources: z.array(source).describe('Evidence that was expected, and how each ended'),
  objective: stated.nullish().describe('The objective that the plan states; `null` without one'),
  notes: z
    .looseObject({
      path: text,
      sections: z.array(z.looseObject({ title: text, lines: texts, source: sourceSchema })),
      omitted: z.int(),
    })
    .nullish()
    .describe('What the team states in its notes; it is quoted and changes no level'),
  criteria: z
    .array(z.looseObject({ text, met: z.boolean(), source: sourceSchema }))
    .describe('Task lists of the plan'),
  categories: z.array(category).describe('Scores by category'),
  rules: z.array(rule).describe('One entry per judged rule'),
  score: score.describe('Lowest overall score with one decimal; `null` when nothing applies'),
  score_max: score.describe('Highest overall score that the evidence allows'),
  formula: text.describe('The overall score, ready to be redone by hand'),
  minimum_score: z.number().nullable().describe('From config or input; `null` without one'),
  gates: z.array(gate).describe('The gates, their conditions and states'),
  invariants: z.array(invariant).describe('The config’s invariants, and whether they held'),
  issues: z.array(issue).describe('What to do, worst first'),
  deferrals: z.array(auditDeferral).describe('Entries of the registry, live or not'),
  registry: z
    .looseObject({
      path: text,
      lost: texts,
      altered: texts,
      lost_entries: z.array(auditDeferral).optional().describe('As they were last quoted'),
    })
    .nullable()
    .describe('Path of the registry, and ids that vanished or changed; `null` without a registry'),
  flakes: z.array(flake).describe('What failed and passed on the same code'),
  trend: z.array(trendRow).describe('Earlier milestones of the same series, oldest first'),
  predecessor: predecessor
    .nullish()
    .describe('The audit before this one in the same series, and whether its files are unchanged'),
  history: z.array(historyEntry).optional().describe('What this audit replaced, oldest first'),
  chain: z
    .looseObject({
      findings: texts.describe('Changed or missing files, as sentences'),
      gaps: texts.describe('Gaps in the numbers, as sentences'),
    })
    .optional()
    .describe('What is wrong with the chain of earlier audits'),
  comparison: comparison.nullish().describe('What changed since the predecessor, rule by rule'),
  measures: measures.optional().describe('Numbers that later audits compare with'),
  regressions: z
    .array(regression)
    .optional()
    .describe('Numbers that got worse than noise explains'),
  failing_tests: z
    .array(failingTest)
    .optional()
    .describe('Failing tests by name, those that no deferral covers first; at most 1,000'),
  evidence: auditEvidence.describe('What section 4 of the document shows'),
  notices: texts.describe('What collecting could not do'),
  verdict: verdictColor
    .nullable()
    .describe('`green`, `yellow` or `red`; `null` for a preview of a checkout'),
  outcome: outcome.describe('Whether the milestone is complete'),
  reason: text.describe('One sentence saying why'),
  tool: z
    .looseObject({
      name: z.literal('milestone-audit'),
      version: text,
      rules_version: z.int(),
    })
    .describe('Version of program and rules'),
  paths: z
    .looseObject({ document: text, json: text, evidence: text })
    .describe('Paths of document, JSON, and evidence in the repository'),
});

export type Mode = Data<typeof mode>;
export type AuditProof = Data<typeof proof>;
export type AuditRule = Data<typeof rule>;
export type AuditCategory = Data<typeof category>;
export type AuditGate = Data<typeof gate>;
export type GateState = AuditGate['state'];
export type AuditInvariant = Data<typeof invariant>;
export type AuditFailingTest = Data<typeof failingTest>;
export type AuditIssue = Data<typeof issue>;
export type AuditSource = Data<typeof source>;
export type Audit = Data<typeof auditSchema>;

/** Returns canonical JSON: keys sorted at every depth, two spaces, LF, one newline at the end. */
export function renderJson(audit: Audit): string {
  return canonicalJson(audit);
}

/** An audit, or why the text is not one. */
type ReadAudit =
  | { readonly state: 'read'; readonly audit: Audit }
  | { readonly state: 'unreadable'; readonly why: string };

/** Reads a published audit and keeps the keys of later versions. */
export function readAudit(text: string): ReadAudit {
  const json = parsedJson(text);
  if (json === undefined) return unreadable('it is not JSON');
  const schema = schemaOf(json);
  if (schema !== 'milestone-audit/1') {
    return unreadable(otherSchema(schema));
  }
  const read = auditSchema.safeParse(upgradedAudit(json));
  if (read.success) return { state: 'read', audit: read.data };
  return unreadable(firstIssue(read.error, 'it does not have the form of an audit'));
}

function otherSchema(schema: string | undefined): string {
  if (schema !== undefined && /^milestone-audit\/\d+$/.test(schema)) {
    return `its schema is ${schema}, made by a later version of milestone-audit; this one reads milestone-audit/1, so take the version that made it`;
  }
  const found = schema === undefined ? 'it names no schema' : `its schema is ${schema}`;
  return `it is not an audit of schema milestone-audit/1: ${found}`;
}

function unreadable(why: string): ReadAudit {
  return { state: 'unreadable', why };
}

/** Returns the schema that a document names; evidence names another one. */
function schemaOf(json: unknown): string | undefined {
  if (typeof json !== 'object' || json === null || !('schema' in json)) return undefined;
  return typeof json.schema === 'string' ? json.schema.slice(0, 60) : undefined;
}
