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
