import { expect, it } from '@jest/globals';
import { missing, present } from '../../src/model/evidence.ts';
import { definitionOfDone } from '../../src/rules/definition-of-done.ts';
import { find, levelIn, reachesEveryLevel } from './judged.ts';
import type { Story } from './story.ts';

const items = (...texts: string[]) =>
  texts.map((text, at) => ({
    text: text.replace('open ', ''),
    done: !text.startsWith('open '),
    line: at + 3,
  }));
const story = (head: string[], base?: string[]): Story => ({
  evidence: {
    plan: present(
      {
        path: 'plan.md',
        title: 'Plan',
        items: items(...head),
        ...(base === undefined
          ? { base: { state: 'none', why: 'the base has no plan.md' } }
          : { baseItems: items(...base) }),
      },
      { what: 'plan.md' },
    ),
  },
});
const deferrals = [{ id: 'D-1', threshold: 'API*', until: 'M02' }];
const BASE = ['open CI pinned', 'open API tests', 'open API docs'];
const level = (...head: string[]) => levelIn(definitionOfDone, { ...story(head, BASE), deferrals });

it('earns each level by open, deferred, reworded, and removed items', () => {
  expect([
    level('CI pinned', 'API tests', 'API docs'),
    level('CI pinned', 'open API tests', 'API docs'),
    level('CI pinned', 'open API tests', 'open API docs'),
    level('open CI pinned', 'API tests', 'API docs'),
    level('open CI pinned', 'open API tests', 'API docs'),
    level('CI mostly pinned', 'API tests', 'API docs'),
    level('CI pinned', 'API tests'),
  ]).toEqual([5, 4, 3, 2, 1, 0, 0]);
});

it('gives a 4 to a plan that is new in the change, and says why', () => {
  expect(find(definitionOfDone, story(['CI pinned']))).toMatchObject({
    level: 4,
    measured: '1 of 1 item met',
    flaws: [{ key: 'new-plan' }],
  });
});

it('cites the line of an open item', () => {
  expect(find(definitionOfDone, story(['a', 'open b'], ['a', 'b']))).toMatchObject({
    flaws: [{ observation: 'plan.md:4 is open: b', source: { path: 'plan.md', line: 4 } }],
  });
});

it('is not applicable without a plan, or without a task list in it', () => {
  expect([
    levelIn(definitionOfDone, {}),
    levelIn(definitionOfDone, story([])),
    levelIn(definitionOfDone, { evidence: { plan: missing('refused') } }),
  ]).toEqual(['not-applicable', 'not-applicable', '0–5']);
});

/** The plan of a base that could not be read, or of which nothing was recorded. */
const unread = (head: string[], base?: { state: 'unread'; why: string }): Story => ({
  values: {
    plan: { path: 'plan.md', title: 'Plan', items: items(...head), ...(base && { base }) },
  },
  deferrals,
});

it('keeps open items as the highest level when the plan of the base was not read', () => {
  const base = { state: 'unread' as const, why: 'plan.md of the base could not be read' };
  expect([
    levelIn(definitionOfDone, unread(['CI pinned'], base)),
    levelIn(definitionOfDone, unread(['open API tests'], base)),
    find(definitionOfDone, unread(['open CI pinned', 'open API docs'], base)),
    levelIn(definitionOfDone, unread([], base)),
    levelIn(definitionOfDone, unread(['CI pinned'])),
  ]).toMatchObject([
    '0–5',
    '0–4',
    { level: 0, most: 1, flaws: [{ key: 'open:CI pinned' }, {}], open: [{ why: base.why }] },
    '0–5',
    '0–5',
  ]);
});

reachesEveryLevel(definitionOfDone);
