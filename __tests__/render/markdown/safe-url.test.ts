import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import { safeUrl } from '../../../src/render/markdown/escape.ts';
import { propertyOptions } from '../../runs.ts';
import { hostile } from './hostile.ts';

it.each([
  ['https://github.com/o/r/actions/runs/1', 'https://github.com/o/r/actions/runs/1'],
  ['HTTP://Host.example', 'http://host.example/'],
  ['https://h.example/a b|c`d(e)"f\u202E', 'https://h.example/a%20b%7Cc%60d%28e%29%22f%E2%80%AE'],
  ["https://h.example/?q='<x>'\\", 'https://h.example/?q=%27%3Cx%3E%27%5C'],
  ['../M02/M02_audit.md#top', '../M02/M02_audit.md#top'],
  ['#evidence', '#evidence'],
])('accepts %s', (url, href) => {
  expect(safeUrl(url)).toBe(href);
});

it.each([
  'javascript:alert(1)',
  'data:text/html,x',
  'ftp://h.example',
  'file:///etc/passwd',
  '//h.example',
  '/rooted',
  'a/../../b',
  'a b',
  'https://user:word@h.example',
  'https://token@h.example',
  'https://',
  'https://[::1]/',
  'mailto:a@b.example',
  '',
  `https://h.example/${'a'.repeat(2048)}`,
])('rejects %s', (url) => {
  expect(safeUrl(url)).toBe(undefined);
});

it('returns no character that Markdown, HTML, or a table interprets', () => {
  fc.assert(
    fc.property(hostile, (value) => {
      expect(safeUrl(`https://h.example/${value}`) ?? '').not.toMatch(
        /[\s<>"'`|()[\]\\{}^]|[^!-~]/,
      );
    }),
    propertyOptions(100, 2000),
  );
});
