import { expect, it } from '@jest/globals';
import { readNotes } from '../../../src/collect/sources/notes.ts';

it('reads paragraphs and list items by heading, without markup, code, and comments', () => {
  const text = [
    'Before any heading,',
    'on two lines.',
    '',
    '# M01 notes',
    '## **Stub** Architecture',
    '- loader: `_StubFinder`',
    '  that resolves imports',
    '* [link](https://example.org)',
    '> quoted',
    '```',
    'code',
    '```',
    '<!-- hidden -->',
    'A paragraph.',
  ].join('\n');
  expect(readNotes(text)).toEqual({
    sections: [
      { title: '', line: 1, lines: ['Before any heading, on two lines.'] },
      {
        title: 'Stub Architecture',
        line: 5,
        lines: ['loader: _StubFinder that resolves imports', 'link', 'quoted', 'A paragraph.'],
      },
    ],
    omitted: 0,
  });
});

it('reads at most 40 paragraphs of 400 characters and counts the others', () => {
  const item = `- ${'x'.repeat(480)}`;
  const { sections, omitted } = readNotes(Array.from({ length: 50 }, () => item).join('\n'));
  const [section] = sections;
  expect([section?.lines.length, section?.lines[0]?.length, omitted]).toEqual([40, 400, 10]);
});
