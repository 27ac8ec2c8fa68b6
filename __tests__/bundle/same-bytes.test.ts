import { expect, it } from '@jest/globals';
import type { Sandbox, Story } from '../../sandbox/start-sandbox.ts';
import { type Ended, m01, onStage } from './stage.ts';

/** Everything that is published; the port of the API is another one at every start. */
const published = (ended: Ended, { world, url }: Sandbox): unknown => ({
  json: ended.json,
  document: ended.document,
  evidence: ended.evidence,
  summary: ended.summary.replaceAll(url, 'https://api.github.com'),
  comment: world.comments.map(({ body }) => body),
  statuses: world.statuses.map(({ state, description }) => [state, description]),
});

const backwards = <T>(record: Record<string, T>): Record<string, T> =>
  Object.fromEntries(Object.entries(record).reverse());

/** The same facts, listed in another order wherever GitHub promises none. */
function shuffled(story: Story): void {
  story.runs.reverse();
  for (const run of story.runs) run.artifacts.reverse();
  story.milestones.reverse();
  story.issues.reverse();
  story.actions = backwards(story.actions);
  story.people = backwards(story.people);
  for (const commit of story.commits) commit.write = backwards(commit.write);
}

/** Languages and zones whose sorting, case and calendar differ most from ours. */
const ELSEWHERE: readonly Readonly<Record<string, string>>[] = [
  { TZ: 'Pacific/Kiritimati', LANG: 'tr_TR.UTF-8', LC_ALL: 'tr_TR.UTF-8' },
  { TZ: 'America/St_Johns', LANG: 'ar_EG.UTF-8', LC_ALL: 'ar_EG.UTF-8' },
  { TZ: 'UTC', LANG: 'C', LC_ALL: 'C' },
];

it.concurrent.each(['pull_request', 'push'] as const)(
  'the same evidence gives the same bytes: zones, languages and the order of lists vary (%s)',
  async (event) => {
    const told = (change: (story: Story) => void, env: Readonly<Record<string, string>>) => {
      const story = m01();
      change(story);
      return onStage(story, async ({ sandbox, audit }) => {
        if (event === 'push') sandbox.merge();
        return published(await audit(event, { env }), sandbox);
      });
    };
    const usual = await told(() => undefined, {});
    const others = await Promise.all([...ELSEWHERE.map((env) => told(shuffled, env))]);
    for (const other of others) expect(other).toEqual(usual);
  },
);
