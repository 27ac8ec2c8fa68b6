import { expect, it } from '@jest/globals';
import { deferralContinuity } from '../../src/rules/deferral-continuity.ts';
import { find, levelIn, reachesEveryLevel } from './judged.ts';
import type { Story } from './story.ts';

const entry = (id: string, discovered: string, until: string) => ({
  id,
  tests: ['*'],
  discovered,
  until,
});
const level = (...deferrals: ReturnType<typeof entry>[]) =>
  levelIn(deferralContinuity, { milestone: 'M05', deferrals });
const young = entry('D-1', 'M04', 'M06');

it('earns each level by lost, expired, and old entries', () => {
  const lost = (...ids: string[]): Story => ({ milestone: 'M05', deferrals: [young], lost: ids });
  expect([
    level(young),
    level(entry('D-1', 'M02', 'M06')),
    level(entry('D-1', 'M02', 'M06'), entry('D-2', 'M01', 'M06')),
    level(entry('D-1', 'M04', 'M05')),
    level(entry('D-1', 'M04', 'M05'), entry('D-2', 'M04', 'M05')),
    levelIn(deferralContinuity, lost('D-7')),
    levelIn(deferralContinuity, lost('D-7', 'D-8')),
  ]).toEqual([5, 4, 3, 3, 2, 1, 0]);
});

it('shows a reworded entry, and cites the line of an expired one', () => {
  const altered = ['docs/milestones/deferred.yml:1 D-1: until M05 became M06'];
  expect([
    levelIn(deferralContinuity, { milestone: 'M05', deferrals: [young], altered }),
    find(deferralContinuity, { milestone: 'M05', deferrals: [young, entry('D-2', 'M04', 'M05')] }),
  ]).toMatchObject([4, { flaws: [{ source: { path: 'docs/milestones/deferred.yml', line: 9 } }] }]);
});

it('reads the maximum age from the option max-age', () => {
  const deferrals = [entry('D-1', 'M01', 'M06')];
  expect(
    levelIn(deferralContinuity, { milestone: 'M05', deferrals, options: { 'max-age': 4 } }),
  ).toBe(5);
});

it('is not applicable when nothing is deferred, and unknown without a registry', () => {
  expect([level(), levelIn(deferralContinuity, {})]).toEqual(['not-applicable', 'unknown']);
});

reachesEveryLevel(deferralContinuity);
