import * as z from 'zod';
import { count, type Data, outcome, score, text, texts, verdictColor } from './schema.ts';

const judged = z.looseObject({
  verdict: verdictColor.nullable().describe('`null`: a preview'),
  outcome,
  score: score.describe('Lowest overall score that the evidence allows'),
  score_max: score.describe('Highest overall score that the evidence allows'),
});

const gate = z.looseObject({
  title: text,
  state: z.enum(['failed', 'not-evaluated']),
  why: text,
});

const audit = z.looseObject({
  source: text.describe('File with the evidence'),
  repository: text.describe('`owner/name`'),
  audit_key: text.nullable().describe('Of one of several audits in a repository'),
  milestone: text,
  newest: z.boolean().describe('It is the newest milestone here of its repository'),
  change: z
    .enum(['caught', 'open', 'released', 'none', 'preview'])
    .describe(
      '`caught`: it passes now, and a gate fails or the highest score is below the minimum; `open`: it passes now, and the saved evidence does not hold what decides; `released`: it does not pass now, and would; `preview`: it has no verdict',
    ),
  before: judged,
  after: judged,
  gates: z
    .array(gate)
    .describe('Blocking gates that would keep it from passing and do not now, failed ones first'),
  reason: text.describe('Why the verdict is what it would be'),
  open: texts.describe('Rules that missing evidence would leave open and does not now'),
});

/** What would change for stored audits under other rules, schema `milestone-rehearsal/1`. */
export const rehearsalSchema = z.looseObject({
  schema: z.literal('milestone-rehearsal/1').describe('Version of this format'),
  config: text
    .nullable()
    .describe('The rehearsed config; `null`: published audits are compared with these rules'),
  rules_version: count.describe('Of the rules that judge'),
  totals: z.looseObject({
    audits: count,
    caught: count,
    open: count,
    released: count,
    still_red: count,
    still_passing: count,
    previews: count,
    unreadable: count.describe('Files'),
    repositories: count.describe('Repositories, and audits of one repository with different keys'),
    repositories_caught: count.describe('Whose newest milestone is `caught`'),
    repositories_open: count.describe('Whose newest milestone is `open`'),
  }),
  audits: z.array(audit).describe('By repository and milestone'),
  unreadable: z.array(z.looseObject({ source: text, why: text })),
});

export type Rehearsal = Data<typeof rehearsalSchema>;
export type RehearsedAudit = Rehearsal['audits'][number];
export type RehearsedGate = RehearsedAudit['gates'][number];
