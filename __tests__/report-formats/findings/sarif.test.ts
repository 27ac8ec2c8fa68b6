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

const RULES = [
  { id: 'LINT1', guid: 'aaaa', defaultConfiguration: { level: 'note' } },
  { id: 'LINT2', defaultConfiguration: { level: 'error' } },
];

/** The severity of one result of a run with two rules. */
function severityOf(result: object, run: object = {}): string {
  const driver = { name: 't', rules: RULES };
  const tool = { driver, extensions: [{ name: 'more', rules: [RULES[1]] }] };
  const document = { version: '2.1.0', runs: [{ tool, results: [result], ...run }] };
  const read = findingsOf(readText(sarif, JSON.stringify(document)));
  return typeof read === 'string' ? read : (String(Object.values(read).at(-1)).split(' ')[0] ?? '');
}

function invocation(descriptor: object, level: string): object {
  const override = { descriptor, configuration: { level } };
  return { executionSuccessful: true, ruleConfigurationOverrides: [override] };
}

it.each([
  ['the default of the rule', { ruleId: 'LINT1' }, {}, 'low'],
  ['its own level', { ruleId: 'LINT1', level: 'error' }, {}, 'high'],
  ['warning, without a rule', { ruleId: 'OTHER' }, {}, 'medium'],
  ['the rule of a hierarchical id', { ruleId: 'LINT2/a/b' }, {}, 'high'],
  ['the rule by its index', { ruleId: 'OTHER', rule: { index: 1 } }, {}, 'high'],
  ['the rule by its GUID', { rule: { guid: 'aaaa' } }, {}, 'low'],
  [
    'the rule of an extension by its name',
    { rule: { index: 0, toolComponent: { name: 'more' } } },
    {},
    'high',
  ],
  ['none, when it is open', { ruleId: 'LINT2', kind: 'open' }, {}, 'low'],
  [
    'the override of the only invocation',
    { ruleId: 'LINT1' },
    { invocations: [invocation({ id: 'LINT1' }, 'error')] },
    'high',
  ],
  [
    'the override by index',
    { ruleIndex: 0 },
    { invocations: [invocation({ index: 0 }, 'warning')] },
    'medium',
  ],
  [
    'the override of its invocation of several',
    { ruleId: 'LINT1', provenance: { invocationIndex: 1 } },
    { invocations: [invocation({ id: 'LINT1' }, 'error'), invocation({ id: 'LINT1' }, 'warning')] },
    'medium',
  ],
  [
    'no override, when it names none of several invocations',
    { ruleId: 'LINT1' },
    { invocations: [invocation({ id: 'LINT1' }, 'error'), invocation({ id: 'LINT1' }, 'warning')] },
    'low',
  ],
  [
    'its own level before an override',
    { ruleId: 'LINT1', level: 'note' },
    { invocations: [invocation({ id: 'LINT1' }, 'error')] },
    'low',
  ],
])('a result has the level of %s', (_name, result, run, severity) => {
  expect(severityOf(result, run)).toBe(severity);
});

it.each(['toolExecutionNotifications', 'toolConfigurationNotifications'])(
  'notes errors among %s',
  (list) => {
    const notifications = [
      { level: 'error', message: { text: 'cannot parse a.c' } },
      { level: 'error', message: { text: 'cannot parse b.c' } },
      { level: 'warning', message: { text: 'slow' } },
    ];
    const invocations = [{ executionSuccessful: true, [list]: notifications }];
    const run = { tool: { driver: { name: 't' } }, results: [], invocations };
    const read = readText(sarif, JSON.stringify({ version: '2.1.0', runs: [run] }));
    expect(notesOf(read)).toEqual([
      'The scanner reports 2 errors, so its results may be incomplete: cannot parse a.c',
    ]);
  },
);
