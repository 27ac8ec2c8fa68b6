import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from '@jest/globals';
import { digestOfPicture, pictureComments } from '../../scripts/pictures/comments.ts';
import { ROOT } from './pages.ts';

/* After a wanted change of the comment, `npm run pictures` makes the pictures again. */

const images = join(ROOT, 'docs/images');

it('shows in the README what the action comments now', async () => {
  const comments = await pictureComments();
  const now = Object.fromEntries(
    [...comments].map(([name, text]) => [name, digestOfPicture(text)]),
  );
  expect(JSON.parse(readFileSync(join(images, 'comments.json'), 'utf8'))).toEqual(now);
});

it('has the picture of each comment that the README shows, in both themes', () => {
  const readme = readFileSync(join(ROOT, 'README.md'), 'utf8');
  const shown = [...readme.matchAll(/docs\/images\/([\w-]+\.png)/g)].map(([, file = '']) => file);
  expect(shown.length).toBeGreaterThanOrEqual(4);
  expect(shown.filter((file) => !existsSync(join(images, file)))).toEqual([]);
});

it('does not depend on folds, links, the marker, and the version', () => {
  const page = (version: string, id: number): string =>
    `## Failed [log](https://x/${id})\n\n<details>\n<summary>3 gates</summary>\n${id}\n</details>\n\n*milestone-audit ${version}*\n<!-- m ${id} -->`;
  expect(digestOfPicture(page('0.1.0', 1))).toBe(digestOfPicture(page('1.2.0-rc.1', 2)));
});

it('depends on the words', () => {
  expect(digestOfPicture('## Failed')).not.toBe(digestOfPicture('## Passed'));
});
