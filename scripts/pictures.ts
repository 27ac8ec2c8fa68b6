import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { look, pageOf, type Theme, withBrowser } from './look/screenshot.ts';
import { digestOfPicture, pictureComments } from './pictures/comments.ts';

/**
 * Makes the pictures of the README, and `comments.json` with a digest of what each shows, by which a test
 * sees that a picture is out of date.
 *
 *     npm run pictures          into docs/images
 */
const OUT = 'docs/images';
const WIDTH = 780;
const THEMES: readonly Theme[] = ['light', 'dark'];

const comments = await pictureComments();
await withBrowser(async (browser) => {
  for (const [name, comment] of comments) {
    for (const theme of THEMES) {
      const png = join(OUT, `comment-${name}-${theme}.png`);
      await look(browser, pageOf(comment, theme), png, WIDTH, theme);
    }
    console.log(`${OUT}/comment-${name}-{light,dark}.png`);
  }
});
const digests = [...comments].map(([name, comment]) => [name, digestOfPicture(comment)] as const);
const text = JSON.stringify(Object.fromEntries(digests), undefined, 2);
writeFileSync(join(OUT, 'comments.json'), `${text}\n`);
