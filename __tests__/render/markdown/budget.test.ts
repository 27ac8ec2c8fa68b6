import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  type Fitted,
  type Frame,
  fitTo,
  type RenderedSection,
} from '../../../src/render/markdown/budget.ts';
import { marker } from '../../../src/render/markdown/marker.ts';
import { toMarkdown } from '../../../src/render/markdown/serialize.ts';
import { COMMENT_LIMIT, sizeIn } from '../../../src/render/markdown/size.ts';
import {
  type Blocks,
  code,
  details,
  heading,
  list,
  paragraph,
  prose,
  root,
  table,
} from '../../../src/render/markdown/tree.ts';
import { anyText } from '../../any-text.ts';
import { propertyOptions } from '../../runs.ts';
import { everyNode, read } from './reading.ts';

const frame: Frame = {
  before: [marker('audit'), heading(1, 'Red')],
  after: [paragraph('Link')],
  leftOut: (missing) => paragraph('Elsewhere: ', missing.map(({ title }) => title).join(', ')),
};

function section(id: string, keep: RenderedSection['keep'], ...blocks: Blocks[]): RenderedSection {
  return { id, title: id, keep, blocks: [heading(2, id), ...blocks] };
}

function rows(count: number): Blocks {
  const names = Array.from({ length: count }, (_, at) => [code(`test ${at}`)]);
  return table(['Failed'], names, { worstFirst: true });
}

const full = '<!-- audit -->\n\n# Red\n\n## a\n\none\n\n## b\n\ntwo\n\nLink\n';

it('shows a document in full if it fits exactly', () => {
  const sections = [
    section('a', 'always', paragraph('one')),
    section('b', 'fold', paragraph('two')),
  ];
  expect(fitTo(sections, frame, { unit: 'characters', max: full.length })).toEqual({
    text: full,
    view: 'full',
    leftOut: [],
  });
});

it('leaves out and names the least important section if one character is missing', () => {
  const sections = [
    section('a', 'always', paragraph('one')),
    section('b', 'fold', paragraph('two'.repeat(9))),
    section('c', 'fold', paragraph(prose('three '.repeat(40)))),
  ];
  const max = toMarkdown(
    root(...frame.before, ...sections.flatMap((s) => s.blocks), ...frame.after),
  ).length;
  expect(fitTo(sections, frame, { unit: 'characters', max: max - 1 })).toEqual({
    text: `<!-- audit -->\n\n# Red\n\n## a\n\none\n\n## b\n\n${'two'.repeat(9)}\n\nElsewhere: c\n\nLink\n`,
    view: 'folded',
    leftOut: ['c'],
  });
});

it('shows the worst rows of a section that does not fit in full', () => {
  const sections = [section('a', 'always'), section('b', 'fold', rows(500)), section('c', 'fold')];
  expect(fitTo(sections, frame, { unit: 'characters', max: 135 })).toEqual({
    text: [
      '<!-- audit -->\n\n# Red\n\n## a\n\n## b\n\n| Failed |\n| - |\n| `test 0` |\n| `test 1` |\n| `test 2` |',
      'and 497 more',
      '## c',
      'Link\n',
    ].join('\n\n'),
    view: 'shortened',
    leftOut: [],
  });
});

it('shortens a section that is always kept only after leaving out all others', () => {
  const sections = [section('a', 'always', rows(90)), section('b', 'fold', paragraph('two'))];
  expect(fitTo(sections, frame, { unit: 'characters', max: 105 })).toEqual({
    text: [
      '<!-- audit -->\n\n# Red\n\n## a\n\n| Failed |\n| - |\n| `test 0` |\n| `test 1` |',
      'and 88 more',
      'Elsewhere: b',
      'Link\n',
    ].join('\n\n'),
    view: 'shortened',
    leftOut: ['b'],
  });
});

it('keeps only the frame if nothing else fits', () => {
  const sections = [section('a', 'always', paragraph('x'.repeat(200)))];
  expect([
    fitTo(sections, frame, { unit: 'characters', max: 60 }),
    fitTo(sections, frame, { unit: 'characters', max: 30 }),
  ]).toEqual([
    { text: '<!-- audit -->\n\n# Red\n\nElsewhere: a\n\nLink\n', view: 'minimal', leftOut: ['a'] },
    { text: '<!-- audit -->\n\n# Red\n\nLink\n', view: 'minimal', leftOut: ['a'] },
  ]);
});

it('throws for a limit below the size of the frame', () => {
  expect(() => fitTo([], frame, { unit: 'bytes', max: 20 })).toThrow(
    'the frame alone is over 20 bytes',
  );
});

it('counts bytes if the limit is in bytes', () => {
  const sections = [section('a', 'fold', paragraph('é'.repeat(100)))];
  const views = [160, 300].map((max) => fitTo(sections, frame, { unit: 'bytes', max }).view);
  expect(views).toEqual(['minimal', 'full']);
});

const anySection: fc.Arbitrary<RenderedSection> = fc.record({
  id: fc.uuid(),
  title: fc.string({ maxLength: 12 }),
  keep: fc.constantFrom('always' as const, 'fold' as const),
  blocks: fc.array(
    fc.oneof(
      anyText(90).map((value) => paragraph(value)),
      fc.integer({ min: 0, max: 40 }).map(rows),
      fc.array(fc.string(), { maxLength: 4 }).map((items) => list(items)),
      fc.integer({ min: 0, max: 40 }).map((count) => details('More', rows(count))),
    ),
    { maxLength: 4 },
  ),
});

it('keeps every view within its limit, as valid Markdown, and names what is missing', () => {
  fc.assert(
    fc.property(
      fc.uniqueArray(anySection, { maxLength: 6, selector: ({ id }) => id }),
      fc.record({
        unit: fc.constantFrom('bytes' as const, 'characters' as const),
        max: fc.integer({ min: 40, max: 3000 }),
      }),
      (sections, limit) => {
        const fitted: Fitted = fitTo(sections, frame, limit);
        expect(sizeIn(limit.unit, fitted.text)).toBeLessThanOrEqual(limit.max);
        expect(fitted.text.startsWith('<!-- audit -->\n\n# Red\n')).toBe(true);
        expect(fitted.text.endsWith('\n\nLink\n')).toBe(true);
        const html = everyNode(read(fitted.text)).flatMap((n) =>
          n.type === 'html' ? [n.value] : [],
        );
        expect(html.filter((value) => value === '</details>').length).toBe(
          html.filter((value) => value.startsWith('<details>')).length,
        );
        expect(fitted.view === 'full').toBe(
          toMarkdown(
            root(...frame.before, ...sections.flatMap((s) => s.blocks), ...frame.after),
          ) === fitted.text,
        );
        expect(fitTo(sections, frame, limit)).toEqual(fitted);
      },
    ),
    propertyOptions(50, 1000),
  );
});

it('shortens a table of 20,000 rows to fill a comment', () => {
  const fitted = fitTo([section('a', 'fold', rows(20_000))], frame, COMMENT_LIMIT);
  const tight = COMMENT_LIMIT.max - fitted.text.length < 100;
  expect({ view: fitted.view, tight }).toEqual({ view: 'shortened', tight: true });
});
