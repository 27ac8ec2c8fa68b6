import { expect, it } from '@jest/globals';
import { tap } from '../../../src/report-formats/test-results/tap.ts';
import { fixture, namedOf, notesOf, readText, testsOf, whyOf } from '../reading.ts';

it('reads what node:test wrote: the innermost tests are the cases', () => {
  const read = readText(tap, fixture('tap', 'node-test.tap'));
  expect([testsOf(read), namedOf(read), notesOf(read)]).toEqual([
    [4, 1, 0, 2, 0],
    [
      'skipped money › converts # currencies: no rates',
      'skipped money › formats: ',
      'failed money › rounds half up: 2 == 3',
    ],
    [],
  ]);
});

it('reads TAP 12, with directives, without names and with an escaped number sign', () => {
  const read = readText(tap, fixture('tap', 'tap12.tap'));
  expect([testsOf(read), namedOf(read)]).toEqual([
    [3, 1, 0, 2, 0],
    [
      'skipped formats: not written',
      "failed rounds: Failed test 'rounds'",
      'skipped test 3: no rates',
    ],
  ]);
});

it('reads what Test::More and tape wrote', () => {
  const reads = ['test-more.tap', 'test-more-bail.tap', 'tape.tap'].map((name) =>
    readText(tap, fixture('tap', name)),
  );
  expect(reads.map((read) => [testsOf(read), namedOf(read)])).toEqual([
    [
      [3, 1, 0, 3, 0],
      [
        'skipped pays interest: interest comes later',
        'failed shares: ',
        'skipped test 3: the till is closed',
        'skipped test 4: the till is closed',
      ],
    ],
    [[1, 0, 1, 0, 0], ['errored Bail out!: the till is gone']],
    [[2, 1, 0, 2, 0], expect.anything()],
  ]);
});

it('counts a bail-out as an error and keeps the tests before it', () => {
  const read = readText(tap, fixture('tap', 'bail-out.tap'));
  expect([testsOf(read), namedOf(read)]).toEqual([
    [1, 0, 1, 0, 0],
    ['errored Bail out!: no database here'],
  ]);
});

it('counts a parent that failed although nothing inside of it did', () => {
  const text = 'TAP version 14\n1..1\n# Subtest: a\n    ok 1 - b\n    1..2\nnot ok 1 - a\n';
  const read = readText(tap, text);
  expect([testsOf(read), notesOf(read)]).toEqual([
    [1, 1, 0, 0, 0],
    ['Inside of "a" 2 tests are planned and 1 reported.'],
  ]);
});

it.each([
  ['TAP version 13\n1..3\nok 1\nok 2\n', 2, '3 tests are planned and 2 reported'],
  ['TAP version 13\nok 1\n', 1, 'There is no plan (1..N)'],
])('%j counts its finished tests and the cut as an error', (text, passed, why) => {
  const read = readText(tap, text);
  expect([testsOf(read), namedOf(read)]).toEqual([
    [passed, 0, 1, 0, 0],
    [`errored run: cut off: ${why}: the run was stopped or the file cut off.`],
  ]);
});

it('is unreadable when the run was stopped before its first test', () => {
  expect(whyOf(readText(tap, 'TAP version 13\n1..3\n'))).toBe(
    '3 tests are planned and 0 reported: the run was stopped or the file cut off.',
  );
});

it('a time after the name is no part of it', () => {
  const text =
    '1..3\nnot ok 1 - a # time=5.25ms\nnot ok 2 b # in 5 ms # timeout after 1 s\nnot ok 3 c # 7\n';
  expect(namedOf(readText(tap, text))).toEqual(['failed a: ', 'failed b: ', 'failed c # 7: ']);
});

it('is unreadable when it was cut inside of the directive that makes a pass a skip', () => {
  const whole = '1..2\nok 1 - a\nok 2 - b # SKIP no rates';
  const reads = [whole, whole.slice(0, -11), whole.slice(0, -14)].map((text) =>
    readText(tap, text),
  );
  expect(reads.map(testsOf)).toEqual([[1, 0, 0, 1, 0], 'unreadable', 'unreadable']);
});

