import { expect, it } from '@jest/globals';
import { canonicalJson, canonicalPieces, IN_PIECES } from '../../src/lib/canonical-json.ts';

it('sorts keys and indents as JSON.stringify does', () => {
  const value = {
    b: [1, 'ü"\n', null, [], {}, undefined],
    a: { z: true, y: Number.NaN },
    c: undefined,
  };
  const sorted = { a: { y: Number.NaN, z: true }, b: value.b };
  expect(canonicalJson(value)).toBe(`${JSON.stringify(sorted, null, 2)}\n`);
});

it('writes a long list in pieces that are the same text', () => {
  const value = { list: Array.from({ length: 1234 }, (_, at) => ({ at, names: ['a'] })) };
  const pieces = [...canonicalPieces(value)];
  expect(pieces.join('')).toBe(`${JSON.stringify(value, null, 2)}\n`);
  expect(pieces.length).toBeGreaterThan(10);
});

it('writes keys that are numbers first, by number', () => {
  expect(canonicalJson({ b: 1, '10': 1, '9': 1, '-': 1 })).toBe(
    '{\n  "9": 1,\n  "10": 1,\n  "-": 1,\n  "b": 1\n}\n',
  );
});

it('writes a list in the pieces that its object makes, without reading it', () => {
  const value = {
    other: 1,
    get list(): readonly string[] {
      throw new Error('the list was read');
    },
    [IN_PIECES]: { list: (newline: string) => [`[${newline}  `, `"a"${newline}]`] },
  };
  expect([...canonicalPieces({ value })]).toEqual([
    '{\n  "value": {\n    "list": ',
    '[\n      ',
    '"a"\n    ]',
    ',\n    "other": 1\n  }\n}\n',
  ]);
});
