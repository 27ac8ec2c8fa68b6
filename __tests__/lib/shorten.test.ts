import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import { shorten } from '../../src/lib/sanitize.ts';
import { propertyOptions } from '../runs.ts';

it('leaves a text that fits unchanged', () => {
  expect(shorten('😀'.repeat(140), 140)).toBe('😀'.repeat(140));
});

it('ends a longer text in an ellipsis and splits no character', () => {
  expect(shorten('😀'.repeat(141), 140)).toBe(`${'😀'.repeat(139)}…`);
});

it('leaves no joiner before the ellipsis', () => {
  expect(shorten('👩\u200D💻💻', 3)).toBe('👩…');
});

it('never exceeds the maximum and never splits a surrogate pair', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), fc.integer({ min: 1, max: 20 }), (value, max) => {
      const points = Array.from(shorten(value, max));
      expect(points.length).toBeLessThanOrEqual(max);
      expect(points.filter((point) => /[\uD800-\uDFFF]/u.test(point))).toEqual([]);
    }),
    propertyOptions(100, 2000),
  );
});
