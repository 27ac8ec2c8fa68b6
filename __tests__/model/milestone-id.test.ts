import { expect, it } from '@jest/globals';
import {
  compareMilestones,
  findMilestoneId,
  findMilestoneIds,
  nextMilestone,
  parseMilestoneId,
  sameSeries,
} from '../../src/model/milestone-id.ts';

it.each([
  ['M01', 'M01'],
  ['m01', 'M01'],
  ['M10.5', 'M10.5'],
  ['M10_5', 'M10.5'],
  ['M16C', 'M16C'],
  ['m37a', 'M37A'],
  ['V15-M52', 'V15-M52'],
  ['px1-m04', 'PX1-M04'],
  ['LiveM01', 'LiveM01'],
])('%s is the milestone id %s', (text, id) => {
  expect(parseMilestoneId(text)).toEqual({ state: 'id', id });
});

it.each([
  ['../../x', 'path'],
  ['M01/..', 'path'],
  ['', 'empty'],
  ['.git', 'path'],
  ['M'.repeat(40), '32'],
  ['SPRINT-7', 'not a milestone id'],
  ['M01\u202e', 'path'],
])('the id %j is checked before it becomes a path', (text, word) => {
  const parsed = parseMilestoneId(text);
  expect(parsed.state === 'impossible' ? parsed.why : parsed.state).toContain(word);
});

it('a pattern of the config replaces the grammar but not the path check', () => {
  const sprint = String.raw`SPRINT-\d+`;
  expect(parseMilestoneId('SPRINT-7', sprint)).toEqual({ state: 'id', id: 'SPRINT-7' });
  expect(parseMilestoneId('M01', sprint).state).toBe('impossible');
  expect(parseMilestoneId('../SPRINT-7', '.*').state).toBe('impossible');
  expect(findMilestoneId('feat/SPRINT-12-login', sprint)).toBe('SPRINT-12');
  expect(findMilestoneId('sprint/7-login', String.raw`sprint/(\d+)`)).toBe('7');
});

it.each([
  ['m01-ci-truthfulness', 'M01'],
  ['v15-m52-slug', 'V15-M52'],
  ['docs/m07-notes', 'M07'],
  ['fix-m12-typo', 'M12'],
  ['serena/M29', 'M29'],
  ['m29.2-quality-recovery', 'M29.2'],
  ['M14: title (#17)', 'M14'],
  ['feat(ci): M03 coverage', 'M03'],
  ['chore(M16C): tidy', 'M16C'],
  ['v0.0.17-m18', 'M18'],
  ['M1: first', 'M1'],
  ['docs/milestones/M10_5/M10_5_plan.md', 'M10.5'],
  ['LiveM01 runs', 'LiveM01'],
])('finds in %j the milestone %s', (text, id) => {
  expect(findMilestoneId(text)).toBe(id);
});

it.each([
  'dependabot/npm_and_yarn/lodash-4.17.21',
  'support the M1 chip',
  'm01ci',
  'RM12',
  'm12345',
])('finds no milestone in %j', (text) => {
  expect(findMilestoneId(text)).toBeUndefined();
});

it('finds every milestone of a title once, in order', () => {
  expect(findMilestoneIds('M28 + M29: two (m28)')).toEqual(['M28', 'M29']);
});

it('orders milestones by number, with half steps and letters between integers', () => {
  const shuffled = ['M11', 'M9', 'M10.5', 'M16C', 'M10', 'M16', 'M16A'];
  expect([...shuffled].sort(compareMilestones)).toEqual([
    'M9',
    'M10',
    'M10.5',
    'M11',
    'M16',
    'M16A',
    'M16C',
  ]);
  expect(compareMilestones('M1', 'm01')).toBe(0);
});

it('distinguishes series', () => {
  expect(sameSeries('V15-M52', 'v15-m01')).toBe(true);
  expect(sameSeries('V15-M52', 'V16-M52')).toBe(false);
  expect(sameSeries('M52', 'V15-M52')).toBe(false);
  expect(sameSeries('M10.5', 'M3')).toBe(true);
});

it('the next milestone is the next known one, otherwise the number plus one', () => {
  expect(nextMilestone('M01', [])).toBe('M02');
  expect(nextMilestone('M01', ['M03', 'M01.5', 'V1-M02', 'M00'])).toBe('M01.5');
  expect(nextMilestone('M10.5', [])).toBe('M11');
  expect(nextMilestone('M16C', [])).toBe('M17');
  expect(nextMilestone('V15-M09', [])).toBe('V15-M10');
  expect(nextMilestone('M99', [])).toBe('M100');
});
