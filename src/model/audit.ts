import * as z from 'zod';
import { canonicalJson } from '../lib/canonical-json.ts';
import { auditEvidence, auditRun } from './audit-evidence.ts';
import { auditDeferral } from './deferral.ts';
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
  count,
  type Data,
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

const rule = z.looseObject({
  id: text,
  title: text,
  state: z.enum(['level', 'unknown', 'not-applicable', 'off']),
  level: level.nullable(),
  measured: text.describe('The measured value in words; empty when nothing was measured'),
  proof: z.array(proof),
  unknown_because: text.nullable(),
  reason: text.nullable().describe('Why the rule is off or not applicable'),
  configured: text.optional().describe('The options the config gives the rule, with the reason'),
  deferrals: texts.describe('Ids of deferrals that raised the level'),
  scored: z.boolean(),
});

const issue = z.looseObject({
  id: text.describe('`CI-001`, stable for one cause'),
  rule: text,
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
  score: score.describe('Unknown rules count 0; null when nothing in it applies'),
  measured: score.describe('The same over what was measured'),
  note: text,
  rules: texts,
  attested: z.looseObject({ reason: text, by: text }).nullable(),
});

const gate = z.looseObject({
  title: text,
  state: z.enum(['passed', 'deferred', 'failed', 'not-evaluated', 'not-applicable']),
  conditions: z.array(
    z.looseObject({ text, holds: z.boolean().nullable(), level: level.nullable() }),
  ),
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
  state: z.enum(['held', 'broken', 'unknown']),
  evidence: text,
  proof: z.array(proof),
});

const mode = z.enum(['delta', 'recovery', 'baseline']);

/** A milestone audit as data, schema `milestone-audit/1`. */
export const auditSchema = z.looseObject({
  schema: z.literal('milestone-audit/1'),
  milestone: text.min(1),
  next_milestone: text,
  title: text,
  mode,
  repository: text,
  repository_url: text.exactOptional(),
  branch: text,
  event: text,
  date: text.nullable().describe('UTC date of the newest evidence'),
  evidence_completed_at: text.nullable(),
  pull_request: z.looseObject({ number: z.int(), title: text, url: text }).nullable(),
  commits: z.looseObject({
    base: text.nullable(),
    audited: text,
    merge: text.nullable(),
    policy: text,
    same_tree: texts,
  }),
  config: z.looseObject({
    path: text,
    from: text,
    profile: text,
    extends: text.optional().describe('The shared config beneath it, as owner/name/path@commit'),
  }),
  runs: z.array(auditRun),
  sources: z.array(source),
  criteria: z.array(z.looseObject({ text, met: z.boolean(), source: sourceSchema })),
  categories: z.array(category),
  rules: z.array(rule),
  score,
  measured: score,
  measured_rules: z.looseObject({ measured: count, of: count }),
  formula: text,
  minimum_score: z.number().nullable(),
  gates: z.array(gate),
  invariants: z.array(invariant),
  issues: z.array(issue),
  deferrals: z.array(auditDeferral),
  registry: z
    .looseObject({
      path: text,
      lost: texts,
      altered: texts,
      lost_entries: z.array(auditDeferral).optional().describe('As they were last quoted'),
    })
    .nullable(),
  flakes: z.array(flake),
  trend: z.array(trendRow).describe('Earlier milestones of the same series, oldest first'),
  predecessor: predecessor.nullish(),
  history: z.array(historyEntry).optional().describe('What this audit replaced, oldest first'),
  chain: z
    .looseObject({
      findings: texts.describe('Changed or missing files, as sentences'),
      gaps: texts.describe('Gaps in the numbers, as sentences'),
    })
    .optional(),
  comparison: comparison.nullish(),
  measures: measures.optional(),
  regressions: z.array(regression).optional(),
  evidence: auditEvidence,
  not_evaluated: z.array(z.looseObject({ what: text, why: text })),
  notices: texts,
  verdict: verdictColor,
  outcome,
  reason: text,
  tool: z.looseObject({
    name: z.literal('milestone-audit'),
    version: text,
    rules_version: z.int(),
  }),
  paths: z.looseObject({ document: text, json: text, evidence: text }),
});

export type Mode = Data<typeof mode>;
export type AuditProof = Data<typeof proof>;
export type AuditRule = Data<typeof rule>;
export type AuditCategory = Data<typeof category>;
export type AuditGate = Data<typeof gate>;
export type GateState = AuditGate['state'];
export type AuditInvariant = Data<typeof invariant>;
export type AuditIssue = Data<typeof issue>;
export type AuditSource = Data<typeof source>;
export type Audit = Data<typeof auditSchema>;

/** Returns canonical JSON: keys sorted at every depth, two spaces, LF, one newline at the end. */
export function renderJson(audit: Audit): string {
  return canonicalJson(audit);
}

/** An audit read back, or why the text is none, in words a user can act on. */
type ReadAudit =
  | { readonly state: 'read'; readonly audit: Audit }
  | { readonly state: 'unreadable'; readonly why: string };

/** Reads what `renderJson` wrote, by this version or a later one that only added keys. */
export function readAudit(text: string): ReadAudit {
  const json = parsed(text);
  if (json === undefined) return unreadable('it is not JSON');
  const schema = schemaOf(json);
  if (schema !== 'milestone-audit/1') {
    return unreadable(otherSchema(schema));
  }
  const read = auditSchema.safeParse(json);
  if (read.success) return { state: 'read', audit: read.data };
  const [issue] = read.error.issues;
  const where = issue === undefined || issue.path.length === 0 ? 'the audit' : issue.path.join('.');
  return unreadable(`${where}: ${issue?.message ?? 'it does not have the form of an audit'}`);
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

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** The name of the schema a document claims; the bundle of evidence claims another. */
function schemaOf(json: unknown): string | undefined {
  if (typeof json !== 'object' || json === null || !('schema' in json)) return undefined;
  return typeof json.schema === 'string' ? json.schema.slice(0, 60) : undefined;
}
