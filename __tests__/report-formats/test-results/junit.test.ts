import { expect, it } from '@jest/globals';
import { junit } from '../../../src/report-formats/test-results/junit.ts';
import { fixture, namedOf, notesOf, readReport, readText, testsOf } from '../reading.ts';

function read(xml: string) {
  return readText(junit, xml);
}

/** Expected by hand from the samples: `[passed, failed, errored, skipped, flaky]` and the notes. */
const DIALECTS: readonly (readonly [string, readonly number[], readonly string[]])[] = [
  ['pytest.xml', [3, 1, 1, 2, 0], []],
  ['pytest-legacy.xml', [3, 1, 1, 2, 0], []],
  ['jest-junit.xml', [7, 1, 0, 1, 0], ['claim 8 tests, the report holds 9']],
  ['vitest.xml', [3, 2, 0, 2, 0], []],
  ['mocha-xunit.xml', [2, 2, 0, 2, 0], ['claim 5 tests, the report holds 6']],
  ['mocha-junit.xml', [2, 2, 0, 0, 0], ['claim 6 tests, the report holds 4']],
  ['playwright.xml', [4, 1, 1, 2, 0], []],
  ['node-test.xml', [4, 1, 0, 2, 0], []],
  ['gotestsum.xml', [4, 2, 0, 1, 0], []],
  ['phpunit.xml', [1, 1, 1, 1, 0], []],
  ['surefire.xml', [2, 1, 1, 1, 1], []],
  ['surefire-rerun.xml', [3, 1, 1, 1, 2], []],
  ['gradle.xml', [1, 3, 0, 1, 0], []],
  ['gradle-retry.xml', [2, 2, 0, 0, 1], []],
  ['junit-console.xml', [1, 2, 1, 1, 0], []],
  ['unittest-xml.xml', [1, 1, 1, 2, 0], []],
  ['perl-harness.xml', [2, 1, 0, 2, 0], ['claim 6 tests, the report holds 5']],
  ['nextest.xml', [2, 1, 0, 1, 1], []],
  ['ctest.xml', [1, 2, 0, 2, 0], []],
  ['catch2.xml', [2, 1, 1, 0, 0], []],
  ['bazel.xml', [0, 0, 1, 0, 0], []],
];

it.each(DIALECTS)('%s is counted by its cases', (name, counts, notes) => {
  const report = read(fixture('junit', name));
  expect([testsOf(report), notesOf(report)]).toEqual([
    counts,
    notes.map((note) => expect.stringContaining(note)),
  ]);
});

it('names a failure by file or module, class and name, with the first informative line', () => {
  const failed = (name: string) =>
    namedOf(read(fixture('junit', name))).filter((line) => /^(?:failed|flaky)/.test(line));
  expect(
    ['pytest.xml', 'pytest-legacy.xml', 'phpunit.xml', 'gotestsum.xml', 'nextest.xml'].map(failed),
  ).toEqual([
    ['failed test_money › TestMoney › test_rounds_half_up: assert 2 == 3'],
    ['failed test_money.py › TestMoney › test_rounds_half_up: assert 2 == 3'],
    [
      'failed phpunit/MoneyTest.php › MoneyTest › testRounds: Failed asserting that 2.0 is identical to 3.0.',
    ],
    [
      'failed example.org/money › TestRounds: money_test.go:16: 2 is not 3',
      'failed example.org/money/bank › TestPanics: panic: no database here [recovered]',
    ],
    [
      "failed money::bin/money › tests::fails: thread 'tests::fails' panicked at src/main.rs:9:9:",
      "flaky money::bin/money › tests::flickers: thread 'tests::flickers' panicked",
    ],
  ]);
});

it('counts nested suites once, each case where it stands', () => {
  const report = read(`<testsuites tests="2"><testsuite name="outer" tests="2">
    <testsuite name="inner" file="a/b.php" tests="1"><testcase name="x"/></testsuite>
    <testcase name="y" classname="Outer"/></testsuite></testsuites>`);
  expect([testsOf(report), notesOf(report)]).toEqual([[2, 0, 0, 0, 0], []]);
});

it('counts the cases when the attributes say otherwise, and says so', () => {
  const report = read(
    '<testsuite name="s" tests="9" failures="4" errors="0"><testcase name="a"/></testsuite>',
  );
  expect([testsOf(report), notesOf(report)]).toEqual([
    [1, 0, 1, 0, 0],
    [
      'The suites claim 4 failures and errors, the cases say 0; the cases count.',
      'The suites claim 9 tests, the report holds 1; the cases count.',
    ],
  ]);
});

it('missing attributes are not compared, and a passed retry never contradicts the totals', () => {
  const flaky = '<testcase name="a"><flakyFailure message="once"/></testcase>';
  const texts = [
    '<testsuite tests="1"><testcase name="a"><failure/></testcase></testsuite>',
    `<testsuite tests="1" failures="0" errors="0">${flaky}</testsuite>`,
    `<testsuite tests="2" failures="1" errors="0">${flaky}</testsuite>`,
    '<testsuite tests="1" failures="1" errors="0"><testcase name="a"/></testsuite>',
    '<testsuite tests="1" failures="0"><testcase name="a"><error/></testcase></testsuite>',
  ];
  expect(texts.map((text) => notesOf(read(text)))).toEqual([
    [],
    [],
    [],
    ['The suites claim 1 failures and errors, the cases say 0; the cases count.'],
    ['The suites claim 0 failures and errors, the cases say 1; the cases count.'],
  ]);
});

