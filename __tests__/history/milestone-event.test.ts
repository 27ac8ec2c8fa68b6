import { expect, it } from '@jest/globals';
import { editFile } from '../../sandbox/edit-story.ts';
import { audit } from '../../src/pipeline.ts';
import { CONFIG, m01, onStage } from '../bundle/stage.ts';
import { worldIn } from './world-in.ts';

const LINKS =
  /<!-- milestone-audit:link -->\[M01 audit\]\(([^)]+)\): \d\.\d \/ 5, \w+<!-- \/milestone-audit:link -->$/;

it('closing the milestone audits it once more and writes its link, and again changes nothing', async () => {
  const story = m01();
  editFile(story, 'main', CONFIG, (text) => `${text}\nmilestone:\n  link: true\n`);
  await onStage(story, async ({ sandbox }) => {
    const [milestone] = sandbox.world.milestones;
    if (milestone === undefined) throw new Error('the story has a milestone');
    milestone.description = 'Truth first.';
    sandbox.merge();
    for (const event of ['push', 'milestone', 'milestone'] as const) {
      const log: string[] = [];
      await audit(worldIn(sandbox, event, {}, log));
      expect(log.filter((line) => /: failed,/.test(line))).toEqual([]);
      const [own = '', link = ''] = LINKS.exec(milestone.description) ?? [];
      expect(milestone.description).toBe(`Truth first.\n\n${own}`);
      expect(link).toMatch(/\/blob\/main\/docs\/milestones\/M01\/M01_audit\.md$/);
    }
    expect(sandbox.counts()['issues/update-milestone']).toBe(1);
    expect(sandbox.file('docs/milestones/M01/M01_audit.json')).toContain('"milestone": "M01"');
  });
});
