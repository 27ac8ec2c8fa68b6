import { programmePaths } from '../model/audit-paths.ts';
import type { FileAddition } from '../model/forge.ts';
import { badgeEndpoint, badgePicture } from './badge.ts';
import { flowPicture } from './flow-picture.ts';
import { renderIndex } from './index-document.ts';
import { renderPage } from './page.ts';
import type { Programme } from './programme.ts';
import { DARK, LIGHT } from './theme.ts';
import { trendPicture } from './trend-picture.ts';

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
