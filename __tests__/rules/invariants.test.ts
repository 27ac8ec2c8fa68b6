import { expect, it } from '@jest/globals';
import { invariants } from '../../src/rules/invariants.ts';
import { find, levelIn, reachesEveryLevel } from './judged.ts';
import type { Story } from './story.ts';

/** Declared files, of which some are there. */
const files = (...there: readonly boolean[]): Story => ({
  invariants: there.map((_, at) => ({ kind: 'files', title: `file ${at}`, files: [`${at}.md`] })),
  values: {
    declaredFiles: there.map((one, at) => ({
      path: `${at}.md`,
      state: one ? 'present' : 'absent',
      bytes: one ? 1 : 0,
    })),
  },
});

it('earns each level by the broken invariants', () => {
  const deferrals = [{ id: 'D-1', rule: 'invariants', level: 5, until: 'M02' }];
  expect([
    levelIn(invariants, files(true, true)),
    levelIn(invariants, { ...files(true, false), deferrals }),
    levelIn(invariants, files(true, false)),
    levelIn(invariants, files(false, false)),
  ]).toEqual([5, 3, 1, 0]);
});

it('counts an invariant that could not be checked as broken or held', () => {
  const unread = (...there: readonly boolean[]): Story => {
    const whole = files(...there);
    const more = { kind: 'files', title: 'unread', files: ['other.md'] } as const;
    return { ...whole, invariants: [...(whole.invariants ?? []), more] };
  };
  expect([
    levelIn(invariants, unread(true)),
    find(invariants, unread(false)),
    levelIn(invariants, unread(false, false)),
  ]).toMatchObject([
    '1–5',
    { level: 0, most: 1, flaws: [{ key: 'broken:file 0' }], open: [{ what: 'other.md' }] },
    0,
  ]);
});

it('names the broken invariant with its proof', () => {
  expect(find(invariants, files(false))).toMatchObject({
    measured: '0 of 1 invariant held',
    proof: [{ text: 'file 0: 0.md is missing' }],
    flaws: [{ observation: 'file 0 is broken: 0.md is missing.' }],
  });
});

it('is not applicable unless an invariant is declared', () => {
  const declared = [{ kind: 'job' as const, title: 'green', job: 'test' }];
  expect([levelIn(invariants, {}), levelIn(invariants, { invariants: declared })]).toEqual([
    'not-applicable',
    '1–5',
  ]);
});

it('waits for an unfinished job only where nothing else is missing', () => {
  const declared = [{ kind: 'job' as const, title: 'green', job: 'test' }];
  const running = { workflow: 'CI', attempts: [{ test: 'in_progress' }] };
  const waits = (...runs: NonNullable<Story['runs']>) => {
    const finding = find(invariants, { invariants: declared, runs });
    return finding.state === 'level' && finding.open.map(({ wait }) => wait === true);
  };
  const unlisted = {
    workflow: 'Lint',
    path: 'lint.yml',
    attempts: ['success'],
    unlisted: true as const,
  };
  expect([waits(running), waits(running, unlisted)]).toEqual([[true], [false]]);
});

reachesEveryLevel(invariants);
