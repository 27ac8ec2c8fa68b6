import { expect, it } from '@jest/globals';
import { milestoneTitle, readPlan } from '../../../src/collect/sources/plan.ts';
import { BASE, bundleOf, HEAD, openPull, PULL_EVENT } from '../scene.ts';

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

it('takes the id of a custom pattern from a title in any case', () => {
  expect(milestoneTitle('Sprint-12 plan: Payments', 'sprint-12')).toBe('Payments');
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

async function planOf(base: string | undefined, head: string | undefined) {
  const path = 'docs/milestones/M01/M01_plan.md';
  const state = openPull();
  const files = state.commits[BASE]?.files ?? {};
  const under = (text: string | undefined) =>
    text === undefined ? files : { ...files, [path]: text };
  state.commits[BASE] = { files: under(base) };
  state.commits[HEAD] = { parent: BASE, files: { ...under(head), 'src/app.js': 'two' } };
  return (await bundleOf(state, PULL_EVENT)).evidence.plan;
}

it('keeps the items of the base, and says when it has none or could not be read', async () => {
  const plan = '# M01 Plan\n\n- [x] pinned\n';
  const tooLarge = `# ${'x'.repeat(1024 * 1024)}\n`;
  expect([
    await planOf(plan, plan),
    await planOf(plan, undefined),
    await planOf(undefined, plan),
    await planOf(tooLarge, plan),
    await planOf(undefined, undefined),
  ]).toMatchObject([
    { value: { base: { state: 'read' }, items: [{ text: 'pinned' }], baseItems: [{ line: 3 }] } },
    { value: { base: { state: 'read' }, items: [], baseItems: [{ text: 'pinned' }] } },
    { value: { base: { state: 'none' }, items: [{ text: 'pinned' }] } },
    { value: { base: { state: 'unread' }, items: [{ text: 'pinned' }] } },
    { state: 'none' },
  ]);
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

it('names the items of a plan that are not read', async () => {
  const state = openPull();
  const text = `# M01\n\n${'- [x] done\n'.repeat(500)}- [ ] the last one\n`;
  const head = state.commits[HEAD];
  state.commits[HEAD] = {
    ...head,
    files: { ...head?.files, 'docs/milestones/M01/M01_plan.md': text },
  };
  const { evidence } = await bundleOf(state, PULL_EVENT);
  expect(evidence.plan).toMatchObject({ unread: [{ why: expect.stringContaining('501 items') }] });
});
