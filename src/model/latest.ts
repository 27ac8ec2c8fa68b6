import * as z from 'zod';
import { count, type Data, firstIssue, outcome, score, text, verdictColor } from './schema.ts';

/** Maximum size of the file in bytes: many of them are read in one request. */
export const MAX_LATEST_BYTES = 2048;

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
  category_titles: z
    .record(text, text)
    .exactOptional()
    .describe('Id to title; absent if the file would be too large'),
  deferrals_open: count.describe('Live deferrals'),
  next_expiry: text.nullable().describe('Milestone in which the next live deferral expires'),
  rules: z
    .record(text, z.enum(['failed', 'not-evaluated']))
    .exactOptional()
    .describe(
      'Rules and measures whose condition keeps a blocking gate from passing; absent if the file would be too large',
    ),
  deferrals: z
    .array(z.looseObject({ id: text, owner: text, until: text }))
    .exactOptional()
    .describe('Live deferrals, the next to expire first; absent if the file would be too large'),
  config_sha256: text.describe('Of the checked config as canonical JSON'),
  rules_version: count,
  tool: text.describe('Name and version of the program'),
  audit_path: text.describe('Path of the audit’s JSON in the repository'),
  audit_sha256: text.describe('Of that JSON'),
});

export type Latest = Data<typeof latestSchema>;

/** A row, or why the text is not one. */
export type ReadLatest =
  | { readonly state: 'read'; readonly latest: Latest }
  | { readonly state: 'unreadable'; readonly why: string };

/**
 * Reads a published `latest.json`. Anyone who can write to a repository can write any text into it,
 * so a row that contradicts itself is not read.
 */
export function readLatest(content: string): ReadLatest {
  const bytes = Buffer.byteLength(content);
  if (bytes > MAX_LATEST_BYTES) {
    return unreadable(`it has ${bytes} bytes; at most ${MAX_LATEST_BYTES} are read`);
  }
  const read = latestSchema.safeParse(parsed(content));
  if (!read.success) return unreadable(firstIssue(read.error, 'it is not a row of an audit'));
  const why = contradictionIn(read.data);
  return why === undefined ? { state: 'read', latest: read.data } : unreadable(why);
}

function unreadable(why: string): ReadLatest {
  return { state: 'unreadable', why };
}

function parsed(content: string): unknown {
  try {
    return JSON.parse(content);
  } catch {
    return undefined;
  }
}

/** Returns why a row cannot come from an audit; `undefined` when it can. */
export function contradictionIn(latest: Latest): string | undefined {
  const { repository, milestone, date, verdict, outcome: state, rules = {}, gates } = latest;
  if (!isRepository(repository)) return 'repository: must be `owner/name`';
  if (!/^[A-Za-z0-9][A-Za-z0-9._-]{0,31}$/.test(milestone)) return 'milestone: it is not an id';
  if (date !== null && !isDay(date)) return 'date: must be a day such as 2026-03-31';
  const ranges = [[latest.score, latest.score_max], ...Object.values(latest.categories)];
  if (!ranges.every(isRange)) return 'a score is not a lowest and a highest one';
  if ((state === 'COMPLETE') !== (verdict !== 'red')) {
    return `verdict: ${verdict} contradicts the outcome ${state}`;
  }
  const open = Object.values(gates).find((one) => one === 'failed' || one === 'not-evaluated');
  if (verdict === 'green' && open !== undefined) {
    return `verdict: green contradicts a gate that is ${open}`;
  }
  return verdict !== 'red' && Object.keys(rules).length > 0
    ? `verdict: ${verdict} contradicts a rule that keeps a gate from passing`
    : undefined;
}

/** Returns whether a text is `owner/name`; neither part leads out of a folder. */
export function isRepository(value: string): boolean {
  return /^[A-Za-z0-9_][\w-]{0,99}\/(?!\.{1,2}$)[\w.-]{1,100}$/.test(value);
}

/** Returns whether a text is a day of the calendar, such as `2026-03-31`. */
export function isDay(value: string): boolean {
  if (!/^\d{4}-\d\d-\d\d$/.test(value)) return false;
  const time = Date.parse(`${value}T00:00:00Z`);
  // 31 February would be read as a day of March.
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(value);
}

function isRange([low, high, ...more]: readonly (number | null)[]): boolean {
  if (low === undefined || high === undefined || more.length > 0) return false;
  return low === null || high === null ? low === high : low <= high;
}
