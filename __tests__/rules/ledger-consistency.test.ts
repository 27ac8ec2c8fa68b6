import { expect, it } from '@jest/globals';
import { type Evidence, missing, none, present } from '../../src/model/evidence.ts';
import type { Ledger } from '../../src/model/repository.ts';
import { ledgerConsistency } from '../../src/rules/ledger-consistency.ts';
import { find, levelIn, reachesEveryLevel } from './judged.ts';
import type { Story } from './story.ts';

const COMMIT = 'abcdef1234567890abcdef1234567890abcdef12';

function story(rows: readonly (readonly string[])[], audits = ['M01', 'M02']): Story {
  const previous = audits.map((milestone) => ({
    milestone,
    path: `${milestone}.json`,
    blob: 'c',
    score: 4.7,
    verdict: 'green' as const,
    audited: COMMIT,
    categories: [],
    rules: [],
  }));
  const ledger = {
    path: 'LEDGER.md',
    rows: rows.map((cells, at) => ({ milestone: cells[0] ?? '', line: at + 5, cells })),
  };
  return {
    config: { ledger: 'LEDGER.md' },
    evidence: {
      previous: present(previous, { what: 'previous audits' }),
      ledger: present(ledger, { what: 'LEDGER.md' }),
    },
  };
}

const good = (id: string): string[] => [id, '4.7 / 5', 'abcdef1'];
const level = (...rows: string[][]) => levelIn(ledgerConsistency, story(rows));

it('earns each level by the rows that contradict their audits', () => {
  expect([
    level(good('M01'), good('M02')),
    level(good('M01'), ['M02', '4.7 / 5', 'TBD']),
    level(good('M01'), ['M02', '5.0 / 5', 'abcdef1']),
    level(['M01', '4.7', '9999999'], ['M02', '5.0 / 5', 'abcdef1']),
    level(good('M01')),
    level(good('M01'), good('M02'), good('M02')),
  ]).toEqual([5, 4, 3, 1, 0, 0]);
});

it.each([
  ...['TBD', '<TBD>', '_[pending]_', '**todo**', '(??)', '⏳ pending', '&lt;TBD&gt;', '"TBC."'],
  ...['n/a', 'N.A.', '?', '…', '...', 'To be determined', 'TBD (after the merge)', 'in progress'],
  ...['<score>', '{{ commit }}', '[ ]', 'xxx', 'WIP', 'unknown', 'not yet'],
])('a row with the placeholder %s does not agree', (cell) => {
  expect(level(good('M01'), ['M02', '4.7 / 5', cell])).toBe(4);
});

it.each(['–', '', '<https://example.org/7>', 'Pending queue', 'v1.', '4 of ?', '#7'])(
  'a row with %j agrees',
  (cell) => {
    expect(level(good('M01'), ['M02', '4.7 / 5', cell])).toBe(5);
  },
);

it('states both numbers and the row’s line', () => {
  expect(find(ledgerConsistency, story([good('M01'), ['M02', '5.0 / 5']]))).toMatchObject({
    flaws: [{ observation: 'LEDGER.md:6 M02 says 5.0, its audit 4.7.' }],
  });
});

it('is not applicable without an earlier audit or a configured ledger', () => {
  expect([
    levelIn(ledgerConsistency, story([], [])),
    levelIn(ledgerConsistency, {}),
    levelIn(ledgerConsistency, { config: { ledger: 'LEDGER.md' } }),
    levelIn(ledgerConsistency, { evidence: { previous: missing('refused') } }),
  ]).toEqual(['not-applicable', 'not-applicable', 'not-applicable', 'not-applicable']);
});

it('gives a 0 to a ledger that does not exist, and is open when it cannot be read', () => {
  const whole = story([good('M01')]);
  const without = (ledger: Evidence<Ledger>) =>
    levelIn(ledgerConsistency, { ...whole, evidence: { ...whole.evidence, ledger } });
  expect([without(none('no file', { what: 'LEDGER.md' })), without(missing('refused'))]).toEqual([
    0,
    '0–5',
  ]);
});

it('keeps a contradiction as the highest level when an earlier audit cannot be read', () => {
  const lossy = (rows: string[][], audits: string[]): Story => {
    const whole = story(rows, audits);
    const { previous = missing('') } = whole.evidence ?? {};
    const unread = [{ what: 'an earlier audit', why: 'the earlier audit M03.json is broken' }];
    const lost = previous.state === 'present' ? { ...previous, unread } : previous;
    return { ...whole, evidence: { ...whole.evidence, previous: lost } };
  };
  expect([
    levelIn(ledgerConsistency, lossy([good('M01')], ['M01'])),
    find(ledgerConsistency, lossy([['M01', '5.0 / 5']], ['M01'])),
    levelIn(ledgerConsistency, lossy([], [])),
    levelIn(ledgerConsistency, lossy([], ['M01'])),
  ]).toMatchObject(['0–5', { level: 0, most: 3, flaws: [{ key: 'differs:M01' }] }, '0–5', 0]);
});

reachesEveryLevel(ledgerConsistency);
