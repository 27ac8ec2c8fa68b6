import { expect, it } from '@jest/globals';
import { nunit } from '../../../src/report-formats/test-results/nunit.ts';
import { fixture, namedOf, notesOf, readText, testsOf } from '../reading.ts';

it('reads NUnit 3: errors by their label, the inconclusive as skipped', () => {
  const read = readText(nunit, fixture('nunit', 'nunit3.xml'));
  expect([testsOf(read), notesOf(read), namedOf(read)]).toEqual([
    [2, 1, 1, 2, 0],
    [],
    [
      'skipped Shop.MoneyTests › Assumes: ',
      'skipped Shop.MoneyTests › Converts: no rates',
      'failed Shop.MoneyTests › Rounds: Expected: 3',
      'errored Shop.MoneyTests › Stores: System.IO.IOException : no database here',
    ],
  ]);
});

it('reads NUnit 2', () => {
  const read = readText(nunit, fixture('nunit', 'nunit2.xml'));
  expect([testsOf(read), namedOf(read)]).toEqual([
    [2, 2, 1, 2, 0],
    [
      'skipped Money.MoneyTest › CannotSay: nobody knows',
      'failed Money.MoneyTest › Equal(2,3): Expected: 2',
      'failed Money.MoneyTest › Shares: 10 among <three>',
      'errored Money.MoneyTest › Throws: System.InvalidOperationException : no till',
      'skipped Money.MoneyTest › Waits: the till is closed',
    ],
  ]);
});

it('a missing or unknown result is not a pass', () => {
  const read = readText(
    nunit,
    `<test-results name="x"><test-case name="A.B.c" executed="True" success="True"/>
     <test-case name="A.B.d" executed="True"/><test-case name="A.B.e" executed="False"/>
     <test-case name='A.B.f("x.y")' result="Mysterious"/></test-results>`,
  );
  expect([testsOf(read), namedOf(read).at(-1)]).toEqual([
    [1, 1, 1, 1, 0],
    'errored A.B › f("x.y"): ',
  ]);
});

const PASSED = '<test-case name="a" fullname="N.F.a" result="Passed"/>';
const FAILED = '<test-case name="b" fullname="N.F.b" result="Failed" site="Parent"/>';

function suite(attributes: string, inside: string): string {
  return `<test-suite fullname="N.F" ${attributes}>${inside}</test-suite>`;
}

function nunitRun(inside: string, result = 'Failed'): string {
  return `<test-run result="${result}">${inside}</test-run>`;
}

const WHY = '<failure><message>disk full</message></failure>';

it.each([
  [
    'a failed tear-down',
    nunitRun(suite('type="TestFixture" result="Failed" site="TearDown"', WHY + PASSED)),
    [1, 0, 1, 0, 0],
    ['errored N.F › run: tear-down failed: disk full'],
  ],
  [
    'a failed tear-down next to a failed test',
    nunitRun(suite('type="TestFixture" result="Failed" site="TearDown"', WHY + FAILED)),
    [0, 1, 1, 0, 0],
    ['failed N.F › b: ', 'errored N.F › run: tear-down failed: disk full'],
  ],
  [
    'a failed set-up, which its cases report',
    nunitRun(suite('type="TestFixture" result="Failed" site="SetUp"', WHY + FAILED)),
    [0, 1, 0, 0, 0],
    ['failed N.F › b: '],
  ],
  [
    'a failed set-up of a fixture without cases',
    nunitRun(suite('type="SetUpFixture" result="Failed" site="SetUp"', WHY)),
    [0, 0, 1, 0, 0],
    ['errored N.F › run: set-up failed: disk full'],
  ],
  [
    'an assembly that could not be loaded',
    nunitRun(
      suite('type="Assembly" runstate="NotRunnable" result="Failed" label="Invalid"', WHY) +
        suite('type="Assembly" result="Passed"', PASSED),
    ),
    [1, 0, 1, 0, 0],
    ['errored N.F › run: assembly could not be loaded: disk full'],
  ],
  [
    'a cancelled run',
    `<test-run result="Failed" label="Cancelled">${PASSED}</test-run>`,
    [1, 0, 1, 0, 0],
    ['errored run: cancelled: '],
  ],
  [
    'a run that failed without a failed case',
    nunitRun(suite('type="Assembly" result="Failed" site="Child"', PASSED)),
    [1, 0, 1, 0, 0],
    ['errored run: failed outside of its tests: '],
  ],
  [
    'a suite that failed only because of its case',
    nunitRun(suite('type="TestFixture" result="Failed" site="Child"', WHY + FAILED)),
    [0, 1, 0, 0, 0],
    ['failed N.F › b: '],
  ],
  [
    'a fixture of NUnit 2 that failed in its tear-down',
    `<test-results name="x"><test-suite type="TestFixture" name="F" result="Error" success="False">${WHY}
     <results><test-case name="N.F.a" executed="True" result="Success" success="True"/></results></test-suite></test-results>`,
    [1, 0, 1, 0, 0],
    ['errored F › run: suite failed outside of its tests: disk full'],
  ],
])('%s', (_name, text, counts, named) => {
  const read = readText(nunit, text);
  expect([testsOf(read), namedOf(read)]).toEqual([counts, named]);
});

it('reads a document whose root is a suite', () => {
  const read = readText(nunit, suite('type="TestFixture" result="Passed"', PASSED));
  expect(testsOf(read)).toEqual([1, 0, 0, 0, 0]);
});

it.each([
  ['Passed', '', 'passed'],
  ['Warning', '', 'passed'],
  ['Inconclusive', '', 'skipped'],
  ['Skipped', 'Ignored', 'skipped'],
  ['Skipped', 'Explicit', 'skipped'],
  ['Failed', '', 'failed'],
  ['Failed', 'Error', 'errored'],
  ['Failed', 'Invalid', 'errored'],
  ['Failed', 'Cancelled', 'errored'],
  ['Success', '', 'passed'],
  ['Failure', '', 'failed'],
  ['Error', '', 'errored'],
  ['Ignored', '', 'skipped'],
  ['NotRunnable', '', 'errored'],
  ['Cancelled', '', 'errored'],
])('result %s with label "%s" is %s', (result, label, outcome) => {
  const text = `<test-run><test-case name="a" result="${result}" label="${label}"/></test-run>`;
  const [passed, failed, errored, skipped] = testsOf(readText(nunit, text));
  expect({ passed, failed, errored, skipped }).toMatchObject({ [outcome]: 1 });
});

it('recognizes a run, the results of NUnit 2, and a suite', () => {
  const heads = ['<test-run>', '<test-results>', '<test-suite>', '<test-case>'];
  expect(heads.map((head) => nunit.recognize(head, ''))).toEqual([true, true, true, false]);
});
