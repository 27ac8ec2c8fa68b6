import * as z from 'zod';
import { comparedBaseSchema, count, type Data, text, texts } from './schema.ts';

const justified = z.array(z.looseObject({ milestone: text, reason: text }));

const coverage = z
  .discriminatedUnion('kind', [
    z.looseObject({ kind: z.literal('tests'), globs: texts }),
    z.looseObject({ kind: z.literal('rule'), rule: text, level: z.number() }),
    z.looseObject({ kind: z.literal('threshold'), threshold: text }),
  ])
  .describe('What the deferral covers; it excuses no other failure');

const deferral = z
  .looseObject({
    id: text,
    issue: text,
    covers: coverage,
    reason: text,
    owner: text,
    discovered: text,
    until: text.describe('Live before this milestone, expired from it on'),
    asOf: text
      .exactOptional()
      .describe(
        'Newest milestone of the series of `until`, where it is later than the audited one or there is none',
      ),
    exit: text,
    justified: justified
      .exactOptional()
      .describe('Later justifications of a deferral that grew old, oldest first'),
    resolved: text
      .exactOptional()
      .describe('Earlier milestone whose audit found the exit criterion met: it excuses nothing'),
    line: count.describe('Line of the entry, from 1'),
    proposed: z
      .boolean()
      .describe('New or changed in the audited pull request, compared with the policy ref'),
  })
  .describe('An entry of the deferral registry');

export const auditDeferral = z
  .looseObject({
    id: text,
    issue: text,
    covers: text,
    reason: text,
    owner: text,
    discovered: text,
    until: text,
    exit: text,
    justified: justified
      .optional()
      .describe('Later justifications, required when it has grown old'),
    state: z.enum(['live', 'expired', 'resolved']),
    used: z.boolean(),
    proposed: z.boolean(),
    resolved_in: text.nullish().describe('Milestone whose audit found the exit criterion met'),
    resolved_by: text.nullish().describe('What was measured when it was met'),
    age: count.nullish().describe('Milestones since it was discovered or last justified'),
    aged: z.boolean().optional().describe('Older than two milestones: it must be justified again'),
  })
  .meta({ id: 'AuditDeferral' });

export const registrySchema = z
  .looseObject({
    path: text,
    deferrals: z.array(deferral),
    lost: texts.describe('Ids that only the policy ref has'),
    altered: texts.describe('Reworded or re-dated entries, as sentences'),
    base: comparedBaseSchema,
    lostEntries: z
      .array(auditDeferral)
      .exactOptional()
      .describe('The lost entries as an earlier audit quoted them'),
  })
  .describe('The deferral registry at the audited commit');

/** What a deferral covers; it excuses no other failure. */
export type DeferralScope = Data<typeof coverage>;
/** One entry of the deferral registry (contract: section 4). */
export type Deferral = Data<typeof deferral>;
export type AuditDeferral = Data<typeof auditDeferral>;
/** The registry at the audited commit. */
export type Registry = Data<typeof registrySchema>;
