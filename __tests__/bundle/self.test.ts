import { join } from 'node:path';
import { expect, it } from '@jest/globals';
import { loadStory, type Story, startSandbox } from '../../sandbox/start-sandbox.ts';
import { onStage } from './stage.ts';

const STORY = join(import.meta.dirname, '../../sandbox/stories/self');

/** Cases of the recorded JUnit reports, counted in the text: nobody typed them. */
function recordedCases(story: Story): number {
  const files = story.runs.flatMap(({ artifacts }) => artifacts.map((one) => one.files));
  const texts = files.flatMap((all) => Object.values(all)).map(String);
  return texts
    .map((text) => text.match(/<testcase[ >]/g)?.length ?? 0)
    .reduce((sum, count) => sum + count, 0);
}

it('the recorded run of this project is audited: every case is counted, every step and report is named', () => {
  const story = loadStory(STORY);
  const [run] = story.runs;
  const uploaded = run?.artifacts.map(({ name }) => name) ?? [];
  return onStage(story, async ({ audit, sandbox }) => {
    const { inputs } = sandbox.world.audit;
    const { audit: made, document } = await audit('workflow_dispatch', { given: inputs });
    expect(made?.milestone).toBe(inputs['milestone']);
    expect(made?.commits.audited).toBe(story.recorded?.head);
    expect(made?.runs.flatMap(({ jobs }) => jobs.map(({ name }) => name))).toEqual(['test']);
    expect(made?.evidence.tests?.tests).toBe(recordedCases(story));
    expect(made?.evidence.artifacts.map(({ name, state }) => [name, state])).toEqual(
      uploaded.map((name) => [name, 'read']),
    );
    expect(made?.sources.filter(({ state }) => state !== 'present')).toEqual([]);
    expect(document).toContain('recorded without GitHub');
  });
});

it('the recorded world refuses what needs GitHub data, and never confirms it', async () => {
  const sandbox = await startSandbox(loadStory(STORY));
  const headers = { authorization: `token ${sandbox.token}`, 'user-agent': 'test' };
  const status = async (path: string) =>
    (await sandbox.fetch(`${sandbox.url}/repos/${path}`, { headers })).status;
  const asked = [
    'actions/checkout/commits/08c6903cd8c0fde910a37f88322edcfb5dd907a8',
    'actions/checkout/tags',
    `${sandbox.repository}/rules/branches/main`,
    `${sandbox.repository}/attestations/sha256:${'a'.repeat(64)}`,
    `${sandbox.repository}/dependency-graph/compare/main...main`,
  ];
  expect(await Promise.all(asked.map(status))).toEqual(asked.map(() => 451));
  await sandbox.close();
});
