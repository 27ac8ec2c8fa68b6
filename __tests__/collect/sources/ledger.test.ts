import { expect, it } from '@jest/globals';
import { ledgerRows } from '../../../src/collect/sources/ledger.ts';

const TABLE = '| ID | Score | Commit |\n|---|---|---|\n';

it('reads the rows between the markers, with their lines and what their cells say', () => {
  const text = `| M09 | not this |\n<!-- milestone-audit:ledger -->\r\n${TABLE}| [\`M01\`](a) | 4.7 / 5 | [\`abcdef0\`](u) |\n<!-- /milestone-audit:ledger -->\n`;
  expect(ledgerRows(text)).toEqual([
    { milestone: 'M01', line: 5, cells: ['M01', '4.7 / 5', 'abcdef0'] },
  ]);
});

it('without markers reads every table, and no prose', () => {
  const text = `In M04 we | talked.\n\n${TABLE}| **M01** | 4 | x |\n| none | 4 | x |\n`;
  expect(ledgerRows(text).map(({ milestone, line }) => [milestone, line])).toEqual([['M01', 5]]);
});
