import { createHash } from 'node:crypto';
import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import { JSDOM } from 'jsdom';
import { renderRollupPage } from '../../src/history/rollup/page.ts';
import type { FoundFile } from '../../src/history/rollup/rows.ts';
import { hostile } from '../render/markdown/hostile.ts';
import { propertyOptions } from '../runs.ts';
import { FAILED, fileOf, mixedRollup, rollupOf, textAt } from './a-rollup.ts';

const rollup = rollupOf([
  fileOf(),
  fileOf({ ...FAILED, repository: 'acme/api' }),
  textAt('broken.json', '{'),
]);
const SERVER = 'https://github.com';
const page = renderRollupPage(rollup, SERVER);
const pageFor = (found: readonly FoundFile[]): string => renderRollupPage(rollupOf(found), SERVER);

/** The page in a browser, with the filter as a person sets it. */
function shownWith(words: string, verdict = '', html = page): readonly (string | undefined)[] {
  const { window } = new JSDOM(html, { runScripts: 'dangerously' });
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

it('filters by the start of a config’s digest, which tells its versions apart', () => {
  const found = ['c', 'e'].map((digit) =>
    fileOf({ repository: `acme/${digit}`, config_sha256: digit.repeat(64) }),
  );
  expect(shownWith('eeeeeeeeeeee', '', pageFor(found))).toEqual(['1 of 2 repositories', 'acme/e']);
});

it('shows what failed before what is not known', () => {
  const open = { ...FAILED, outcome: 'INSUFFICIENT_EVIDENCE', score: 0 } as const;
  const found = [fileOf({ ...open, repository: 'acme/open' }), fileOf({ ...FAILED })];
  expect(shownWith('', '', pageFor(found)).slice(1)).toEqual(['acme/webui', 'acme/open']);
});

it('one row for each repository, whatever its file has in it', () => {
  const [count] = shownWith('', '', renderRollupPage(mixedRollup(80), SERVER));
  expect(count).toBe('80 of 80 repositories');
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
