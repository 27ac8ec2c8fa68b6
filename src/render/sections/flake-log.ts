import { quantity } from '../../lib/format.ts';
import type { Audit } from '../../model/audit.ts';
import type { AuditFlake } from '../../model/history.ts';
import { cite } from '../format/links.ts';
import { boundedTable, type Subsection } from '../format/section.ts';
import { type Blocks, code, paragraph, prose, strong } from '../markdown/tree.ts';

export const flakeLog: Subsection = {
  id: 'flake-log',
  heading: () => 'Flakes and Regressions',
  keep: 'fold',
  body: (audit) => [...flakeTable(audit), ...regressionTable(audit)],
};

/** Returns active flakes first, then those that were seen most recently. */
function flakeTable({ flakes }: Audit): readonly Blocks[] {
  return boundedTable(
    ['Item', 'Kind', 'First seen', 'Times', 'State', 'Last evidence', 'Source'],
    [...flakes]
      .sort((a, b) => (a.quiet_for ?? 0) - (b.quiet_for ?? 0))
      .map((flake) => [
        code(flake.name),
        flake.kind,
        flake.first_seen,
        String(flake.count),
        stateOf(flake),
        prose(`${flake.last_seen === undefined ? '' : `${flake.last_seen}: `}${flake.evidence}`),
        cite(flake.source),
      ]),
    [null, null, null, 'right'],
  );
}

function stateOf({ state, quiet_for = 0 }: AuditFlake): string {
  switch (state) {
    case undefined:
    case 'active':
      return 'active';
    case 'quiet':
      return `quiet for ${quantity(quiet_for, 'milestone')}`;
    case 'fixed':
      return `fixed: quiet for ${quantity(quiet_for, 'milestone')}`;
  }
}

/** Returns measurements that got worse by more than their noise, compared with the same measurement before. */
function regressionTable({ regressions = [] }: Audit): readonly Blocks[] {
  const rows = regressions.map(({ what, before, after, noise, since }) => [
    prose(what),
    prose(`${before} (${since})`),
    prose(after),
    prose(noise),
  ]);
  return rows.length === 0
    ? []
    : [
        paragraph(strong('Regressions:')),
        ...boundedTable(['What', 'Before', 'Now', 'Noise'], rows),
      ];
}
