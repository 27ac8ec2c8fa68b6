import { expect, it } from '@jest/globals';
import { sarif } from '../../../src/report-formats/findings/sarif.ts';
import { findingsOf, fixture, missedIn, notesOf, readText } from '../reading.ts';

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

/** What a run that found nothing says it missed. */
function missedOf(run: object): readonly string[] | string {
  const tool = { driver: { name: 'lint', notifications: NOTIFICATIONS } };
  const found = { results: [{ ruleId: 'a', message: { text: 'm' } }] };
  const runs = [
    { tool, results: [], ...run },
    { tool, ...found },
  ];
  return missedIn(readText(sarif, JSON.stringify({ version: '2.1.0', runs })));
}

const NOTIFICATIONS = [
  { id: 'parse', defaultConfiguration: { level: 'error' } },
  { id: 'slow', defaultConfiguration: { level: 'note' } },
];
const notified = (more: object, one: object) => ({
  invocations: [{ executionSuccessful: true, ...more, toolExecutionNotifications: [one] }],
});
const overridden = (id: string, level: string) => ({
  notificationConfigurationOverrides: [{ descriptor: { id }, configuration: { level } }],
});

it.each(['toolExecutionNotifications', 'toolConfigurationNotifications'])(
  'is incomplete with errors among %s',
  (list) => {
    const notifications = [
      { level: 'error', message: { text: 'cannot parse a.c' } },
      { level: 'error', message: { text: 'cannot parse b.c' } },
      { level: 'warning', message: { text: 'slow' } },
    ];
    const invocations = [{ executionSuccessful: true, [list]: notifications }];
    expect(missedOf({ invocations })).toEqual([
      'lint reports 2 errors of its own: cannot parse a.c',
    ]);
  },
);

it.each([
  [
    'a failed invocation',
    { invocations: [{ executionSuccessful: false }] },
    ['lint says that its run did not succeed.'],
  ],
  ['no results', { results: null }, ['A run of lint has no results.']],
  [
    'results in another file',
    { externalPropertyFileReferences: { results: [{ location: { uri: 'r.json' } }] } },
    ['lint keeps results in other files, which are not read.'],
  ],
  [
    'a notification whose descriptor says error',
    notified({}, { descriptor: { id: 'parse' } }),
    ['lint reports 1 error of its own: no message'],
  ],
  [
    'a notification that an override makes an error',
    notified(overridden('slow', 'error'), { descriptor: { id: 'slow' }, message: { text: 'm' } }),
    ['lint reports 1 error of its own: m'],
  ],
  [
    'nothing, when an override makes it a note',
    notified(overridden('parse', 'note'), { descriptor: { id: 'parse' } }),
    [],
  ],
  ['nothing, with a notification without a level', notified({}, { message: { text: 'm' } }), []],
])('a run is incomplete because of %s', (_name, run, missed) => {
  expect(missedOf(run)).toEqual(missed);
});

it.each([
  ['accepted', ['accepted'], 'present 0'],
  ['without a status', [undefined], 'present 0'],
  ['under review', ['underReview'], 'present 1'],
  ['accepted once and rejected once', ['accepted', 'rejected'], 'present 1'],
])('a suppression that is %s decides whether the result counts', (_name, statuses, expected) => {
  const suppressions = statuses.map((status) => ({ kind: 'external', status }));
  const run = { tool: {}, results: [{ ruleId: 'a', suppressions }] };
  const read = readText(sarif, JSON.stringify({ version: '2.1.0', runs: [run] }));
  const found = read.state !== 'unreadable' && read.content.kind === 'findings';
  expect(`${read.state} ${found ? read.content.report.findings.length : ''}`).toBe(expected);
});
