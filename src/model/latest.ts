import * as z from 'zod';
import { count, type Data, outcome, score, text, verdictColor } from './schema.ts';

/** The newest audit of a repository in one row, for other tools and for a roll-up of repositories. */
export const latestSchema = z.looseObject({
  schema: z.literal('milestone-latest/1').describe('Version of this format'),
  repository: text.describe('`owner/name`'),
  milestone: text,
  title: text.describe('At most 100 characters'),
  commit: text.describe('The audited commit'),
  date: text.nullable().describe('Day of the newest evidence, in UTC'),
  score: score.describe('Lowest overall score that the evidence allows'),
  score_max: score.describe('Highest overall score that the evidence allows'),
  verdict: verdictColor,
  outcome,
  gates: z.record(text, text).describe('Title to state'),
  categories: z.record(text, z.array(score)).describe('Id to lowest and highest score'),
  deferrals_open: count.describe('Live deferrals'),
  next_expiry: text.nullable().describe('Milestone in which the next live deferral expires'),
  config_sha256: text.describe('Of the checked config as canonical JSON'),
  rules_version: count,
  tool: text.describe('Name and version of the program'),
  audit_path: text.describe('Path of the audit’s JSON in the repository'),
  audit_sha256: text.describe('Of that JSON'),
});

export type Latest = Data<typeof latestSchema>;
