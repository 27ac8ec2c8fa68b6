import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import { sanitize } from '../../../src/lib/sanitize.ts';
import { marker, markerText, readMarker } from '../../../src/render/markdown/marker.ts';
import { toMarkdown } from '../../../src/render/markdown/serialize.ts';
import { root } from '../../../src/render/markdown/tree.ts';
import { propertyOptions } from '../../runs.ts';
import { hostile } from './hostile.ts';
import { read } from './reading.ts';

it('writes a marker as one invisible line', () => {
  expect(toMarkdown(root(marker('milestone-audit', { key: 'a--> b', run: '7' })))).toBe(
    '<!-- milestone-audit key=a%2D%2D%3E%20b run=7 -->\n',
  );
});

it('reads a marker at the start or on the last line, and ignores others', () => {
  const text = markerText('milestone-audit');
  expect([
    readMarker(text, 'milestone-audit'),
    readMarker(text, 'milestone'),
    readMarker(`x\n\n${text}\n`, 'milestone-audit'),
    readMarker(`${text}\n\nx`, 'milestone-audit'),
    readMarker(`x\n${text}\ny`, 'milestone-audit'),
    readMarker(`x ${text}`, 'milestone-audit'),
  ]).toEqual([{}, undefined, {}, {}, undefined, undefined]);
});

it('keeps a field that cannot be decoded unchanged', () => {
  expect(readMarker('<!-- a key=%FF -->', 'a')).toEqual({ key: '%FF' });
});

it('throws for a name with blanks', () => {
  expect(() => markerText('a -->')).toThrow('not a marker name: "a -->"');
});

it('parses every value of a marker unchanged', () => {
  fc.assert(
    fc.property(hostile, (value) => {
      const text = markerText('a', { key: value });
      expect(readMarker(text, 'a')).toEqual({ key: sanitize(value, 4000) });
      expect(read(text).children).toEqual([{ type: 'html', value: text }]);
      expect(text.slice(4, -3)).not.toMatch(/--|[<>]/);
    }),
    propertyOptions(100, 2000),
  );
});
