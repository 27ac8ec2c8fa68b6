import { expect, it } from '@jest/globals';
import { toMarkdown } from '../../../src/render/markdown/serialize.ts';
import {
  code,
  heading,
  item,
  list,
  paragraph,
  root,
  table,
} from '../../../src/render/markdown/tree.ts';

it('serializes a document in one fixed style', () => {
  const tree = root(
    heading(1, 'M01 Audit'),
    [paragraph('One'), [paragraph('Two')]],
    paragraph(' '),
    list([]),
    list(['a', item('b', list(['c']))]),
    list(['first', 'second'], true),
  );
  expect(toMarkdown(tree)).toBe(
    '# M01 Audit\n\nOne\n\nTwo\n\n- a\n- b\n  - c\n\n1. first\n2. second\n',
  );
});

it('does not pad a table, and fills short rows', () => {
  const tree = table(['Name', 'Score'], [[code('a|b'), '5'], ['c|d']], { align: [null, 'right'] });
  expect(toMarkdown(root(tree))).toBe(
    '| Name | Score |\n| - | -: |\n| `a\\|b` | 5 |\n| c\\|d | |\n',
  );
});

it('throws for a row longer than the header', () => {
  expect(() => table(['a'], [['b', 'c']])).toThrow('a row has 2 cells, the header 1');
});

it('spells out a backslash that a table would remove', () => {
  expect(toMarkdown(root(table(['a'], [[code('b\\|c\\')]])))).toBe(
    '| a |\n| - |\n| `b⟨U+005C⟩\\|c\\` |\n',
  );
});

it('replaces a line end in a cell', () => {
  expect(toMarkdown(root(table(['a'], [['b\nc']])))).toBe('| a |\n| - |\n| b c |\n');
});
