import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import { PAGE_STYLE } from '../../src/history/html.ts';
import { milestoneFiles } from '../../src/history/milestone-files.ts';
import { milestoneHistory, trendRow } from '../../src/history/milestones.ts';

import { DARK, LIGHT } from '../../src/history/svg.ts';
import type { Measures, PreviousAudit } from '../../src/model/history.ts';
import { aGate, anAudit } from '../render/an-audit.ts';
import { hostile } from '../render/markdown/hostile.ts';
import { propertyOptions } from '../runs.ts';
import { places } from './a-chain.ts';

function earlier(milestone: string, more: Partial<PreviousAudit> = {}): PreviousAudit {
  return {
    ...trendRow(anAudit()),
    milestone,
    path: `docs/milestones/${milestone}/${milestone}_audit.json`,
    blob: 'b'.repeat(40),
    audited: 'a'.repeat(40),
    rules: [],
    completed_at: '2026-01-01T00:00:00Z',
    ...more,
  };
}

function filesOf(...others: readonly PreviousAudit[]): Readonly<Record<string, string>> {
  const files = milestoneFiles(milestoneHistory(anAudit(), others, places));
  return Object.fromEntries(
    files.map(({ path, content }) => [path.split('/').at(-1) ?? '', String(content)]),
  );
}

const idsIn = (index: string): unknown => index.match(/(?<=^\| \[)[^\]]+/gm);

it('lists every milestone in the index, newest first, by series', () => {
  const { 'README.md': index = '' } = filesOf(earlier('M00'), earlier('V15-M02'), earlier('M10.5'));
  expect(idsIn(index)).toEqual(['M10.5', 'M01', 'M00', 'V15-M02']);
  expect(index).toContain('## M00 to M10.5');
  expect(index).toContain('## V15-M02 to V15-M02');
});

it('links document, commit, and runs in a row, and shows the values of the audit', () => {
  const { 'README.md': index = '' } = filesOf();
  const audit = anAudit();
  expect(index.split('\n').find((line) => line.startsWith('| [M01]'))).toBe(
    `| [M01](M01/M01_audit.md) | ${audit.title} | \`m01-ci-truthfulness\` | [\`#2\`](https://github.com/acme/webui/pull/2) | [\`7b2e94c\`](https://github.com/acme/webui/commit/7b2e94c1d05f6a8392b4c6d8e0f1a3b5c7d9e1f3) | [\`22814396752\`](https://github.com/acme/webui/actions/runs/22814396752), [\`22814850488\`](https://github.com/acme/webui/actions/runs/22814850488) | 4.7 / 5 | Passed with exceptions | ${audit.evidence_completed_at} |`,
  );
});

it('leaves room for the labels of a chart of half a million tests', () => {
  const tests = { total: 500_000, passed: 500_000, origin: 'report', legs: [], duration_ms: null };
  const measures = { tests, coverage: [], benchmarks: [] } as Measures;
  const history = milestoneHistory(anAudit({ measures }), [earlier('M00', { measures })], places);
  const trend = milestoneFiles(history).find(({ path }) => path.endsWith('trend.svg'))?.content;
  const [, tick = '0'] =
    /<text x="([\d.]+)"[^>]*text-anchor="end"[^>]*>500,000</.exec(String(trend)) ?? [];
  const [, last = '999'] =
    /<text x="([\d.]+)"[^>]*font-weight="600"[^>]*>500,000</.exec(String(trend)) ?? [];
  const [, width = '0'] = /viewBox="0 0 (\d+)/.exec(String(trend)) ?? [];
  // A digit of the system fonts is at most 0.6 of the font's size wide, a bold one 0.7.
  expect([
    Number(tick) >= '500,000'.length * 16 * 0.6,
    Number(width) - Number(last) >= '500,000'.length * 16 * 0.7,
  ]).toEqual([true, true]);
});

it('folds rows beyond 60', () => {
  const many = Array.from({ length: 80 }, (_, at) => earlier(`M${at + 100}`));
  expect(filesOf(...many)['README.md']).toContain('<summary>21 older milestones</summary>');
});

it('writes the same files in any order of publishing', () => {
  const own = { ...earlier('M01'), ...trendRow(anAudit()) } as PreviousAudit;
  const other = anAudit({ milestone: 'M02', evidence_completed_at: '2026-05-01T00:00:00Z' });
  const memory = { flakes: [], deferrals: other.deferrals, lost: [], flow: [] };
  const second = { ...earlier('M02'), ...trendRow(other), memory } as PreviousAudit;
  const bare = { ...other, evidence: { ...other.evidence, flow: [] } };
  expect(milestoneFiles(milestoneHistory(anAudit(), [second], places))).toEqual(
    milestoneFiles(milestoneHistory(bare, [own], places)),
  );
});

it('shows the audit with the newest evidence in the badge', () => {
  const late = earlier('M02', { completed_at: '2027-01-01T00:00:00Z', score: 3.2, verdict: 'red' });
  expect(JSON.parse(filesOf(late)['badge.json'] ?? '')).toEqual({
    schemaVersion: 1,
    label: 'M02 audit',
    message: 'failed, 3.2–4.7 / 5',
    color: 'b62324',
  });
  expect(filesOf()['badge.svg']).toContain(
    'aria-label="M01 audit: passed with exceptions, 4.7 / 5"',
  );
});

