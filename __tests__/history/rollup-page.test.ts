import { createHash } from 'node:crypto';
import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import { JSDOM } from 'jsdom';
import { renderRollupPage } from '../../src/history/rollup/page.ts';
import { hostile } from '../render/markdown/hostile.ts';
import { propertyOptions } from '../runs.ts';
import { FAILED, fileOf, rollupOf, textAt } from './a-rollup.ts';

const rollup = rollupOf([
  fileOf(),
  fileOf({ ...FAILED, repository: 'acme/api' }),
  textAt('broken.json', '{'),
]);
const page = renderRollupPage(rollup, 'https://github.com');

/** The page in a browser, with the filter as a person sets it. */
function shownWith(words: string, verdict = ''): readonly (string | undefined)[] {
  const { window } = new JSDOM(page, { runScripts: 'dangerously' });
  const { document } = window;
  const form = document.querySelector<HTMLFormElement>('#filter');
  const field = (name: string) => form?.elements.namedItem(name) as HTMLInputElement;
  field('words').value = words;
  field('verdict').value = verdict;
  form?.dispatchEvent(new window.Event('input'));
  const rows = [...document.querySelectorAll<HTMLTableRowElement>('tr[data-verdict]')];
  const shown = rows.filter((row) => !row.hidden).map((row) => row.cells[0]?.textContent ?? '');
  return [form?.querySelector('output')?.textContent ?? '', ...shown];
}

it('shows every row at first, those that need attention first', () => {
  expect(shownWith('')).toEqual(['3 of 3 repositories', 'acme/api', 'broken.json', 'acme/webui']);
});

it('filters by words', () => {
  expect(shownWith('WEB passed')).toEqual(['1 of 3 repositories', 'acme/webui']);
});

it('filters by verdict', () => {
  expect(shownWith('', 'unknown')).toEqual(['1 of 3 repositories', 'broken.json']);
});

it('shows every row and no filter without scripts', () => {
  const { document } = new JSDOM(page).window;
  const form = document.querySelector<HTMLFormElement>('#filter');
  expect([
    form?.hidden,
    document.querySelectorAll('tr[data-verdict]:not([hidden])').length,
  ]).toEqual([true, 3]);
});

it('allows its one script by digest, and nothing else', () => {
  const scripts = [...page.matchAll(/<script>([\s\S]*?)<\/script>/g)].map(([, text = '']) => text);
  const digest = createHash('sha256')
    .update(scripts[0] ?? '')
    .digest('base64');
  expect(scripts.length).toBe(1);
  expect(page).toContain(
    `content="default-src 'none'; style-src 'unsafe-inline'; script-src 'sha256-${digest}'"`,
  );
});

it('every table is in a box that scrolls and that the keyboard reaches', () => {
  const { document } = new JSDOM(page).window;
  const boxes = [...document.querySelectorAll('table')].map((one) => one.parentElement);
  expect([
    boxes.length > 1,
    boxes.every((box) => box?.className === 'wide' && box.tabIndex === 0),
  ]).toEqual([true, true]);
});

it('untrusted text adds no element and no attribute', () => {
  const tags = (words: string): unknown => {
    const rules = { ...FAILED, repository: 'acme/api', title: words };
    const found = [fileOf({ title: words }), fileOf(rules), textAt('x', '{', words || 'x')];
    return renderRollupPage(rollupOf(found), 'https://github.com').match(/<[^>]*>/g);
  };
  fc.assert(
    fc.property(hostile, (words) => {
      expect(tags(words)).toEqual(tags('calm'));
    }),
    propertyOptions(40, 500),
  );
});
