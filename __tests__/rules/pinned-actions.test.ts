import { expect, it } from '@jest/globals';
import { missing } from '../../src/model/evidence.ts';
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
    level([...many(1, 0), 'actions/checkout@v4']),
    level(many(8, 2)),
    level(many(5, 5)),
    level(many(1, 3)),
    level([...many(3, 0), 'o/b@main']),
  ]).toEqual([5, 4, 3, 2, 1, 0]);
});

const own = (pinned: number, tagged: number): string[] =>
  many(pinned, tagged).map((use, at) => use.replace(/^o\/\w+/, `actions/a${at}`));

it('lets the ratio decide where no action of another owner is pinned', () => {
  expect([
    level(own(0, 10)),
    level(own(8, 2)),
    level([...own(0, 10), `docker://node@sha256:${'a'.repeat(64)}`]),
    level([...own(0, 10), ...many(1, 0)]),
  ]).toEqual([1, 3, 1, 4]);
});

it('gives a 0 to a commit that does not exist or is only in a fork', () => {
  const uses = [...many(9, 0), `o/fake@${FAKE}`];
  const pin = { repository: 'o/fake', sha: FAKE };
  expect([
    level(uses, [{ ...pin, state: 'missing' }]),
    level(uses, [{ ...pin, state: 'fork-only' }]),
  ]).toEqual([0, 0]);
});

it('leaves the level open where a commit was not looked up', () => {
  const uses = [...many(9, 0), `o/fake@${FAKE}`];
  const pin = { repository: 'o/fake', sha: FAKE, state: 'unknown', why: 'limited' } as const;
  expect([
    level(uses, [pin]),
    levelIn(pinnedActions, { workflow: using(...uses) }),
    level(['o/b@main', `o/fake@${FAKE}`], [pin]),
    levelIn(pinnedActions, {
      workflow: using(...many(24, 3)),
      evidence: { pins: missing('GitHub refused it (403)') },
    }),
  ]).toEqual(['0–5', '0–5', 0, '0–3']);
});

it('names what is known to be unpinned next to what was not looked up', () => {
  const evidence = { pins: missing('GitHub refused it (403)') };
  expect(find(pinnedActions, { workflow: using(...many(24, 3)), evidence })).toMatchObject({
    measured: '24 of 27 actions pinned by SHA, 3 by tag; 24 not verified (GitHub refused it (403))',
    open: expect.arrayContaining([
      expect.objectContaining({ kind: 'pins', what: `that o/a0@${SHA} exists` }),
    ]),
    flaws: ['o/b0@v4', 'o/b1@v4', 'o/b2@v4'].map((use) => ({
      observation: expect.stringContaining(`${use} is pinned to a mutable tag.`),
    })),
  });
});

it('names the file and line of each action that is not pinned', () => {
  expect(find(pinnedActions, { workflow: using(...many(4, 1)), pins: 'exist' })).toMatchObject({
    level: 3,
    measured: '4 of 5 actions pinned by SHA, 1 by tag',
    proof: [{ text: 'o/b0@v4', source: { path: '.github/workflows/ci.yml', line: 9 } }],
    flaws: [{ observation: '.github/workflows/ci.yml:9 o/b0@v4 is pinned to a mutable tag.' }],
  });
});

it('counts images as images', () => {
  const uses = [...many(1, 0), `docker://node@sha256:${'a'.repeat(64)}`, 'docker://node:20'];
  expect(find(pinnedActions, { workflow: using(...uses), pins: 'exist' })).toMatchObject({
    level: 2,
    measured: '1 of 1 action pinned by SHA; 1 of 2 images pinned by digest, 1 by tag',
  });
});

it('gives a 4 when the version comment is not the tag of the commit', () => {
  const pin = { repository: 'o/a', sha: SHA, tags: ['v4.2.2'] };
  const comments = ['# v4', '# v4.2.2', '# v4.2', '# v4.1', '# pinned'];
  expect(comments.map((comment) => level([`o/a@${SHA} ${comment}`], [pin]))).toEqual([
    5, 5, 5, 4, 5,
  ]);
});

it('is not applicable without actions or without workflows', () => {
  expect([
    level(['./.github/actions/own']),
    levelIn(pinnedActions, { workflows: {} }),
    levelIn(pinnedActions, {}),
  ]).toEqual(['0–5', 'not-applicable', 'not-applicable']);
});

it('bounds the level by what is known next to a workflow file that cannot be read', () => {
  const workflows = { '.github/workflows/x.yml': 'on: [\n' };
  const level = (...uses: string[]) =>
    levelIn(pinnedActions, { workflow: using(...uses), workflows, pins: 'exist' });
  expect([level(...many(2, 0)), level(...many(2, 1)), level('o/b@main'), level()]).toEqual([
    '0–5',
    '0–3',
    0,
    '0–5',
  ]);
});

reachesEveryLevel(pinnedActions);
