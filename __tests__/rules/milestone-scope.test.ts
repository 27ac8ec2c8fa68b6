import { expect, it } from '@jest/globals';
import { absent, present } from '../../src/model/evidence.ts';
import type { MilestoneScope } from '../../src/model/further-evidence.ts';
import type { PullRequest } from '../../src/model/target.ts';
import { milestoneScope } from '../../src/rules/milestone-scope.ts';
import { find, levelIn } from './judged.ts';
import type { Story } from './story.ts';

const source = { what: 'GitHub milestone of M01' };

function story(open: number, closed: number, more: Partial<MilestoneScope> = {}): Story {
  const scope = { number: 1, title: 'M01: CI', state: 'open', open, closed, late: false, ...more };
  return { evidence: { scope: present(scope as MilestoneScope, source) } };
}

it('earns each level by what is still open', () => {
  expect([
    levelIn(milestoneScope, story(0, 10)),
    levelIn(milestoneScope, story(0, 10, { late: true, dueOn: '2026-03-01' })),
    levelIn(milestoneScope, story(1, 9)),
    levelIn(milestoneScope, story(1, 3)),
    levelIn(milestoneScope, story(1, 1)),
    levelIn(milestoneScope, story(2, 1)),
  ]).toEqual([5, 4, 3, 2, 1, 0]);
});

it('the pull request that is audited is not counted while it is open', () => {
  const pull = { number: 7, state: 'open', milestone: 'M01: CI' } as PullRequest;
  expect(find(milestoneScope, { ...story(1, 4), target: { pull } })).toMatchObject({
    level: 5,
    measured: '0 of 4 issues and pull requests open',
  });
});

it('without a GitHub milestone, or with nothing else in it, it does not arise', () => {
  const none: Story = { evidence: { scope: absent('no GitHub milestone is called M01') } };
  expect(find(milestoneScope, none)).toMatchObject({ state: 'not-applicable' });
  expect(find(milestoneScope, story(0, 0))).toMatchObject({ state: 'not-applicable' });
});