it('a case with several verdicts is one case with the worst of them', () => {
  const report = read(`<testsuite name="s">
    <testcase name="a"><skipped/><failure message="f"/><error message="e"/></testcase>
    <testcase name="b"><error message="e"/><skipped/></testcase>
    <testcase name="c"><failure message="1"/><failure message="2"/></testcase>
    <testcase name="d"><flakyFailure message="once"/><failure message="at last"/></testcase>
  </testsuite>`);
  expect([testsOf(report), namedOf(report)]).toEqual([
    [0, 3, 1, 0, 0],
    ['failed s › a: f', 'errored s › b: e', 'failed s › c: 1', 'failed s › d: at last'],
  ]);
});

it('a rerun that failed is a failure even without the first one', () => {
  const report = read('<testsuite><testcase name="a"><rerunFailure/></testcase></testsuite>');
  expect(testsOf(report)).toEqual([0, 1, 0, 0, 0]);
});

it('uses a status without a verdict element, and ignores unknown children', () => {
  const report = read(`<testsuite name="s"><testcase name="a" status="failed"/>
    <testcase name="b" result="suppressed"/><testcase name="c" status="run"/>
    <testcase name="d"><properties><failure/></properties><system-out>&lt;failure/></system-out></testcase>
  </testsuite>`);
  expect(testsOf(report)).toEqual([2, 1, 0, 1, 0]);
});

it('a suite that failed outside its cases is an error, not nothing', () => {
  const report = read(
    '<testsuite name="s"><error message="set-up broke"/><testcase name="a"/></testsuite>',
  );
  expect([testsOf(report), namedOf(report)]).toEqual([
    [1, 0, 1, 0, 0],
    ['errored s › (suite): set-up broke'],
  ]);
});

it('one name in two browsers is two tests', () => {
  const suite = (browser: string, inside: string) =>
    `<testsuite name="a.spec.ts" hostname="${browser}"><testcase classname="a.spec.ts" name="x">${inside}</testcase></testsuite>`;
  const report = read(
    `<testsuites>${suite('chromium', '<failure message="no"/>')}${suite('firefox', '')}</testsuites>`,
  );
  expect(testsOf(report)).toEqual([1, 1, 0, 0, 0]);
});

it('cases without names are not retries of each other', () => {
  const report = read(
    '<testsuite><testcase><failure/></testcase><testcase name=""/><testcase name=""/></testsuite>',
  );
  expect(testsOf(report)).toEqual([2, 1, 0, 0, 0]);
});

it('a case without a name did not end, as pytest writes it for an interrupted test', () => {
  const read = readText(junit, '<testsuite><testcase name="a"/><testcase time="0.1"/></testsuite>');
  expect([testsOf(read), namedOf(read)]).toEqual([
    [1, 0, 1, 0, 0],
    ['errored (unnamed 1): The case has no name: the test never ended.'],
  ]);
});

it.each([
  ['a test that CTest could not run', '<skipped message="Unable to find executable"/>', 'errored'],
  ['a test that skipped itself', '<skipped message="SKIP_RETURN_CODE=77"/>', 'skipped'],
  ['a disabled test of GoogleTest', '', 'skipped'],
])('with status="notrun", %s', (_name, inside, outcome) => {
  const text = `<testsuite><testcase name="a" status="notrun">${inside}</testcase></testsuite>`;
  expect(namedOf(readText(junit, text))[0]).toContain(outcome);
});

it('a report without cases is empty, never a pass', () => {
  expect(
    ['<testsuites/>', '<testsuite name="s" tests="0"/>', '<testsuite tests="3"/>'].map(
      (xml) => readReport('a.xml', Buffer.from(xml)).state,
    ),
  ).toEqual(['empty', 'empty', 'empty']);
});

it('raw color codes in names and messages keep the report readable', () => {
  const report = read(
    '<testsuite name="s"><testcase name="a\u001b[1mb"><failure message="\u001b[31mred\u001b[0m"/><system-out>\u0000\u001b[2J\u0008</system-out></testcase></testsuite>',
  );
  expect(namedOf(report)).toEqual(['failed s › a\u001b[1mb: red']);
});

it.each(['timeout', 'aborted', 'cancelled', 'interrupted', 'crashed'])(
  'a case of the status %s is an error, also without an element',
  (status) => {
    const report = read(`<testsuite><testcase name="a" status="${status}"/></testsuite>`);
    expect(testsOf(report)).toEqual([0, 0, 1, 0, 0]);
  },
);

it('a failure of a known problem is in the totals and is no failed run', () => {
  const report = read(
    '<testsuite tests="1" failures="1"><testcase name="a"><skipped type="todo"/><failure/></testcase></testsuite>',
  );
  expect(testsOf(report)).toEqual([0, 0, 0, 1, 0]);
});
