import { programmePaths } from '../model/audit-paths.ts';
import type { FileAddition } from '../model/forge.ts';
import type { TrendRow } from '../model/trend.ts';
import { DARK, LIGHT } from './chart.ts';
import { renderIndex } from './index-document.ts';
import type { Programme } from './milestones.ts';
import { renderPage } from './page.ts';
import { flowPicture, trendPicture } from './pictures.ts';
import { px, xml } from './xml.ts';

/** Dark enough for white letters: at least 4.5 : 1. */
const COLOURS = { green: '#1a7f37', yellow: '#8a5d00', red: '#b62324' } as const;

/** Widths of Verdana at 11 pixels, about: enough to leave the words their room on any machine. */
const NARROW = 4.2;
const WIDE = 7.4;

function widthOf(words: string): number {
  return [...words].reduce((sum, one) => sum + (/[\s.,:;|!ilI/]/.test(one) ? NARROW : WIDE), 0);
}

function wordsOf({ milestone, score }: TrendRow): readonly [string, string] {
  return [`${milestone} audit`, score === null ? 'not measured' : `${score.toFixed(1)} / 5`];
}

/** The newest audit's score as a badge. */
function badgePicture(row: TrendRow): string {
  const [label, value] = wordsOf(row);
  const left = Math.round(widthOf(label) + 12);
  const right = Math.round(widthOf(value) + 12);
  const alt = xml(`${label}: ${value}, ${row.verdict}`);
  const words = (x: number, one: string): string =>
    `<text x="${px(x)}" y="14" fill="#ffffff" text-anchor="middle">${xml(one, 60)}</text>`;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${left + right}" height="20" role="img" aria-label="${alt}" font-family="Verdana,Geneva,'DejaVu Sans',sans-serif" font-size="11">`,
    `<title>${alt}</title>`,
    `<clipPath id="r"><rect width="${left + right}" height="20" rx="3"/></clipPath>`,
    `<g clip-path="url(#r)"><rect width="${left}" height="20" fill="#3d444d"/><rect x="${left}" width="${right}" height="20" fill="${COLOURS[row.verdict]}"/></g>`,
    words(left / 2, label) + words(left + right / 2, value),
    '</svg>\n',
  ].join('\n');
}

/** The same for a shields.io endpoint badge (shields.io, "Endpoint Badge": schemaVersion 1). */
function badgeEndpoint(row: TrendRow): string {
  const [label, message] = wordsOf(row);
  const color = COLOURS[row.verdict].slice(1);
  return `${JSON.stringify({ schemaVersion: 1, label, message, color }, null, 2)}\n`;
}

/** Index, page, pictures and badge of a programme: the same audits give the same bytes. */
export function programmeFiles(programme: Programme): readonly FileAddition[] {
  const paths = programmePaths(programme.places);
  if (paths === undefined) return [];
  const { flow, newest } = programme;
  return [
    { path: paths.index, text: renderIndex(programme) },
    { path: paths.page, text: renderPage(programme) },
    { path: paths.trend, text: trendPicture(programme, LIGHT) },
    { path: paths.trendDark, text: trendPicture(programme, DARK) },
    ...(flow.length === 0
      ? []
      : [
          { path: paths.flow, text: flowPicture(newest.milestone, flow, LIGHT) },
          { path: paths.flowDark, text: flowPicture(newest.milestone, flow, DARK) },
        ]),
    { path: paths.badge, text: badgePicture(newest) },
    { path: paths.badgeJson, text: badgeEndpoint(newest) },
  ];
}