it('counts more tests than planned as a failed run', () => {
  const read = readText(tap, '1..1\nok 1 - a\nok 2 - b\nok 3 - c\n');
  expect([testsOf(read), namedOf(read)]).toEqual([
    [3, 0, 1, 0, 0],
    ['errored run: bad plan: 1 tests are planned and 3 reported.'],
  ]);
});

it('counts a bad plan inside of a subtest that passed as a failed run', () => {
  const read = readText(tap, '# Subtest: a\n    1..2\n    ok 1 - x\nok 1 - a\n1..1\n');
  expect(testsOf(read)).toEqual([1, 0, 1, 0, 0]);
});

it('reads streams that were put into one file', () => {
  const text = 'TAP version 13\n1..2\nok 1 - a\nok 2 - b\nTAP version 13\nnot ok 1 - c\n1..1\n';
  expect(testsOf(readText(tap, text))).toEqual([2, 1, 0, 0, 0]);
});

it('counts an error when the first of two streams was cut off', () => {
  const text = 'TAP version 13\n1..2\nok 1 - a\nTAP version 13\nok 1 - c\n1..1\n';
  expect(testsOf(readText(tap, text))).toEqual([2, 0, 1, 0, 0]);
});

it.each([
  ['results', '  data: |\n        1..4\n        not ok 1 - inner'],
  ['results without indent of their own', '  not ok 9 - inner\n  1..9'],
  ['a bail-out', '  output: |\n    Bail out! no disk'],
  ['a directive', '  # Subtest: x\n  name: ok 5 # SKIP'],
  ['a document end of a deeper block', '  text: |\n    ---\n    ...\n    not ok 3'],
  ['a version', '  text: |\n    TAP version 14'],
])('a YAML block that holds %s is no TAP', (_name, yaml) => {
  const text = `1..2\nok 1 - a\n  ---\n${yaml}\n  ...\nnot ok 2 - b\n`;
  expect(testsOf(readText(tap, text))).toEqual([1, 1, 0, 0, 0]);
});

it('an unclosed YAML block ends at a line with less indent', () => {
  const text = '1..2\nok 1 - a\n  ---\n  seen: 1\nnot ok 2 - b\n';
  expect(testsOf(readText(tap, text))).toEqual([1, 1, 0, 0, 0]);
});

it('dashes that do not follow a result begin no YAML block', () => {
  const text = '1..2\nok 1 - a\n# output\n    ---\n    not ok 1 - x\nok 2 - b\n    1..1\n';
  expect(testsOf(readText(tap, text))).toEqual([1, 1, 0, 0, 0]);
});

it.each([
  ['not ok 1 - a # TODO', 'skipped'],
  ['not ok 1 - a # todo later', 'skipped'],
  ['not ok 1 - a #TODO later', 'skipped'],
  ['not ok 1 - a # ToDo: later', 'skipped'],
  ['not ok 1 - a # TODO(mira) later', 'skipped'],
  ['not ok 1 # TODO', 'skipped'],
  ['ok 1 - a # SKIP', 'skipped'],
  ['ok 1 - a # skipped: no disk', 'skipped'],
  ['not ok 1 - a # todoist', 'failed'],
  ['not ok 1 - a # TODO_LIST', 'failed'],
  ['not ok 1 - a # to-do', 'failed'],
  ['not ok 1 - a # todo-list', 'failed'],
  ['not ok 1 - a # skipper', 'failed'],
  ['not ok 1 - a \\# TODO', 'failed'],
])('%s is %s', (line, outcome) => {
  const [passed, failed, errored, skipped] = testsOf(readText(tap, `1..1\n${line}\n`));
  expect({ passed, failed, errored, skipped }).toMatchObject({ [outcome]: 1 });
});

it('is empty when the plan skips everything', () => {
  const read = readText(tap, '1..0 # SKIP no database\n');
  expect([read.state, notesOf(read)]).toEqual([
    'empty',
    ['The plan skips all tests: SKIP no database'],
  ]);
});

it("is recognized by its first line, and is not go test's plain output", () => {
  const heads = [
    'TAP version 14\n',
    '1..4\n',
    '# hello\nok 1 - a\n',
    'not ok - b\n',
    'ok  \tgithub.com/a\t0.1s\n',
    'okay\n',
    '{}',
  ];
  expect(heads.map((head) => tap.recognize(head, ''))).toEqual([
    true,
    true,
    true,
    true,
    false,
    false,
    false,
  ]);
});
