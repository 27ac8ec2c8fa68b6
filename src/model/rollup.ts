import * as z from 'zod';
import { canonicalJson } from '../lib/canonical-json.ts';
import {
  count,
  type Data,
  firstIssue,
  outcome,
  score,
  text,
  texts,
  verdictColor,
} from './schema.ts';

const row = z.looseObject({
  repository: text.describe('`owner/name`; where a file was found, if it names no repository'),
  audit_key: text.nullable().describe('Of one of several audits in a repository'),
  team: text.nullable(),
  tier: text.nullable(),
  state: z.enum(['audited', 'unknown']).describe('`unknown`: no audit was read; it never passes'),
  why: text.nullable().describe('Why the state is `unknown`'),
  source: text.nullable().describe('Where the row was read'),
  milestone: text.nullable(),
  title: text.nullable(),
  commit: text.nullable().describe('The audited commit'),
  date: text.nullable().describe('Day of the newest evidence, in UTC'),
  age_days: count.nullable().describe('Days from `date` to the day of the roll-up'),
  score: score.describe('Lowest overall score that the evidence allows'),
  score_max: score.describe('Highest overall score that the evidence allows'),
  verdict: verdictColor.nullable(),
  outcome: outcome.nullable(),
  categories: z.array(
    z.looseObject({
      id: text,
      title: text.exactOptional().describe('Absent if the row does not say it'),
      score,
      score_max: score,
    }),
  ),
  gates: z.array(z.looseObject({ title: text, state: text })),
  rules: z
    .array(z.looseObject({ id: text, state: z.enum(['failed', 'not-evaluated']) }))
    .nullable()
    .describe('What keeps a blocking gate from passing; `null` if the row does not say it'),
  deferrals_open: count.nullable().describe('Live deferrals'),
  next_expiry: text.nullable().describe('Milestone in which the next live deferral expires'),
  config_sha256: text.nullable().describe('Of the checked config as canonical JSON'),
  rules_version: count.nullable(),
  tool: text.nullable().describe('Name and version of the program that made the audit'),
  audit_path: text.nullable().describe('Path of the audit’s JSON in the repository'),
});

const end = z
  .looseObject({
    milestone: text.nullable(),
    score,
    score_max: score,
    verdict: verdictColor.nullable(),
  })
  .nullable();

const move = z.looseObject({
  repository: text,
  audit_key: text.nullable(),
  before: end.describe('`null` without an audit'),
  after: end.describe('`null` without an audit'),
  change: z.number().nullable().describe('Of the lowest score; `null` if one side has none'),
});

const rule = z.looseObject({
  id: text,
  failed: texts.describe('Repositories in which its condition is false'),
  not_evaluated: texts.describe('Repositories in which missing evidence decides'),
});

const deferral = z.looseObject({
  owner: text,
  repository: text,
  id: text,
  until: text.describe('Milestone from which it is expired'),
  next: z.boolean().nullable().describe('It expires with the next milestone; `null` if unknown'),
});

const config = z.looseObject({
  sha256: text,
  rules_version: count,
  repositories: texts,
});

/** The newest audits of many repositories, schema `milestone-rollup/1`. */
export const rollupSchema = z.looseObject({
  schema: z.literal('milestone-rollup/1').describe('Version of this format'),
  as_of: text
    .nullable()
    .describe('Day from which ages are counted; `null` if no evidence has a day'),
  as_of_from: text.describe('`--as-of`, or the repository with the newest evidence'),
  previous: z
    .looseObject({ as_of: text.nullable(), sha256: text })
    .nullable()
    .describe('The roll-up that this one is compared with'),
  totals: z.looseObject({
    repositories: count,
    green: count,
    yellow: count,
    red: count,
    unknown: count.describe('Without an audit that could be read'),
  }),
  repositories: z.array(row).describe('By name'),
  moves: z.array(move).describe('What changed since `previous`, largest change first'),
  rules: z.array(rule).describe('What keeps gates from passing, most repositories first'),
  rules_unstated: count.describe('Audited repositories whose row does not list its rules'),
  deferrals: z.array(deferral).describe('Live deferrals by owner, the next to expire first'),
  deferrals_unstated: count.describe('Live deferrals that their row only counts'),
  configs: z.array(config).describe('Versions of the config, the most used first'),
  notices: texts.describe('What could not be read'),
});

export type RollupRow = Data<typeof row>;
export type RollupMove = Data<typeof move>;
export type Rollup = Data<typeof rollupSchema>;

/** Returns a roll-up as it is published. */
export function rollupText(rollup: Rollup): string {
  return canonicalJson(rollup);
}

/** A roll-up, or why the text is not one. */
type ReadRollup =
  | { readonly state: 'read'; readonly rollup: Rollup }
  | { readonly state: 'unreadable'; readonly why: string };

/** Reads a published roll-up. */
export function readRollup(content: string): ReadRollup {
  let json: unknown;
  try {
    json = JSON.parse(content);
  } catch {
    return { state: 'unreadable', why: 'it is not JSON' };
  }
  const read = rollupSchema.safeParse(json);
  return read.success
    ? { state: 'read', rollup: read.data }
    : { state: 'unreadable', why: firstIssue(read.error, 'it is not a roll-up') };
}
