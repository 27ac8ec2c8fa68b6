import { expect, it } from '@jest/globals';
import { inked, linked, styleOf } from '../../src/cli/style.ts';

const TTY = { isTTY: true, columns: 80 };

it.each([
  [{}, {}, { width: 100, color: false, wraps: false, links: false }],
  [TTY, {}, { width: 80, color: true, wraps: true, links: false }],
  [{ isTTY: true, columns: 300 }, {}, { width: 120, color: true, wraps: true, links: false }],
  [TTY, { NO_COLOR: '1' }, { width: 80, color: false, wraps: true, links: false }],
  [TTY, { NO_COLOR: '' }, { width: 80, color: true, wraps: true, links: false }],
  [{ isTTY: true }, { TERM: 'dumb' }, { width: 80, color: false, wraps: true, links: false }],
  [{}, { FORCE_COLOR: '1' }, { width: 100, color: true, wraps: false, links: false }],
  [{}, { FORCE_COLOR: '0' }, { width: 100, color: false, wraps: false, links: false }],
  [
    TTY,
    { FORCE_COLOR: '1', NO_COLOR: '1' },
    { width: 80, color: false, wraps: true, links: false },
  ],
  [TTY, { TERM_PROGRAM: 'WezTerm' }, { width: 80, color: true, wraps: true, links: true }],
  [TTY, { VTE_VERSION: '7600' }, { width: 80, color: true, wraps: true, links: true }],
  [TTY, { VTE_VERSION: '4999' }, { width: 80, color: true, wraps: true, links: false }],
  [
    TTY,
    { WT_SESSION: 'x', FORCE_HYPERLINK: '0' },
    { width: 80, color: true, wraps: true, links: false },
  ],
  [
    TTY,
    { FORCE_HYPERLINK: '1', NO_COLOR: '1' },
    { width: 80, color: false, wraps: true, links: true },
  ],
  [{}, { TERM_PROGRAM: 'WezTerm' }, { width: 100, color: false, wraps: false, links: false }],
])('%j with %j is shown as %j', (stream, env, style) => {
  expect(styleOf(stream, env)).toEqual(style);
});

it('a text opens its address where the terminal can, and is only itself elsewhere', () => {
  const style = { width: 80, color: false, links: true };
  const url = 'https://github.com/octo/till';
  expect(linked(style, 'till', url)).toBe(`\u001b]8;;${url}\u001b\\till\u001b]8;;\u001b\\`);
  expect(linked({ ...style, links: false }, 'till', url)).toBe('till');
  expect(linked(style, 'till', undefined)).toBe('till');
});

it('an address that could end the sequence or is none of the web opens nothing', () => {
  const style = { width: 80, color: false, links: true };
  const bad = ['https://a/\u001b\\x', 'https://a/b c', 'javascript:alert(1)', 'file:///etc/passwd'];
  expect(bad.map((url) => linked(style, 'text', url))).toEqual(bad.map(() => 'text'));
});

it('an ink ends itself, so that the next text has none', () => {
  expect(inked({ width: 80, color: true }, 'red', 'no')).toBe('\u001b[31mno\u001b[39m');
});
