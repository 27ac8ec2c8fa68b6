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

it('is unreadable with fewer tests than planned or without a plan', () => {
  const texts = ['TAP version 13\n1..3\nok 1\nok 2\n', 'TAP version 13\nok 1\n'];
  expect(texts.map((text) => whyOf(readText(tap, text)))).toEqual([
    '3 tests are planned and 2 reported: the run was stopped or the file cut off.',
    'There is no plan (1..N): the run was stopped or the file cut off.',
  ]);
});

it('is unreadable when it was cut inside of the directive that makes a pass a skip', () => {
  const whole = '1..2\nok 1 - a\nok 2 - b # SKIP no rates';
  const reads = [whole, whole.slice(0, -11), whole.slice(0, -14)].map((text) =>
    readText(tap, text),
  );
  expect(reads.map(testsOf)).toEqual([[1, 0, 0, 1, 0], 'unreadable', 'unreadable']);
});

it('counts more tests than planned, and notes it', () => {
  const read = readText(tap, '1..1\nok 1 - a\nnot ok 2 - b\n');
  expect([testsOf(read), notesOf(read)]).toEqual([
    [1, 1, 0, 0, 0],
    ['1 tests are planned and 2 reported; those reported count.'],
  ]);
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
