import { expect, it } from '@jest/globals';
import { missing, present } from '../../src/model/evidence.ts';
import type { Review } from '../../src/model/repository.ts';
import type { PullRequest } from '../../src/model/target.ts';
import { freshApproval } from '../../src/rules/fresh-approval.ts';
import { levelIn, reachesEveryLevel } from './judged.ts';
import type { Story } from './story.ts';

const LAST = 'd'.repeat(40);
const pull = { number: 7, url: 'u', author: 'ann', headSha: LAST } as PullRequest;
const approval = (more: Partial<Review> = {}): Review => ({
  ...{ login: 'bob', state: 'approved', url: 'u', commit: LAST, madeHead: false },
  ...more,
});
const story = (...reviews: readonly Review[]): Story => ({
  target: { pull },
  evidence: { reviews: present(reviews, { what: 'reviews' }) },
});
const { commit: _, madeHead: __, ...old } = approval();
const { madeHead: ___, ...unknownMaker } = approval();

it.each<readonly [string, Story, number | string]>([
  ['an approval of the last commit by somebody else', story(approval()), 5],
  ['one by somebody who made the last commit', story(approval({ madeHead: true })), 3],
  ['one of an earlier commit', story(approval({ commit: 'e'.repeat(40) })), 2],
  ['a comment', story(approval({ state: 'commented' })), 0],
  ['an approval by the author', story(approval({ login: 'ann' })), 0],
  [
    'an old approval and a fresh one',
    story(approval({ commit: 'e'.repeat(40) }), approval({ login: 'cy' })),
    5,
  ],
  ['an approval whose commit was not saved', story(old), '2–5'],
  ['an approval of a commit of unknown makers', story(unknownMaker), '3–5'],
  [
    'reviews that were refused',
    { target: { pull }, evidence: { reviews: missing('refused') } },
    '0–5',
  ],
  ['a pull request that was refused', { target: { pullUnknown: 'refused' } }, '0–5'],
  ['a commit without a pull request', {}, 'not-applicable'],
  ['a local checkout', { target: { pull, occasion: { kind: 'local' } } }, 'not-applicable'],
])('judges %s', (_name, given, level) => {
  expect(levelIn(freshApproval, given)).toBe(level);
});

reachesEveryLevel(freshApproval);
