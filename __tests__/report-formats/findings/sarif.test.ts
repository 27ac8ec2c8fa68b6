import { expect, it } from '@jest/globals';
import { sarif } from '../../../src/report-formats/findings/sarif.ts';
import { findingsOf, fixture, notesOf, readText } from '../reading.ts';

it('reads what ESLint wrote, without what the source suppresses', () => {
  const read = readText(sarif, fixture('sarif', 'eslint.sarif'));
  expect([findingsOf(read), notesOf(read)]).toEqual([
    {
      tool: 'ESLint',
      kind: 'code',
      counts: { critical: 0, high: 3, medium: 1, low: 0, unknown: 0 },
      findings: [
        'high eqeqeq eslint/money.js:2',
        'high no-undef eslint/eslint.config.js:1',
        'high no-undef eslint/money.js:2',
        'medium no-unused-vars eslint/money.js:1',
      ],
    },
    ['2 results are suppressed and not counted.'],
  ]);
});

it('ranks scores above levels, and ignores suppressed, absent, and harmless results', () => {
  const read = readText(sarif, fixture('sarif', 'suppressed.sarif'));
  expect([findingsOf(read), notesOf(read)]).toEqual([
    {
      tool: 'CodeQL',
      kind: 'code',
      counts: { critical: 1, high: 1, medium: 1, low: 3, unknown: 0 },
      findings: [
        'critical js/xxe ',
        'high js/sql-injection src/db.js:12',
        'medium js/other ',
        'low js/style ',
        'low js/style ',
        'low js/style src/db.js',
      ],
    },
    [
      '1 results of the baseline are gone and not counted.',
      '2 results are suppressed and not counted.',
    ],
  ]);
});

it('a failed scan that found nothing is unreadable, one without results is empty', () => {
  const run = (more: object) => JSON.stringify({ version: '2.1.0', runs: [{ tool: {}, ...more }] });
  const texts = [
    run({ results: [], invocations: [{ executionSuccessful: false }] }),
    run({}),
    run({ results: [] }),
    '{"version":"1.0.0","runs":[]}',
    '{"version":"2.1.0","runs":[]}',
  ];
  expect(texts.map((text) => readText(sarif, text).state)).toEqual([
    'unreadable',
    'empty',
    'present',
    'unreadable',
    'empty',
  ]);
});
