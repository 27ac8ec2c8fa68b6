import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Nodes, PhrasingContent, Root } from 'mdast';
import { sanitize } from '../../../src/lib/sanitize.ts';
import { toMarkdown, trusted } from '../../../src/render/markdown/serialize.ts';
import {
  type Blocks,
  code,
  details,
  emphasis,
  heading,
  type Inline,
  link,
  list,
  paragraph,
  root,
  strong,
  table,
  text,
} from '../../../src/render/markdown/tree.ts';
import { propertyOptions } from '../../runs.ts';
import { hostile } from './hostile.ts';
import { activeIn, everyNode, plain, plainText, proseOf, read } from './reading.ts';

const options = propertyOptions(60, 1000);

it.each<PhrasingContent>([
  { type: 'text', value: '@octocat' },
  { type: 'html', value: '<b>' },
  { type: 'inlineCode', value: 'x' },
  { type: 'link', url: 'javascript:x', children: [] },
  { type: 'image', url: 'https://h.example', alt: '' },
])('throws for a $type node that was built by hand', (node) => {
  expect(() =>
    toMarkdown({ type: 'root', children: [{ type: 'paragraph', children: [node] }] }),
  ).toThrow(`a ${node.type} node must be made by the builders`);
});

const inline: fc.Arbitrary<Inline> = fc.oneof(
  hostile,
  hostile.map((value) => text(value)),
  hostile.map((value) => code(value)),
  hostile.map((value) => strong(value)),
  hostile.map((value) => emphasis(value)),
  hostile.map((value) => link('https://h.example/run', value)),
  hostile.map((value) => link(`https://h.example/${value}`, value)),
);
const inlines = fc.array(inline, { maxLength: 4 });
const simple: fc.Arbitrary<Blocks> = fc.oneof(
  inlines.map((children) => paragraph(...children)),
  inlines.map((children) => heading(2, ...children)),
  fc.array(fc.tuple(inline, inline), { maxLength: 3 }).map((rows) =>
    table(
      ['Name', 'What'],
      rows.map(([a, b]) => [a, [b, ' and ', b]]),
    ),
  ),
);
const block: fc.Arbitrary<Blocks> = fc.oneof(
  simple,
  fc
    .tuple(hostile, fc.array(simple, { maxLength: 2 }))
    .map(([summary, blocks]) => details(summary, ...blocks)),
);

it('a name is read back as one code span with exactly the sanitized name', () => {
  fc.assert(
    fc.property(hostile, (value) => {
      const node = code(value);
      const tree = root(heading(2, node), paragraph(node), paragraph('a', node, 'b'));
      expect(read(toMarkdown(tree)).children.map((child) => plain(child))).toEqual(
        plain(tree).children,
      );
    }),
    options,
  );
});

it('parses a text unchanged in every place', () => {
  fc.assert(
    fc.property(hostile, (value) => {
      const words = sanitize(value).trim();
      fc.pre(words !== '');
      const tree = root(
        heading(1, value),
        paragraph(value),
        paragraph(link('https://h.example/', value)),
        paragraph('x', strong(value), 'y'),
        list([value, strong(value)]),
        table([value], [[value], [emphasis(value)]]),
      );
      expect(read(toMarkdown(tree)).children.map((node) => spelledOut(plainText(node)))).toEqual(
        [words, words, words, `x${words}y`, words.repeat(2), words.repeat(3)].map(spelledOut),
      );
    }),
    options,
  );
});

it('any document is read back as the tree it was, so nothing in it was obeyed', () => {
  fc.assert(
    fc.property(fc.array(block, { maxLength: 5 }), (blocks) => {
      const tree = root(...blocks);
      expect(read(toMarkdown(tree))).toEqual(plain(tree));
    }),
    options,
  );
});

it('writes no mention, reference, address, or math as prose in any document', () => {
  fc.assert(
    fc.property(fc.array(block, { maxLength: 3 }), (blocks) => {
      const tree = read(toMarkdown(root(...blocks)));
      const summaries = everyNode(tree).flatMap((node) =>
        node.type === 'html' ? [node.value.replace(/<code>.*?<\/code>|<[^>]*>/g, ' ')] : [],
      );
      const found = [...proseOf(tree), ...summaries.map(decoded)].map(activeIn);
      expect(found.filter((one) => one !== undefined)).toEqual([]);
    }),
    options,
  );
});

/** The tree as if the builders had made it. */
function marked(node: Nodes): Nodes {
  return trusted(
    'children' in node ? ({ ...node, children: node.children.map(marked) } as Nodes) : node,
  );
}

it('serializes a parsed document to the same text', () => {
  fc.assert(
    fc.property(fc.array(block, { maxLength: 3 }), (blocks) => {
      const written = toMarkdown(root(...blocks));
      expect(toMarkdown(marked(read(written)) as Root)).toBe(written);
    }),
    options,
  );
});

it('balances details, and ends the text with one line feed', () => {
  fc.assert(
    fc.property(fc.array(block, { maxLength: 4 }), (blocks) => {
      const written = toMarkdown(root(...blocks));
      const html = everyNode(read(written)).flatMap((n) => (n.type === 'html' ? [n.value] : []));
      const open = html.filter((value) => value.startsWith('<details>')).length;
      expect(html.filter((value) => value === '</details>').length).toBe(open);
      expect(written).toMatch(/^$|[^\n\r]\n$/);
      expect(written).not.toContain('\r');
    }),
    options,
  );
});

/** In a table a backslash before a pipe is spelled out; everything else is word for word. */
function spelledOut(value: string): string {
  return value.replaceAll('⟨U+005C⟩', '\\');
}

function decoded(html: string): string {
  return html
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&#39;', "'")
    .replaceAll('&amp;', '&');
}
