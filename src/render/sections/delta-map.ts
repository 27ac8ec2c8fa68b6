import { grouped, quantity } from '../../lib/format.ts';
import type { Audit } from '../../model/audit.ts';
import type { AuditChangeArea } from '../../model/audit-evidence.ts';
import { rangeLink } from '../format/links.ts';
import { boundedTable, type Subsection } from '../format/section.ts';
import { code, type Inline, paragraph, separated } from '../markdown/tree.ts';

/** Maximum files named per zone. */
const MAX_FILES = 5;

export const deltaMap: Subsection = {
  id: 'delta-map',
  heading: () => 'Delta Map',
  keep: 'fold',
  body: (audit) => {
    const { changes } = audit.evidence;
    if (changes === null) return [];
    const rows = changes.zones.map((area) => [
      area.zone,
      area.touched ? '● yes' : 'no',
      files(area),
    ]);
    return [
      paragraph(
        `${changedFiles(audit)} in `,
        rangeLink(audit, changes.base, changes.head),
        changes.truncated
          ? '. GitHub lists only a part of them: a file that is not listed may touch a zone.'
          : '.',
      ),
      ...boundedTable(['Risk zone', 'Touched', 'Files'], rows),
    ];
  },
};

/** Returns `12 files changed (+340 −12)`, or nothing if the changes are unknown. */
export function changedFiles({ evidence: { changes } }: Audit): string {
  if (changes === null) return '';
  const { additions, deletions, truncated } = changes;
  const least = truncated ? 'at least ' : '';
  return `${least}${quantity(changes.files, 'file')} changed (+${grouped(additions)} −${grouped(deletions)})`;
}

function files({ files: all, omitted }: AuditChangeArea): Inline {
  const shown = all.slice(0, MAX_FILES);
  const more = all.length - shown.length + omitted;
  const named = separated(shown.map(code));
  return more > 0 ? [named, ` and ${grouped(more)} more`] : named;
}
