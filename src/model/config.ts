import * as z from 'zod';
import {
  commentMode,
  type Data,
  evidenceMode,
  failOn,
  level,
  profile,
  sourceKind,
  statusMode,
  text,
  texts,
  trustMode,
} from './schema.ts';

const heading = { id: text, title: text, weight: z.number() };

const category = z
  .discriminatedUnion('kind', [
    z.looseObject({ kind: z.literal('measured'), ...heading, rules: texts }),
    z.looseObject({ kind: z.literal('attested'), ...heading, level, reason: text, by: text }),
  ])
  .meta({ id: 'CategoryConfig' });

const rule = z
  .discriminatedUnion('state', [
    z.looseObject({ state: z.literal('on'), options: z.record(text, z.unknown()) }),
    z.looseObject({ state: z.literal('off'), reason: text }),
  ])
  .meta({ id: 'RuleConfig' });

const ownRule = z
  .looseObject({
    id: text,
    title: text,
    levels: z.partialRecord(z.enum(['0', '1', '2', '3', '4', '5']), text),
    expression: text.describe('In CEL, over the kinds of evidence'),
    shows: text.exactOptional().describe('In CEL: the texts that name what is wrong'),
    recommendation: text.exactOptional(),
  })
  .meta({ id: 'OwnRuleConfig' });

const gate = z
  .looseObject({
    title: text,
    when: texts.describe('Conditions such as `required-runs >= 4`; all must hold'),
    optional: text.exactOptional().describe('Why it does not block: it is shown and does not fail'),
    off: text.exactOptional().describe('Why it is switched off'),
  })
  .meta({ id: 'GateConfig' });

const source = z
  .looseObject({
    kind: sourceKind,
    workflow: text.exactOptional(),
    job: text.exactOptional(),
    artifact: text.exactOptional(),
    path: text.exactOptional(),
    format: text.exactOptional(),
    leg: text.exactOptional(),
    required: z.boolean(),
  })
  .meta({ id: 'SourceConfig' });

const title = text;
const attestation = z
  .looseObject({
    artifact: text,
    path: text.exactOptional().describe('Glob over paths inside the artifact'),
    workflow: text.exactOptional().describe('Path or address of the workflow that signs'),
    trustedRoot: text.exactOptional().describe('Path of Sigstore’s trusted root'),
  })
  .meta({ id: 'AttestationConfig' });

const invariant = z
  .discriminatedUnion('kind', [
    z.looseObject({ kind: z.literal('unchanged'), title, globs: texts }),
    z.looseObject({ kind: z.literal('files'), title, files: texts }),
    z.looseObject({ kind: z.literal('rule'), title, rule: text, atLeast: level }),
    z.looseObject({ kind: z.literal('job'), title, job: text }),
    z.looseObject({ kind: z.literal('step'), title, step: text }),
    z.looseObject({
      kind: z.literal('artifact'),
      title,
      artifact: text.describe('Glob over artifact names'),
      digest: text
        .exactOptional()
        .describe('`sha256:…` that each must have; without it all must have the same'),
    }),
  ])
  .meta({ id: 'InvariantConfig' });

const probe = z
  .looseObject({
    name: text,
    step: text.exactOptional().describe('Glob over step names'),
    log: text.exactOptional().describe('Regular expression over log lines'),
  })
  .meta({ id: 'ProbeConfig' });

const docsMode = z.discriminatedUnion('kind', [
  z.looseObject({ kind: z.enum(['auto', 'head', 'pull-request', 'none']) }),
  z.looseObject({ kind: z.literal('branch'), branch: text }),
]);

export const checkedConfigSchema = z
  .looseObject({
    profile,
    milestone: z.looseObject({
      id: text.exactOptional(),
      title: text.exactOptional(),
      pattern: text.exactOptional(),
      link: z
        .boolean()
        .exactOptional()
        .describe('Whether the audit’s link is written into the description of GitHub’s milestone'),
    }),
    categories: z.array(category),
    unscored: texts.describe('Rules judged for gates and invariants without being scored'),
    rules: z.record(text, rule),
    ownRules: z.array(ownRule).exactOptional().describe('Rules that the config declares'),
    gates: z.array(gate),
    minimumScore: z.number().exactOptional(),
    ratchet: z
      .boolean()
      .exactOptional()
      .describe(
        'A gate also passes where a rule misses its level and is no worse than in the previous audit',
      ),
    sources: z.array(source),
    workflows: texts,
    artifacts: texts,
    workflowKeys: z
      .record(text, text)
      .exactOptional()
      .describe('Unknown keys of workflow files that are accepted, each with the reason'),
    reports: texts,
    probes: z.array(probe),
    invariants: z.array(invariant),
    plan: text,
    registry: text,
    ledger: text.exactOptional(),
    vex: texts.exactOptional().describe('Paths of OpenVEX files'),
    attestations: z.array(attestation).exactOptional(),
    zones: z.array(z.looseObject({ zone: text, globs: texts })),
    docs: docsMode,
    docsPath: text,
    comment: commentMode,
    status: statusMode,
    statusName: text,
    failOn,
    evidence: evidenceMode,
    trust: trustMode,
    withoutMilestone: z.enum(['pass', 'fail', 'audit']),
    waitMinutes: z.number(),
    auditKey: text,
    dryRun: z.boolean(),
  })
  .meta({
    id: 'Config',
    description: 'The config after checking, with every default filled in and the inputs applied',
  });

export const configOriginSchema = z.looseObject({
  path: text,
  commit: text.exactOptional(),
  from: z
    .enum(['policy', 'head', 'default', 'file'])
    .describe(
      '`policy`: the trusted ref. `head`: the policy ref has no config yet. `default`: there is no config',
    ),
  extends: z
    .looseObject({ repository: text.describe('`owner/name`'), path: text, commit: text })
    .exactOptional()
    .describe('The shared config that it extends'),
});

export type CategoryConfig = Data<typeof category>;
export type RuleConfig = Data<typeof rule>;
export type GateConfig = Data<typeof gate>;
export type SourceConfig = Data<typeof source>;
export type AttestationConfig = Data<typeof attestation>;
export type InvariantConfig = Data<typeof invariant>;
export type ProbeConfig = Data<typeof probe>;
export type CommentMode = Data<typeof commentMode>;
export type StatusMode = Data<typeof statusMode>;
export type FailOn = Data<typeof failOn>;
export type DocsMode = Data<typeof docsMode>;
/** The config after checking, with every default filled in and the action's inputs applied. */
export type Config = Data<typeof checkedConfigSchema>;
/** Where the config was read, as the audit states it. */
export type ConfigOrigin = Data<typeof configOriginSchema>;
