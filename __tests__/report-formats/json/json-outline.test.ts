import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import { hasPath, outlineOf } from '../../../src/report-formats/json/json-report.ts';
import { propertyOptions } from '../../runs.ts';

it('finds the keys of a head that ends anywhere', () => {
  const outline = outlineOf(
    ' {"runs": [{"tool": {"na\\u006de": "x \\" {"}, "results": [1, {"a": tru',
  );
  expect([outline.root, [...outline.paths].map((path) => path.split('\0').join('.'))]).toEqual([
    'object',
    ['runs', 'runs.[].tool', 'runs.[].tool.name', 'runs.[].results', 'runs.[].results.[].a'],
  ]);
});

it('matches any one key with a star', () => {
  const head = '{"a.js":{"path":"a.js","statementMap":{}}}';
  expect([hasPath(head, '*', 'statementMap'), hasPath(head, '*'), hasPath(head, '*', 'b')]).toEqual(
    [true, true, false],
  );
});

it('does not take strings, values, or other text as keys', () => {
  const texts = ['["runs"]', '"runs"', '<xml/>', '', '}{"runs":1}', '{}"runs":1'];
  expect(texts.map((text) => outlineOf(text).paths.size)).toEqual([0, 0, 0, 0, 0, 0]);
});

it('agrees with the parser on the keys of the first level', () => {
  fc.assert(
    fc.property(
      fc.dictionary(fc.string(), fc.jsonValue({ maxDepth: 3 }), { maxKeys: 8 }),
      (document) => {
        const head = JSON.stringify(document);
        return Object.keys(document).every((key) => hasPath(head, key));
      },
    ),
    propertyOptions(300, 5000),
  );
});

it('limits the paths of a hostile document', () => {
  const outline = outlineOf(
    `{${Array.from({ length: 6000 }, (_, at) => `"${at}":${'['.repeat(8)}{"a":1}${']'.repeat(8)}`).join(',')}}`,
  );
  expect(outline.paths.size).toBe(4000);
});
