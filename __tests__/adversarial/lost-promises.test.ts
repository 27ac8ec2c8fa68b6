import { expect, it } from '@jest/globals';
import { deleteFile, writeFile } from '../../sandbox/edit-story.ts';
import type { Story } from '../../sandbox/start-sandbox.ts';
import { auditOf, citedBy, issueOf, levelIn } from './audit-of.ts';
import { entries, honestStory, PLAN, placeOf, REGISTRY, storyWith, TOPIC } from './honest-story.ts';

/* Point 9: lost rows of the registry; items of the definition of done reworded so that they can be ticked. */

const planned = (...items: readonly string[]): Story =>
  storyWith((story) =>
    writeFile(
      story,
      TOPIC,
      PLAN,
      `# M02: Tide tables\n\n## Definition of done\n\n${items.map((item) => `- ${item}\n`).join('')}`,
    ),
  );

it('an entry that left the registry is named', async () => {
  const one = await auditOf(
    storyWith((story) => writeFile(story, TOPIC, REGISTRY, entries('D01'))),
  );
  expect(levelIn(one, 'deferral-continuity')).toBe(1);
  expect(issueOf(one, 'deferral-continuity')?.observation).toContain('D02');
  expect(one.registry?.lost).toEqual(['D02']);
});

it('a registry that was deleted has lost them all', async () => {
  const audit = await auditOf(storyWith((story) => deleteFile(story, TOPIC, REGISTRY)));
  expect(levelIn(audit, 'deferral-continuity')).toBe(0);
  expect(audit.registry?.lost).toEqual(['D01', 'D02']);
});

it('an item that was reworded before it was ticked counts as lost', async () => {
  const audit = await auditOf(planned('[x] Tables for a month', '[x] Low water is tested'));
  expect(levelIn(audit, 'definition-of-done')).toBe(0);
  expect(issueOf(audit, 'definition-of-done')?.observation).toContain('Tables for a year');
});

it('so does one that was taken out; one left open is named with its line', async () => {
  const gone = await auditOf(planned('[x] Low water is tested'));
  expect(levelIn(gone, 'definition-of-done')).toBe(0);
  const story = planned('[x] Tables for a year', '[ ] Low water is tested');
  const open = await auditOf(story);
  expect(levelIn(open, 'definition-of-done')).toBe(2);
  expect(citedBy(open, 'definition-of-done')).toEqual([placeOf(story, PLAN, '[ ]')]);
});

it('a kept registry with a new entry, and a plan with a new item, raise no alarm', async () => {
  const grown = storyWith((story) =>
    writeFile(story, TOPIC, REGISTRY, entries('D01', 'D02', 'D03')),
  );
  const more = planned('[x] Tables for a year', '[x] Low water is tested', '[x] The moon is drawn');
  for (const story of [honestStory(), grown, more]) {
    const audit = await auditOf(story);
    expect([levelIn(audit, 'deferral-continuity'), levelIn(audit, 'definition-of-done')]).toEqual([
      5, 5,
    ]);
    expect(issueOf(audit, 'definition-of-done')).toBeUndefined();
  }
});
