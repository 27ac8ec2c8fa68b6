import { expect, it } from '@jest/globals';
import { milestoneTitle, readPlan } from '../../../src/collect/sources/plan.ts';

it.each([
  ['M01 Plan — CI truthfulness, SHA pinning', 'CI truthfulness, SHA pinning'],
  ['Milestone M01: CI truthfulness', 'CI truthfulness'],
  ['Plan: M01 – CI truthfulness', 'CI truthfulness'],
  ['M01: CI truthfulness (#17)', 'CI truthfulness'],
  ['[M01] CI truthfulness', 'CI truthfulness'],
  ['CI truthfulness', 'CI truthfulness'],
  ['M01 Plan', ''],
  ['M02 things', 'M02 things'],
  ['Planet view', 'Planet view'],
])('the title of %j is %j', (heading, title) => {
  expect(milestoneTitle(heading, 'M01')).toBe(title);
});

it('task lists are items, code blocks and comments are not', () => {
  const text = [
    '# M10.5 — **Half** step',
    '',
    '- [x] `done`',
    '* [ ] open [link](https://example.org)',
    '1. [X] numbered',
    '```',
    '- [ ] in code',
    '```',
    '<!-- - [ ] in a comment',
    '- [ ] still in it -->',
    '- plain',
    '  - [ ] nested',
  ].join('\r\n');
  expect(readPlan(text, 'M10.5')).toEqual({
    title: 'Half step',
    items: [
      { text: 'done', done: true, line: 3 },
      { text: 'open link', done: false, line: 4 },
      { text: 'numbered', done: true, line: 5 },
      { text: 'nested', done: false, line: 12 },
    ],
  });
});

it('the objective is the first paragraph below its heading', () => {
  const plan = (heading: string): string =>
    [
      '# M01',
      '',
      'Intro.',
      '',
      `## ${heading}`,
      '',
      'Honest CI,',
      'without clones.',
      '',
      'More.',
    ].join('\n');
  expect(
    ['Objective', 'Goals', 'Scope'].map((heading) => readPlan(plan(heading), 'M01').objective),
  ).toEqual([
    { text: 'Honest CI, without clones.', line: 7 },
    { text: 'Honest CI, without clones.', line: 7 },
    undefined,
  ]);
});
