import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { deleteFile, editFile } from '../sandbox/edit-story.ts';
import { runAction } from '../sandbox/runner/run-action.ts';
import { loadStory, type Story, startSandbox } from '../sandbox/start-sandbox.ts';
import { look, pageOf, type Theme, withBrowser } from './look/screenshot.ts';

/**
 * Makes the pictures of the README: the shipped action comments on the pull request of the demo, once as the
 * demo tells it, and once without the deferral and with a weakened workflow.
 *
 *     npm run pictures          into docs/images
 */
const OUT = 'docs/images';
const WIDTH = 780;
const THEMES: readonly Theme[] = ['light', 'dark'];
const HEAD = 'm01-ci-truthfulness';
const WORKFLOWS = '.github/workflows';

/** What an author in a hurry does to a failing pull request. */
function weakened(story: Story): Story {
  deleteFile(story, HEAD, 'docs/milestones/deferred.yml');
  editFile(story, HEAD, `${WORKFLOWS}/tests.yml`, (text) =>
    text.replace('--fail-under=60', '--fail-under=40'),
  );
  editFile(story, HEAD, `${WORKFLOWS}/linter.yml`, (text) =>
    text.replace(/^( +)- name: ruff\n/m, '$1- name: ruff\n$1  continue-on-error: true\n'),
  );
  return story;
}

async function commentOn(story: Story, folder: string): Promise<string> {
  const sandbox = await startSandbox(story);
  try {
    const { name, payload, github } = sandbox.event('workflow_run');
    const api = { api_url: sandbox.url, graphql_url: sandbox.graphqlUrl };
    await runAction({
      action: resolve('.'),
      folder,
      token: sandbox.token,
      event: { name, payload },
      github: { ...github, repository: sandbox.repository, ...api },
    });
    return sandbox.world.comments.at(-1)?.body ?? '';
  } finally {
    await sandbox.close();
  }
}

const folder = mkdtempSync(join(tmpdir(), 'milestone-audit-pictures-'));
await withBrowser(async (browser) => {
  const story = (): Story => loadStory(join('sandbox', 'stories', 'm01'));
  for (const [name, told] of [
    ['failed', weakened(story())],
    ['passed', story()],
  ] as const) {
    const comment = await commentOn(told, join(folder, name));
    for (const theme of THEMES) {
      const png = join(OUT, `comment-${name}-${theme}.png`);
      await look(browser, pageOf(comment, theme), png, WIDTH, theme);
    }
    console.log(`${OUT}/comment-${name}-{light,dark}.png`);
  }
}).finally(() => rmSync(folder, { recursive: true, force: true }));
