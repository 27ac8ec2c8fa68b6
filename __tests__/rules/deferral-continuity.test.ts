import { expect, it } from '@jest/globals';
import { missing } from '../../src/model/evidence.ts';
import { deferralContinuity } from '../../src/rules/deferral-continuity.ts';
import { find, levelIn, reachesEveryLevel } from './judged.ts';
import { type Story, tell } from './story.ts';

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

it('is not applicable when nothing is deferred or there is no registry', () => {
  expect([level(), levelIn(deferralContinuity, {})]).toEqual(['not-applicable', 'not-applicable']);
});

/** A registry whose base could not be read. */
function unread(...given: Parameters<typeof level>): Story {
  const { evidence } = tell({ deferrals: given });
  const { registry } = evidence;
  const value = registry.state === 'present' ? registry.value : undefined;
  return {
    milestone: 'M05',
    values: { registry: { ...value, base: { state: 'unread', why: 'refused' } } },
  };
}

it('keeps what is known as the highest level when the registry of the base was not read', () => {
  expect([
    levelIn(deferralContinuity, unread(young)),
    find(deferralContinuity, unread(young, entry('D-2', 'M04', 'M05'))),
    levelIn(deferralContinuity, unread()),
    levelIn(deferralContinuity, { evidence: { registry: missing('refused') } }),
  ]).toMatchObject([
    '0–5',
    { level: 0, most: 3, flaws: [{ key: 'expired:D-2' }], open: [{ kind: 'registry' }] },
    '0–5',
    '0–5',
  ]);
});

reachesEveryLevel(deferralContinuity);
