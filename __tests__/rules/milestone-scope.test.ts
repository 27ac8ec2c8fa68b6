import { expect, it } from '@jest/globals';
import { missing, none, present } from '../../src/model/evidence.ts';
import type { MilestoneScope } from '../../src/model/repository.ts';
import type { PullRequest } from '../../src/model/target.ts';
import { milestoneScope } from '../../src/rules/milestone-scope.ts';
import { find, levelIn, reachesEveryLevel } from './judged.ts';
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

it('does not count the audited pull request while it is open', () => {
  const pull = { number: 7, state: 'open', milestone: 'M01: CI' } as PullRequest;
  expect(find(milestoneScope, { ...story(1, 4), target: { pull } })).toMatchObject({
    level: 5,
    measured: '0 of 4 issues and pull requests open',
  });
});

it('is not applicable without a GitHub milestone, or with an empty one', () => {
  const absent: Story = { evidence: { scope: none('no GitHub milestone is called M01', source) } };
  expect([levelIn(milestoneScope, absent), levelIn(milestoneScope, story(0, 0))]).toEqual([
    'not-applicable',
    'not-applicable',
  ]);
});

const item = (number: number) => ({
  number,
  title: `Item ${number}`,
  url: `https://github.com/o/r/issues/${number}`,
});

it('counts an issue that was moved out in the last week as open', () => {
  const asOf = '2026-03-20T10:00:00Z';
  const left = (at: string): Story => story(0, 3, { asOf, movedOut: [{ ...item(9), at }] });
  expect(find(milestoneScope, left('2026-03-13T10:00:00Z'))).toMatchObject({
    level: 2,
    measured: '0 of 4 issues and pull requests open, 1 moved out late',
    proof: [
      expect.anything(),
      {
        text: '#9 moved out on 2026-03-13: Item 9',
        source: { what: '#9 moved out on 2026-03-13: Item 9', url: item(9).url },
      },
    ],
  });
  expect(levelIn(milestoneScope, left('2026-03-13T09:59:59Z'))).toBe(5);
  const longer: Story = {
    ...left('2026-03-01T00:00:00Z'),
    options: { 'late-days': 20 },
  };
  expect(levelIn(milestoneScope, longer)).toBe(2);
});

it('counts days from the due date when it is earlier', () => {
  const more = { asOf: '2026-03-20T10:00:00Z', dueOn: '2026-03-10', late: true };
  const moved = (at: string) => story(0, 3, { ...more, movedOut: [{ ...item(9), at }] });
  expect([
    levelIn(milestoneScope, moved('2026-03-05T00:00:00Z')),
    levelIn(milestoneScope, moved('2026-03-01T00:00:00Z')),
  ]).toEqual([2, 4]);
});

it('gives at most a 4 when a pull request was merged without a review, and names it', () => {
  const pulls = { looked: 2, of: 3, unreviewed: [item(7)] };
  expect(find(milestoneScope, story(0, 5, { pulls }))).toMatchObject({
    level: 4,
    measured:
      '0 of 5 issues and pull requests open, 1 merged without a review; 1 not verified (only the newest 2 of 3 are read)',
  });
});

it('is open when the milestone could not be read', () => {
  expect(levelIn(milestoneScope, { evidence: { scope: missing('refused') } })).toBe('0–5');
});

it('keeps what is known to be open as the highest level when its issues could not be listed', () => {
  const unread = 'the token may not';
  const asOf = '2026-03-20T10:00:00Z';
  const pulls = { looked: 0, of: 0, unreviewed: [] };
  expect([
    levelIn(milestoneScope, story(0, 5, { unread })),
    find(milestoneScope, story(5, 7, { unread })),
    levelIn(milestoneScope, story(0, 5, { unread, asOf, movedOut: [] })),
    levelIn(milestoneScope, story(1, 9, { unread, asOf, movedOut: [] })),
    levelIn(milestoneScope, story(0, 5, { unread, asOf, pulls })),
    levelIn(milestoneScope, story(0, 0, { unread })),
  ]).toMatchObject([
    '0–5',
    { level: 0, most: 1, flaws: [{ key: 'scope' }], open: [{ kind: 'scope', why: unread }, {}] },
    '4–5',
    3,
    '0–5',
    '0–5',
  ]);
});

it('is open for what hangs on the time of a commit that could not be read', () => {
  const more = {
    unread: 'refused',
    dueOn: '2026-03-10',
    pulls: { looked: 0, of: 0, unreviewed: [] },
  };
  const movedOut = [{ ...item(9), at: '2026-03-13T10:00:00Z' }];
  expect([
    levelIn(milestoneScope, story(0, 5, { ...more, movedOut })),
    levelIn(milestoneScope, story(0, 5, { ...more, movedOut, asOf: '2026-03-09T10:00:00Z' })),
  ]).toEqual(['0–5', 2]);
});

it('is open where only the newest reviews were read', () => {
  const pulls = { looked: 40, of: 50, unreviewed: [] };
  expect(levelIn(milestoneScope, story(0, 60, { pulls }))).toBe('4–5');
});

reachesEveryLevel(milestoneScope);
