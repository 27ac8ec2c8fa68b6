import type { Audit } from '../model/audit.ts';

/** The audit's line in a GitHub milestone's description; Markdown, no word of it from outside. */
export function milestoneLinkText({ milestone, score, verdict }: Audit, url: string): string {
  const said = score === null ? 'not measured' : `${score.toFixed(1)} / 5`;
  return `[${milestone} audit](${url}): ${said}, ${verdict}`;
}

/**
 * A description with our line between two markers, every other byte as it was. Without the markers the
 * line is put below what is there.
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
