import type { Audit } from '../model/audit.ts';
import type { Milestone } from '../model/forge.ts';
import { compareMilestones, findMilestoneId } from '../model/milestone-id.ts';
import { printOverall, verdictWords } from '../render/format/labels.ts';
import { type Publisher, type PublishJob, receiptOf, skipped, urlFrom } from './publisher.ts';

const publisher = 'milestone';

/** Returns why nothing is written, before any request. */
function reasonToSkip({ config, target, superseded }: PublishJob): string | undefined {
  if (config.dryRun) return 'dry run';
  if (superseded !== undefined) return superseded;
  return target.occasion.kind === 'merged' ? undefined : 'the link is written after the merge';
}

function isOwn({ audit, config }: PublishJob, { title }: Milestone): boolean {
  const id = findMilestoneId(title, config.milestone.pattern);
  return id !== undefined && compareMilestones(id, audit.milestone) === 0;
}

/**
 * Writes the link to the audit between two markers in the description of the GitHub milestone of that
 * name. The rest of the description is unchanged. Enabled by `milestone.link` in the config.
 */
export const milestoneDescription: Publisher = {
  name: publisher,
  wanted: ({ milestone }) => milestone.link === true,
  async publish(job, earlier) {
    const url = urlFrom(earlier, 'document');
    const why =
      reasonToSkip(job) ?? (url === undefined ? 'there is no document to link to' : undefined);
    if (why !== undefined || url === undefined) return skipped(publisher, why ?? '');
    const milestones = await job.forge.milestones();
    if (!milestones.ok) return receiptOf(publisher, milestones.error);
    const own = milestones.value.find((one) => isOwn(job, one));
    if (own === undefined) {
      return skipped(publisher, `no GitHub milestone is called ${job.audit.milestone}`);
    }
    const text = withMilestoneLink(
      own.description,
      milestoneLinkText(job.audit, url),
      job.config.auditKey,
    );
    const { owner, name } = job.target.repository;
    const page = `${job.event.serverUrl}/${owner}/${name}/milestone/${own.number}`;
    if (text === own.description) return { publisher, state: 'unchanged', url: page };
    const written = await job.forge.describeMilestone(own.number, text);
    return written.ok
      ? { publisher, state: 'published', url: page }
      : receiptOf(publisher, written.error);
  },
};

/** Returns the audit's line for a GitHub milestone's description, as Markdown without untrusted text. */
export function milestoneLinkText(audit: Audit, url: string): string {
  return `[${audit.milestone} audit](${url}): ${verdictWords(audit)}, ${printOverall(audit)}`;
}

/**
 * Returns a description with our line between two markers. Without markers, appends markers and line.
 * Every other byte stays unchanged.
 */
export function withMilestoneLink(description: string, line: string, auditKey: string): string {
  const name = auditKey === '' ? 'milestone-audit:link' : `milestone-audit:link:${auditKey}`;
  const [open, close] = [`<!-- ${name} -->`, `<!-- /${name} -->`];
  const from = description.indexOf(open);
  const to = from === -1 ? -1 : description.indexOf(close, from + open.length);
  if (to !== -1) {
    return description.slice(0, from + open.length) + line + description.slice(to);
  }
  const block = `${open}${line}${close}`;
  if (description === '') return block;
  const eol = description.includes('\r\n') ? '\r\n' : '\n';
  return `${description}${eol}${eol}${block}`;
}
