import type { Audit } from '../model/audit.ts';
import { printOverall } from '../render/format/labels.ts';

/** Returns the audit's line for a GitHub milestone's description, as Markdown without untrusted text. */
export function milestoneLinkText({ milestone, score, verdict }: Audit, url: string): string {
  return `[${milestone} audit](${url}): ${printOverall(score)}, ${verdict}`;
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
