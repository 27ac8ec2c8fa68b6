import { expect, it } from '@jest/globals';
import { present } from '../../src/model/evidence.ts';
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
        ...(base === undefined ? {} : { baseItems: items(...base) }),
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

it('is unknown without a plan, or without a task list in it', () => {
  expect([levelIn(definitionOfDone, {}), levelIn(definitionOfDone, story([]))]).toEqual([
    'unknown',
    'unknown',
  ]);
});

reachesEveryLevel(definitionOfDone);
