import { expect, it } from '@jest/globals';
import { toMarkdown } from '../../../src/render/markdown/serialize.ts';
import {
  code,
  emphasis,
  type Inline,
  link,
  marked,
  paragraph,
  prose,
  root,
  strong,
  text,
} from '../../../src/render/markdown/tree.ts';

function line(...children: Inline[]): string {
  return toMarkdown(root(paragraph(...children)));
}

it.each([
  ['thanks @octocat and @org/team', 'thanks `@octocat` and `@org/team`\n'],
  ['fixes #12, closes o/r#7 (GH-3)', 'fixes `#12`, closes `o/r#7` (`GH-3`)\n'],
  ['since 550183c', 'since `550183c`\n'],
  ['see https://h.example/x?y.', 'see `https://h.example/x?y`.\n'],
  ['www.h.example or a@h.example', '`www.h.example` or `a@h.example`\n'],
  ['done :tada: for $5', 'done `:tada`: for `$5`\n'],
  ['@types/node', '`@types/node`\n'],
  ['4 of 5 at 12:34:56, a::b, # 1', '4 of 5 at 12:34:56, a::b, # 1\n'],
])('writes %s so that GitHub does not act on it', (value, written) => {
  expect(line(value)).toBe(written);
});

it('prevents a mention made of two texts', () => {
  expect(line('@', text('octocat'))).toBe('`@octocat`\n');
});

it('shows markup in a text as text', () => {
  expect(line('<b>**x**</b> [a](b) ![c](d) <!-- e -->')).toBe(
    '\\<b>\\*\\*x\\*\\*\\</b> \\[a]\\(b) !\\[c]\\(d) \\<!-- e -->\n',
  );
});

it('writes any name as code', () => {
  expect(line('Test ', code('a`b | @c'), ' failed')).toBe('Test ``a`b | @c`` failed\n');
});

it('shows an invisible name as empty', () => {
  expect(line(code(' \n'))).toBe('`(empty)`\n');
});

it('separates two adjacent names', () => {
  expect(line(code('a'), code('b'))).toBe('`a` `b`\n');
});

it('leaves out emphasis without content', () => {
  expect(line('a', strong(' '), emphasis(), 'b')).toBe('ab\n');
});

it('shows the children of a link, or its URL', () => {
  expect(
    line(link('https://h.example/a', 'run ', strong('1')), ' ', link('https://h.example/b')),
  ).toBe('[run **1**](https://h.example/a) [`https://h.example/b`](https://h.example/b)\n');
});

it('keeps the text of a link with a bad URL', () => {
  expect(line(link('javascript:x', 'the ', 'run'))).toBe('the run\n');
});

it('keeps only the text of a link inside a link', () => {
  expect(line(link('https://h.example/', 'a ', link('https://i.example/', 'b')))).toBe(
    '[a b](https://h.example/)\n',
  );
});

it('allows prose to be longer than a name', () => {
  expect([line('word '.repeat(100)).length, line(prose('word '.repeat(100))).length]).toEqual([
    301, 500,
  ]);
});

it.each([
  [
    'Run `npm ci`, or `pip install --require-hashes`.',
    'Run `npm ci`, or `pip install --require-hashes`.\n',
  ],
  ['`|| true` is <b>', '`|| true` is \\<b>\n'],
  ['one ` alone', 'one \\` alone\n'],
  ['empty `` pair', 'empty  pair\n'],
])('writes code in %s as code', (value, written) => {
  expect(line(marked(value))).toBe(written);
});
