import { expect, it } from '@jest/globals';
import {
  chooseMilestone,
  type MilestoneHints,
} from '../../../src/collect/trigger/milestone-choice.ts';

const NOTHING: MilestoneHints = {
  input: undefined,
  config: undefined,
  pattern: undefined,
  githubMilestone: undefined,
  branch: undefined,
  pullTitle: undefined,
  subject: undefined,
  tags: [],
};

it.each<[string, Partial<MilestoneHints>, string, string]>([
  ['input', { input: 'm05', config: 'M04', branch: 'm05-x' }, 'M05', 'input'],
  ['config', { config: 'M04', branch: 'm04-y', subject: 'M09: y' }, 'M04', 'config'],
  [
    'GitHub milestone',
    { githubMilestone: 'M03 — API', branch: 'm03-x' },
    'M03',
    'GitHub milestone',
  ],
  ['branch', { branch: 'm02-x', subject: 'M09: y' }, 'M02', 'branch'],
  ['title', { branch: 'patch-1', pullTitle: 'M02: x' }, 'M02', 'pull-request title'],
  ['subject', { subject: 'M02: x (#4)', tags: ['v1-m09'] }, 'M02', 'commit subject'],
  ['newest tag', { tags: ['v0.1-m09', 'v0.2-m10', 'v0.0-m08'] }, 'M10', 'tag'],
])('the %s answers when nothing before it does', (_name, hints, id, from) => {
  const choice = chooseMilestone({ ...NOTHING, ...hints });
  expect(choice).toEqual({ state: 'chosen', id, from, notices: [] });
});

it('an order stands against what the branch says, and the audit tells', () => {
  expect(chooseMilestone({ ...NOTHING, input: 'M01', branch: 'm02-x' })).toEqual({
    state: 'chosen',
    id: 'M01',
    from: 'input',
    notices: ['the input says M01, the branch says M02'],
    alone: true,
  });
});

it('a title of two milestones agrees with a branch that names one of them', () => {
  const hints = { ...NOTHING, branch: 'm28-x', pullTitle: 'M28 + M29: both' };
  expect(chooseMilestone(hints)).toMatchObject({ state: 'chosen', id: 'M28' });
});

it('two milestones in one title alone are not guessed between', () => {
  expect(chooseMilestone({ ...NOTHING, pullTitle: 'M28 + M29: both' })).toEqual({
    state: 'impossible',
    why: 'the milestone is not clear: the pull-request title says M28 and M29; set the input "milestone" to one of them',
  });
});

it('nothing that names a milestone is no milestone', () => {
  expect(chooseMilestone({ ...NOTHING, branch: 'main', subject: 'fix' }).state).toBe('none');
});
