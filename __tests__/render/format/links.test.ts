import { expect, it } from '@jest/globals';
import type { Source } from '../../../src/model/evidence.ts';
import { cite, citeAll } from '../../../src/render/format/links.ts';
import { paragraph } from '../../../src/render/markdown/tree.ts';
import { written } from '../reading-sections.ts';

const url = 'https://github.com/a/b';
const cited = (source: Source | null) => written(paragraph('x ', cite(source))).trim();

it('cites a file by path and line, and a file in an artifact also by artifact', () => {
  expect([
    cited({ what: 'the plan', path: 'plan.md', line: 4, url }),
    cited({ what: 'artifact junit', runId: 1, artifactId: 2, path: 'r.xml', url }),
    cited({ what: 'job test', runId: 1, url }),
    cited({ what: 'job test' }),
    cited(null),
  ]).toEqual([
    'x [`plan.md:4`](https://github.com/a/b)',
    'x [artifact junit: `r.xml`](https://github.com/a/b)',
    'x [job test](https://github.com/a/b)',
    'x job test',
    'x',
  ]);
});

it('cites each source once, and at most three', () => {
  const proof = ['a', 'a', 'b', 'c', 'd', 'e'].map((what) => ({ text: '', source: { what } }));
  expect(written(paragraph(citeAll(proof)))).toBe('a, b, c and 2 more\n');
});
