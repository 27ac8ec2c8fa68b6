import { boundedTable } from '../format/bounded-table.ts';
import type { Part } from '../format/section.ts';
import { code, link, prose } from '../markdown/inline.ts';

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
