import { historyPaths } from '../model/audit-paths.ts';
import type { FileAddition } from '../model/forge.ts';
import type { TrendRow } from '../model/history.ts';
import { printOverall, rowWords } from '../render/format/labels.ts';
import { renderIndex } from './index-document.ts';
import type { MilestoneHistory } from './milestones.ts';
import { renderPage } from './page.ts';
import { flowPicture, trendPicture } from './pictures.ts';
import { DARK, escaped, LIGHT, px } from './svg.ts';

/** Returns index, page, images, and badge of all milestones. The same audits give the same bytes. */
export function milestoneFiles(history: MilestoneHistory): readonly FileAddition[] {
  const paths = historyPaths(history.places);
  if (paths === undefined) return [];
  const { flow, newest } = history;
  return [
    { path: paths.index, content: renderIndex(history) },
    { path: paths.page, content: renderPage(history) },
    { path: paths.trend, content: trendPicture(history, LIGHT) },
    { path: paths.trendDark, content: trendPicture(history, DARK) },
    ...(flow.length === 0
      ? []
      : [
          { path: paths.flow, content: flowPicture(newest.milestone, flow, LIGHT) },
          { path: paths.flowDark, content: flowPicture(newest.milestone, flow, DARK) },
        ]),
    { path: paths.badge, content: badgePicture(newest) },
    { path: paths.badgeJson, content: badgeEndpoint(newest) },
  ];
}

/** Contrast with white letters is at least 4.5:1. */
const COLORS = { green: '#1a7f37', yellow: '#8a5d00', red: '#b62324' } as const;

/** Approximate widths of Verdana at 11 pixels, wide enough for other fonts. */
const NARROW = 4.2;
const WIDE = 7.4;

function textWidth(words: string): number {
  return [...words].reduce((sum, one) => sum + (/[\s.,:;|!ilI/]/.test(one) ? NARROW : WIDE), 0);
}

function badgeTexts(row: TrendRow): readonly [string, string] {
  return [`${row.milestone} audit`, `${rowWords(row).toLowerCase()}, ${printOverall(row)}`];
}

/** Returns the newest audit's verdict and score as a badge. */
function badgePicture(row: TrendRow): string {
  const [label, value] = badgeTexts(row);
  const left = Math.round(textWidth(label) + 12);
  const right = Math.round(textWidth(value) + 12);
  const alt = escaped(`${label}: ${value}`);
  const words = (x: number, one: string): string =>
    `<text x="${px(x)}" y="14" fill="#ffffff" text-anchor="middle">${escaped(one, 60)}</text>`;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${left + right}" height="20" role="img" aria-label="${alt}" font-family="Verdana,Geneva,'DejaVu Sans',sans-serif" font-size="11">`,
    `<title>${alt}</title>`,
    `<clipPath id="r"><rect width="${left + right}" height="20" rx="3"/></clipPath>`,
    `<g clip-path="url(#r)"><rect width="${left}" height="20" fill="#3d444d"/><rect x="${left}" width="${right}" height="20" fill="${COLORS[row.verdict]}"/></g>`,
    words(left / 2, label) + words(left + right / 2, value),
    '</svg>\n',
  ].join('\n');
}

/** Returns the same badge for a shields.io endpoint badge (shields.io, "Endpoint Badge": schemaVersion 1). */
function badgeEndpoint(row: TrendRow): string {
  const [label, message] = badgeTexts(row);
  const color = COLORS[row.verdict].slice(1);
  return `${JSON.stringify({ schemaVersion: 1, label, message, color }, null, 2)}\n`;
}
