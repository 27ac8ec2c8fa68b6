import { expect, it } from '@jest/globals';
import { pinnedActions } from '../../src/rules/pinned-actions.ts';
import { find, levelIn, reachesEveryLevel } from './judged.ts';
import type { Story } from './story.ts';

const SHA = '1'.repeat(40);
const FAKE = '2'.repeat(40);
const using = (...uses: string[]): string =>
  `on: push\njobs:\n  a:\n    steps:\n${uses.map((one) => `      - uses: ${one}\n`).join('')}`;
const level = (uses: string[], pins: Story['pins'] = 'exist') =>
  levelIn(pinnedActions, { workflow: using(...uses), pins });
const many = (pinned: number, tagged: number): string[] => [
  ...Array.from({ length: pinned }, (_, at) => `o/a${at}@${SHA}`),
  ...Array.from({ length: tagged }, (_, at) => `o/b${at}@v4`),
];

it('earns each level by the share of full SHAs', () => {
  expect([
    level(many(3, 0)),
    level([...many(3, 0), 'actions/checkout@v4']),
    level(many(8, 2)),
    level(many(5, 5)),
    level(many(1, 3)),
    level([...many(3, 0), 'o/b@main']),
  ]).toEqual([5, 4, 3, 2, 1, 0]);
});

it('gives a 0 to a commit that does not exist or is only in a fork', () => {
  const uses = [...many(9, 0), `o/fake@${FAKE}`];
  const pin = { repository: 'o/fake', sha: FAKE };
  expect([
    level(uses, [{ ...pin, state: 'missing' }]),
    level(uses, [{ ...pin, state: 'fork-only' }]),
    level(uses, [{ ...pin, state: 'unknown', why: 'limited' }]),
    levelIn(pinnedActions, { workflow: using(...uses) }),
    level(['o/b@main', `o/fake@${FAKE}`], [{ ...pin, state: 'unknown' }]),
  ]).toEqual([0, 0, 'unknown', 'unknown', 0]);
});

it('names the file and line of each action that is not pinned', () => {
  expect(find(pinnedActions, { workflow: using(...many(4, 1)), pins: 'exist' })).toMatchObject({
    level: 3,
    measured: '4 of 5 actions pinned to a full SHA',
    proof: [{ text: 'o/b0@v4', source: { path: '.github/workflows/ci.yml', line: 9 } }],
    flaws: [
      {
        observation: '.github/workflows/ci.yml:9 o/b0@v4 is held by a tag, which can be moved.',
      },
    ],
  });
});

it('gives a 4 when the version comment is not the tag of the commit', () => {
  const pin = { repository: 'o/a', sha: SHA, tags: ['v4.2.2'] };
  const comments = ['# v4', '# v4.2.2', '# v4.2', '# v4.1', '# pinned'];
  expect(comments.map((comment) => level([`o/a@${SHA} ${comment}`], [pin]))).toEqual([
    5, 5, 5, 4, 5,
  ]);
});

it('is not applicable without actions, and unknown without workflows or with a broken file', () => {
  const broken = { '.github/workflows/x.yml': 'on: [\n' };
  expect([
    level(['./.github/actions/own']),
    levelIn(pinnedActions, { workflows: {} }),
    levelIn(pinnedActions, {}),
    find(pinnedActions, { workflow: using(...many(2, 0)), workflows: broken, pins: 'exist' }),
    levelIn(pinnedActions, { workflow: using('o/b@main'), workflows: broken, pins: 'exist' }),
  ]).toEqual([
    'not-applicable',
    'unknown',
    'unknown',
    { state: 'unknown', why: expect.stringContaining('.github/workflows/x.yml:') },
    0,
  ]);
});

reachesEveryLevel(pinnedActions);
