import { expect, it } from '@jest/globals';
import { xunitNet } from '../../../src/report-formats/test-results/xunit-net.ts';
import { fixture, namedOf, notesOf, readText, testsOf } from '../reading.ts';

it('reads tests, and errors outside any test as errors', () => {
  const read = readText(xunitNet, fixture('xunit-net', 'v2.xml'));
  expect([testsOf(read), notesOf(read), namedOf(read)]).toEqual([
    [1, 1, 1, 2, 0],
    [],
    [
      'errored Shop.DatabaseFixture › (fixture-cleanup): still open',
      'skipped Shop.MoneyTests › Asked for by name: ',
      'skipped Shop.MoneyTests › Converts: no rates',
      'failed Shop.MoneyTests › Rounds: Assert.Equal() Failure',
    ],
  ]);
});

it('an unknown result is an error, never a pass', () => {
  const read = readText(xunitNet, '<assembly><test name="a" type="T" result="Maybe"/></assembly>');
  expect(testsOf(read)).toEqual([0, 0, 1, 0, 0]);
});

it('an assembly that counts failures no test has is an errored case', () => {
  const text =
    '<assemblies><assembly name="a.dll" total="1" failed="0" errors="2"><collection><test name="A.b" type="A" result="Pass"/></collection></assembly></assemblies>';
  expect(testsOf(readText(xunitNet, text))).toEqual([1, 0, 1, 0, 0]);
});
