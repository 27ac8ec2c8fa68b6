import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { deleteFile, editFile } from '../../sandbox/edit-story.ts';
import { runAction } from '../../sandbox/runner/run-action.ts';
import { loadStory, type Story, startSandbox } from '../../sandbox/start-sandbox.ts';

/* What the pictures of the README show: comments of the shipped action on the pull request of the demo. */

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

/** The stories of the pictures by name: the demo with a weakened workflow and no deferral, and as it is. */
const STORIES: Readonly<Record<string, (story: Story) => Story>> = {
  failed: weakened,
  passed: (story) => story,
};

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

/** Returns the comment of each picture by its name. */
export async function pictureComments(): Promise<ReadonlyMap<string, string>> {
  const folder = mkdtempSync(join(tmpdir(), 'milestone-audit-pictures-'));
  try {
    const comments = new Map<string, string>();
    for (const [name, change] of Object.entries(STORIES)) {
      const story = change(loadStory(join('sandbox', 'stories', 'm01')));
      comments.set(name, await commentOn(story, join(folder, name)));
    }
    return comments;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/**
 * Returns a digest of what a picture shows of a comment: without folds, links and the marker, and without
 * the version of the program, which a release changes.
 */
export function digestOfPicture(comment: string): string {
  const shown = comment
    .replace(/<summary>([^\n]*)<\/summary>[\s\S]*?<\/details>/g, '$1')
    .replace(/<!--[\s\S]*?-->/g, '')
    .replace(/\]\([^)\s]*\)/g, ']')
    .replace(/milestone-audit \d[\w.-]*/g, 'milestone-audit')
    .trim();
  return createHash('sha256').update(shown).digest('hex');
}
