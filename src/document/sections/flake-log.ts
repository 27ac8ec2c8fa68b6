import { code, prose } from '../../markdown/inline.ts';
import { boundedTable } from '../bounded-table.ts';
import { cite } from '../cite.ts';
import type { Chapter } from '../part.ts';

export const flakeLog: Chapter = {
  id: 'flake-log',
  heading: () => 'Appendix C. Flake and Regression Log',
  keep: 'fold',
  body: ({ flakes }) =>
    boundedTable(
      ['Item', 'Kind', 'First seen', 'Times', 'Last evidence', 'Source'],
      flakes.map(({ name, kind, first_seen, count, evidence, source }) => [
        code(name),
        kind,
        first_seen,
        String(count),
        prose(evidence),
        cite(source),
      ]),
      [null, null, null, 'right'],
    ),
};
