import { join } from 'node:path';
import { expect, it } from '@jest/globals';
import { loadStory, type Story } from '../../sandbox/start-sandbox.ts';
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

it('this project’s own CI, recorded, is audited: every case of two tools is counted, every source cited', () => {
  const story = loadStory(STORY);
  const uploaded = story.runs.flatMap(({ artifacts }) => artifacts.map(({ name }) => name));
  return onStage(story, async ({ audit }) => {
    const { audit: made, document } = await audit('workflow_run');
    expect(made?.milestone).toBe('M01');
    expect(made?.title).toBe('One honest audit, end to end');
    expect(made?.runs.flatMap(({ jobs }) => jobs.map(({ name }) => name)).sort()).toEqual([
      'python-example',
      'test',
    ]);
    expect(made?.evidence.tests?.tests).toBe(recordedCases(story));
    expect(made?.evidence.artifacts.map(({ name, state }) => [name, state]).sort()).toEqual(
      [...uploaded].sort().map((name) => [name, 'read']),
    );
    const missing = made?.sources.filter(({ state }) => state !== 'present') ?? [];
    expect(
      missing.filter(({ expected }) =>
        uploaded.some((one) => expected.includes(`artifact ${one} `)),
      ),
    ).toEqual([]);
    expect(document).toContain('test_till');
  });
});
