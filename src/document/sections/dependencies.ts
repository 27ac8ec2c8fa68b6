import { code, link, prose } from '../../markdown/inline.ts';
import { boundedTable } from '../wording/bounded-table.ts';
import type { Part } from '../wording/part.ts';

export const dependencies: Part = {
  id: 'dependencies',
  heading: () => '4.7 Dependencies',
  keep: 'fold',
  body: ({ evidence }) =>
    boundedTable(
      ['File', 'Tool', 'What it pins'],
      evidence.dependencies.map(({ path, tool, summary, source }) => [
        source?.url === undefined ? code(path) : link(source.url, code(path)),
        tool,
        prose(summary),
      ]),
    ),
};
