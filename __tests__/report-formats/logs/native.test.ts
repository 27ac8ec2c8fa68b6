import { expect, it } from '@jest/globals';
import { readLog } from '../../../src/report-formats/logs/read-log.ts';

/** The readings of tests as `format passed/failed/errored/skipped`. */
function totalsOf(text: string): readonly string[] {
  return readLog(text.split('\n')).flatMap((reading) => {
    if (reading.kind !== 'tests') return [];
    const { passed, failed, errored, skipped } = reading.counts;
    return [`${reading.format} ${[passed, failed, errored, skipped].join('/')}`];
  });
}

const CTEST = `Test project /w/build
    Start 1: ok
1/6 Test #1: ok ...............................   Passed    0.02 sec
    Start 2: bad
2/6 Test #2: bad ..............................***Failed    0.01 sec
    Start 3: slow
3/6 Test #3: slow .............................***Timeout   1.00 sec
    Start 4: missing
Could not find executable /nonexistent
4/6 Test #4: missing ..........................***Not Run   0.00 sec
    Start 5: skipped
5/6 Test #5: skipped ..........................***Skipped   0.04 sec
    Start 6: off
6/6 Test #6: off ..............................***Not Run (Disabled)   0.00 sec

40% tests passed, 3 tests failed out of 5

Total Test time (real) =   1.10 sec`;

const GTEST = `[==========] Running 4 tests from 2 test suites.
[----------] Global test environment set-up.
[ RUN      ] A.one
[       OK ] A.one (0 ms)
[==========] 4 tests from 2 test suites ran. (12 ms total)
[  PASSED  ] 1 test.
[  SKIPPED ] 2 tests, listed below:
[  SKIPPED ] A.three
[  SKIPPED ] A.four
[  FAILED  ] 1 test, listed below:
[  FAILED  ] A.two

 1 FAILED TEST`;

const GTEST_OK = `[==========] Running 1 test from 1 test suite.
[==========] 1 test from 1 test suite ran. (0 ms total)
[  PASSED  ] 1 test.`;

const PROVE = `t/a.t ..
Dubious, test returned 1 (wstat 256, 0x100)
Failed 1/4 subtests
	(less 1 skipped subtest: 2 okay)
t/b.t .. ok
t/c.t ..
Dubious, test returned 255 (wstat 65280, 0xff00)
Failed 2/3 subtests
t/d.t .. skipped: not here

Test Summary Report
-------------------
t/a.t (Wstat: 256 (exited 1) Tests: 4 Failed: 1)
  Failed test:  2
  Non-zero exit status: 1
t/c.t (Wstat: 65280 (exited 255) Tests: 1 Failed: 0)
  Non-zero exit status: 255
  Parse errors: Bad plan.  You planned 3 tests but ran 1.
Files=4, Tests=7,  2 wallclock secs ( 0.09 usr  0.04 sys +  0.29 cusr  0.18 csys =  0.60 CPU)
Result: FAIL`;

const FILES = 'Files=1, Tests=2,  1 wallclock secs ( 0.05 usr  0.02 sys =  0.28 CPU)';
const TAP = `1..3
ok 1 one
not ok 2 two
# (in test file t/a.bats, line 2)
ok 3 three # skip no`;

it.each([
  ['CTest', CTEST, ['log:ctest 1/3/0/2']],
  ['CTest, all passed', '100% tests passed, 0 tests failed out of 2', ['log:ctest 2/0/0/0']],
  ['CTest, killed', 'Test project /w/build\n    Start 1: slow', ['log:ctest 0/0/1/0']],
  ['CTest, no tests', 'Test project /w/build\nNo tests were found!!!', ['log:ctest 0/0/0/0']],
  [
    'CTest, listed',
    'Test project /w/build\n  Test #1: ok\n\nTotal Tests: 1',
    ['log:ctest 0/0/0/0'],
  ],
  [
    'CTest with the output of a failed googletest program',
    `Test project /w\n${GTEST}\n0% tests passed, 1 tests failed out of 1`,
    ['log:ctest 0/1/0/0'],
  ],
  ['googletest', GTEST, ['log:googletest 1/1/0/2']],
  ['googletest, all passed', GTEST_OK, ['log:googletest 1/0/0/0']],
  ['googletest, two programs', `${GTEST_OK}\n${GTEST_OK}`, Array(2).fill('log:googletest 1/0/0/0')],
  [
    'googletest, killed',
    `[==========] Running 4 tests from 2 test suites.\n${GTEST_OK}`,
    ['log:googletest 0/0/1/0', 'log:googletest 1/0/0/0'],
  ],
  [
    'googletest, no test',
    '[==========] Running 0 tests from 0 test suites.\n[==========] 0 tests from 0 test suites ran. (0 ms total)\n[  PASSED  ] 0 tests.',
    ['log:googletest 0/0/0/0'],
  ],
  [
    'googletest, broken suite',
    `${GTEST_OK}\n[  FAILED  ] B: SetUpTestSuite or TearDownTestSuite`,
    ['log:googletest 1/0/0/0', 'log:googletest 0/0/1/0'],
  ],
  ['bats --pretty', '3 tests, 1 failure, 1 skipped', ['log:bats 1/1/0/1']],
  ['bats --pretty, all passed', '2 tests, 0 failures', ['log:bats 2/0/0/0']],
  ['bats', TAP, ['log:tap 1/1/0/1']],
  ['bats, killed', '1..3\nok 1 one', ['log:tap 1/0/1/0']],
  ['TAP of another runner', `TAP version 13\n${TAP}`, []],
  ['prove', PROVE, ['log:prove 6/1/1/0']],
  [
    'prove, all passed',
    `t/b.t .. ok\nAll tests successful.\n${FILES}\nResult: PASS`,
    ['log:prove 2/0/0/0'],
  ],
  [
    'prove, verbose',
    `t/b.t ..\n1..2\nok 1\nok 2\nok\n${FILES}\nResult: PASS`,
    ['log:prove 2/0/0/0'],
  ],
  [
    'prove, no test',
    `${FILES.replace('Tests=2', 'Tests=0')}\nResult: NOTESTS`,
    ['log:prove 0/0/0/0'],
  ],
  ['prove, bad plan alone', `${FILES}\nResult: FAIL`, ['log:prove 2/0/1/0']],
])('reads the totals of %s', (_, log, totals) => {
  expect(totalsOf(log)).toEqual(totals);
});
