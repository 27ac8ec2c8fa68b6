import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import { sanitize, sanitizeLines } from '../../src/lib/sanitize.ts';
import { hostile } from '../render/markdown/hostile.ts';
import { propertyOptions } from '../runs.ts';

it('spells out invisible characters', () => {
  expect(sanitize('a\u202Eb\u200Bc\u0000d\u{E0041}e\uFEFFf')).toBe(
    'a⟨U+202E⟩b⟨U+200B⟩c⟨U+0000⟩d⟨U+E0041⟩e⟨U+FEFF⟩f',
  );
});

it('keeps joiners and selectors of emoji but not of letters', () => {
  expect(sanitize('👩\u200D💻 ⚠\uFE0F a\u200Db\uFE0F')).toBe(
    '👩\u200D💻 ⚠\uFE0F a⟨U+200D⟩b⟨U+FE0F⟩',
  );
});

it('does not take an invisible character for an emoji', () => {
  expect(sanitize('\u2060\uFE0F')).toBe('⟨U+2060⟩⟨U+FE0F⟩');
});

it('removes terminal colors and hyperlinks', () => {
  expect(
    sanitize('\u001B[1;31mred\u001B[0m \u001B]8;;https://x.example\u0007go\u001B]8;;\u0007'),
  ).toBe('red go');
});

it('shows a leftover escape character', () => {
  expect(sanitize('\u001B\u001B[0m[31m')).toBe('⟨U+001B⟩[31m');
});

it('replaces line ends and runs of white space with one space', () => {
  expect(sanitize('a\r\n\u2028\t b\u00A0c')).toBe('a b c');
});

it('replaces a lone surrogate with the replacement character', () => {
  expect(sanitize('a\uD800b')).toBe('a\uFFFDb');
});

it('cuts a name of a megabyte to 300 code points', () => {
  expect(sanitize('x'.repeat(1_000_000))).toBe(`${'x'.repeat(299)}…`);
});

it('hides credentials before cutting', () => {
  expect(sanitize(`${'x'.repeat(280)} ghp_${'a'.repeat(36)}`)).toBe(
    `${'x'.repeat(280)} [redacted-GitHub-t…`,
  );
});

it('hides what a cut makes look like a password', () => {
  const once = sanitize('[a]: https://evil.example::error::x', 28);
  expect(sanitize(once, 28)).toBe(once);
});

it('keeps lines and indentation of a block and counts omitted lines', () => {
  expect(sanitizeLines('a\r\n\tb  c\u202E\n\nd\n\n', 3)).toBe(
    'a\n    b  c⟨U+202E⟩\n\n… and 1 more lines',
  );
});

it('hides all lines of a private key', () => {
  const key = '-----BEGIN RSA PRIVATE KEY-----\nMIIE\nabc\n-----END RSA PRIVATE KEY-----';
  expect(sanitizeLines(`before\n${key}\nafter`, 10)).toBe(
    'before\n[redacted-private-key]\n\n\n\nafter',
  );
});

it('is idempotent and never exceeds the maximum length', () => {
  fc.assert(
    fc.property(hostile, fc.integer({ min: 1, max: 60 }), (value, max) => {
      const once = sanitize(value, max);
      expect(sanitize(once, max)).toBe(once);
      expect(Array.from(once).length).toBeLessThanOrEqual(max);
    }),
    propertyOptions(100, 2000),
  );
});