it('names a changed or lost audit in the index and marks it on the page', () => {
  const files = filesOf(earlier('M00', { standing: 'changed' }));
  expect(files['README.md']).toContain('M00 was changed after the fact');
  expect(files['index.html']).toContain('⚠ changed later');
});

it('loads no external resource and no script in images and page', () => {
  const files = filesOf(earlier('M00'));
  for (const name of ['index.html', 'trend.svg', 'trend-dark.svg', 'flow.svg', 'badge.svg']) {
    const text = files[name] ?? '';
    expect(text).not.toMatch(/<script|<link|<iframe|@import|url\((?!#r\))|(?:src|xlink:href)="/);
    expect(
      text
        .match(/https?:\/\/[^"]+/g)
        ?.filter((url) => !/^https?:\/\/(?:github\.com|www\.w3\.org)\//.test(url)),
    ).toEqual(text.includes('http') ? [] : undefined);
  }
});

it('escapes untrusted text in elements and attributes', () => {
  fc.assert(
    fc.property(hostile, (words) => {
      const { 'index.html': page = '' } = filesOf(earlier('M00', { title: words, branch: words }));
      const { 'index.html': calm = '' } = filesOf(earlier('M00', { title: 'x', branch: 'x' }));
      const tags = (text: string): unknown => text.match(/<[^>]*>/g);
      expect(tags(page)).toEqual(tags(calm));
    }),
    propertyOptions(60, 1000),
  );
});

/** Relative luminance and contrast by WCAG 2.2. */
function contrast(a: string, b: string): number {
  const light = (hex: string): number => {
    const [r = 0, g = 0, blue = 0] = [1, 3, 5].map((at) => {
      const part = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
      return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * r + 0.7152 * g + 0.0722 * blue;
  };
  const [high = 0, low = 0] = [light(a), light(b)].sort((one, other) => other - one);
  return (high + 0.05) / (low + 0.05);
}

it.each([
  ['light', LIGHT],
  ['dark', DARK],
])('gives text and marks enough contrast in the %s theme', (_, theme) => {
  const { page, grid: __, ...inks } = theme;
  for (const ink of Object.values(inks)) expect(contrast(ink, page)).toBeGreaterThanOrEqual(4.5);
});

/** The colours that the page's style gives one theme, by name. */
function pageColours(block: RegExp): Readonly<Record<string, string>> {
  const declared = block.exec(PAGE_STYLE)?.[1] ?? '';
  return Object.fromEntries(
    [...declared.matchAll(/--([a-z]+):(#[0-9a-f]{6})/g)].map(([, name = '', hex = '']) => [
      name,
      hex,
    ]),
  );
}

it.each([
  ['light', /^:root\{color-scheme:light dark;(.*)\}$/m],
  ['dark', /^@media \(prefers-color-scheme:dark\)\{:root\{(.*)\}\}$/m],
])('gives the text of page and table headers enough contrast in the %s theme', (_, block) => {
  const colours = pageColours(block);
  const measured = ['text', 'muted', 'link', 'green', 'yellow', 'red'].flatMap((ink) =>
    ['page', 'soft'].map((ground) => contrast(colours[ink] ?? '', colours[ground] ?? '')),
  );
  expect(measured).toHaveLength(12);
  for (const one of measured) expect(one).toBeGreaterThanOrEqual(4.5);
});

it('draws every chart of the page as a separate image with its values as text', () => {
  const { 'index.html': page = '' } = filesOf(earlier('M00', { score: 3.2, verdict: 'red' }));
  const names = [...page.matchAll(/aria-labelledby="(\S+)-t \1-d"/g)].map(([, id]) => id);
  expect(new Set(names).size).toBe(names.length);
  expect(page).toContain('>M00: 3.2–4.7 (Failed), M01: 4.7 (Passed with exceptions)</desc>');
});

it('gives the text of a badge enough contrast', () => {
  for (const colour of ['#3d444d', '#1a7f37', '#8a5d00', '#b62324']) {
    expect(contrast('#ffffff', colour)).toBeGreaterThanOrEqual(4.5);
  }
});

it('draws the minimum score and what the gates ask for, and says so', () => {
  const gate = aGate('Size', 'passed', 'it holds', 'tests.total >= 30');
  const tests = { total: 35, passed: 35, origin: 'report', legs: [], duration_ms: null } as const;
  const measures = { tests: { ...tests, legs: [] }, coverage: [], benchmarks: [] };
  const audit = anAudit({ minimum_score: 4, gates: [gate], measures });
  const history = milestoneHistory(audit, [earlier('M00', { measures })], places);
  const page = String(milestoneFiles(history).find(({ path }) => path.endsWith('.html'))?.content);
  expect([
    page.match(/minimum \d+(?=<\/text>)/g),
    page.includes('A dashed line is the minimum'),
  ]).toEqual([['minimum 4', 'minimum 30'], true]);
});

it('draws no minimum where none is asked for, and says what decides', () => {
  const { 'index.html': page = '' } = filesOf(earlier('M00'));
  expect([page.includes('stroke-dasharray'), page.includes('gates decide, not the score')]).toEqual(
    [false, true],
  );
});

it('draws how far missing evidence leaves a score open', () => {
  const bars = (score_max: number): number => {
    const { 'index.html': page = '' } = filesOf(earlier('M00', { score: 1.7, score_max }));
    return page.match(/<path d="M[\d.]+ [\d.]+V[\d.]+M/g)?.length ?? 0;
  };
  expect([bars(1.7), bars(4.9)]).toEqual([0, 1]);
});
