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

const DOTNET =
  'Passed!  - Failed:     0, Passed:     7, Skipped:     1, Total:     8, Duration: 2 s - Shop.Tests.dll (net9.0)';
const PLATFORM = (verdict: string, failed = 0) =>
  `Test run summary: ${verdict} - bin/Shop.Tests.dll (net9.0|x64)\n  total: 5\n  failed: ${failed}\n  succeeded: ${5 - failed}\n  skipped: 0\n  duration: 1s 210ms`;
const FRAME = (containers: number) =>
  `[         3 containers found      ]\n[         ${containers} containers failed     ]\n[         2 tests found           ]\n[         2 tests successful      ]\n[         0 tests failed          ]`;

const SESSION = '===== test session starts =====';
const PHPUNIT = 'PHPUnit 9.6.7 by Sebastian Bergmann and contributors.';

it.each([
  [
    'vstest, aborted',
    `The active test run was aborted. Reason: Test host process crashed\n${DOTNET}\nTest Run Aborted.`,
    ['log:dotnet-test 7/0/1/1'],
  ],
  ['vstest, aborted before any total', 'Test Run Aborted.', ['log:dotnet-test 0/0/1/0']],
  [
    'vstest, no test',
    'No test matches the given testcase filter `Name=x` in /w/Shop.Tests.dll',
    ['log:dotnet-test 0/0/0/0'],
  ],
  ['vstest, cancelled', `${DOTNET}\nTest Run Canceled.`, ['log:dotnet-test 7/0/1/1']],
  ['Microsoft.Testing.Platform', PLATFORM('Passed!'), ['log:dotnet-test 5/0/0/0']],
  ['Microsoft.Testing.Platform, failed', PLATFORM('Failed!', 2), ['log:dotnet-test 3/2/0/0']],
  ['Microsoft.Testing.Platform, aborted', PLATFORM('Aborted'), ['log:dotnet-test 5/0/1/0']],
  [
    'surefire, forked VM died',
    'Tests run: 4, Failures: 0, Errors: 0, Skipped: 0\n[ERROR] The forked VM terminated without properly saying goodbye. VM crash or System.exit called?\n[ERROR] The forked VM terminated without saying properly goodbye. VM crash',
    ['log:maven 4/0/0/0', 'log:maven 0/0/1/0'],
  ],
  [
    'surefire, fork timed out',
    '[ERROR] There was a timeout or other error in the fork -> [Help 1]',
    ['log:maven 0/0/1/0'],
  ],
  ['JUnit console, failed container', FRAME(1), ['log:junit-console 2/0/1/0']],
  ['JUnit console', FRAME(0), ['log:junit-console 2/0/0/0']],
  [
    'Gradle, executor died',
    "> Process 'Gradle Test Executor 4' finished with non-zero exit value 134",
    ['log:gradle 0/0/1/0'],
  ],
  [
    'jest, suites not run',
    'Test Suites: 3 passed, 3 of 9 total\nTests:       12 passed, 12 total',
    ['log:jest 12/0/1/0'],
  ],
  [
    'pytest, internal error',
    'INTERNALERROR> Traceback (most recent call last):\nINTERNALERROR> KeyError\n= 2 passed in 0.10s =',
    ['log:pytest 2/0/1/0'],
  ],
  [
    'pytest, internal error without totals',
    'INTERNALERROR> Traceback (most recent call last):',
    ['log:pytest 0/0/1/0'],
  ],
  [
    'pytest, interrupted',
    '!!!!!!!!!!! KeyboardInterrupt !!!!!!!!!!!\n= 6 passed in 1.10s =',
    ['log:pytest 6/0/1/0'],
  ],
  [
    'pytest, interrupted by a collection error that is counted',
    '!!!!!! Interrupted: 1 error during collection !!!!!!\n= 1 error in 0.20s =',
    ['log:pytest 0/0/1/0'],
  ],
  [
    'cargo, a test program that died',
    'test result: ok. 3 passed; 0 failed; 0 ignored; 0 measured; 0 filtered out\nerror: test failed, to rerun pass `--lib`',
    ['log:cargo-test 3/0/1/0'],
  ],
  [
    'nextest, cancelled',
    '     Summary [   0.010s] 2/9 tests run: 2 passed, 0 skipped',
    ['log:cargo-test 2/0/1/0'],
  ],
  [
    'cargo, a test program that does not compile',
    'error: could not compile `shop` (lib test) due to 1 previous error',
    ['log:cargo-test 0/0/1/0'],
  ],
  [
    'cargo, a program that does not compile',
    'error: could not compile `shop` (lib) due to 1 previous error',
    [],
  ],
  ['go, no test of that name', 'ok  \tx/a\t0.1s [no tests to run]', ['log:go-test 0/0/0/0']],
  ['pytest, killed', `${SESSION}\ncollected 2 items\n\ntest_a.py .`, ['log:pytest 0/0/1/0']],
  [
    'pytest, killed before a run that passed',
    `${SESSION}\n${SESSION}\n= 2 passed in 0.10s =`,
    ['log:pytest 0/0/1/0', 'log:pytest 2/0/0/0'],
  ],
  ['pytest, not killed', `${SESSION}\n= 2 passed in 0.10s =`, ['log:pytest 2/0/0/0']],
  [
    'pytest, ended by a test',
    `${SESSION}\n= 1 passed in 6.50s =\n!!!!! _pytest.outcomes.Exit: stop !!!!!`,
    ['log:pytest 1/0/0/0', 'log:pytest 0/0/1/0'],
  ],
  [
    'pytest, a file that is not there',
    `${SESSION}\n= no tests ran in 6.50s =\nERROR: file or directory not found: nofile.py`,
    ['log:pytest 0/0/0/0', 'log:pytest 0/0/1/0'],
  ],
  [
    'pytest, a conftest that does not load',
    "ImportError while loading conftest '/w/conftest.py'.",
    ['log:pytest 0/0/1/0'],
  ],
  [
    'pytest, tests that are listed',
    `${SESSION}\n== 1 test collected in 9.73s ==`,
    ['log:pytest 0/0/0/0'],
  ],
  [
    'jest, a tear-down that failed',
    'Test Suites: 1 passed, 1 total\nTests:       1 passed, 1 total\nError: Jest: Got error running globalTeardown - /w/td.js, reason: x',
    ['log:jest 1/0/0/0', 'log:jest 0/0/1/0'],
  ],
  ['jest, a test that exits', '  ●  process.exit called with "0"', ['log:jest 0/0/1/0']],
  ['jest, no test', 'No tests found, exiting with code 1', ['log:jest 0/0/0/0']],
  ['vitest, killed', ' RUN  v3.2.7 /w', ['log:vitest 0/0/1/0']],
  [
    'vitest, two runs',
    ' RUN  v3.2.7 /w\n Test Files  1 passed (1)\n      Tests  2 passed (2)\n RUN  v3.2.7 /w\n Test Files  1 passed (1)\n      Tests  3 passed (3)',
    ['log:vitest 2/0/0/0', 'log:vitest 3/0/0/0'],
  ],
  [
    'vitest, no test',
    ' RUN  v3.2.7 /w\n\nNo test files found, exiting with code 1',
    ['log:vitest 0/0/0/0'],
  ],
  [
    'Playwright, out of time',
    'Running 3 tests using 1 worker\n\nTimed out waiting 1.5s for the test suite to run\n\n  3 did not run',
    ['log:playwright 0/0/1/3'],
  ],
  [
    'Playwright, killed',
    'Running 2 tests using 1 worker\n\n[1/2] a.spec.js:1:47 › a',
    ['log:playwright 0/0/1/0'],
  ],
  ['Playwright, no test', 'Error: No tests found', ['log:playwright 0/0/0/0']],
  ['mocha, no test', 'Error: No test files found: "test"', ['log:mocha 0/0/0/0']],
  ['PHPUnit, a test that exits', `${PHPUNIT}\n\n.`, ['log:phpunit 0/0/1/0']],
  [
    'PHPUnit, out of memory',
    `${PHPUNIT}\n\n.PHP Fatal error:  Allowed memory size of 4194304 bytes exhausted in /w/ATest.php on line 2`,
    ['log:phpunit 0/0/1/0'],
  ],
  [
    'PHPUnit, several lines of progress',
    `${PHPUNIT}\n\n...  3 / 5 ( 60%)\n..   5 / 5 (100%)\n\nOK (5 tests, 5 assertions)`,
    ['log:phpunit 5/0/0/0'],
  ],
  ['PHPUnit, no test', `${PHPUNIT}\n\nNo tests executed!`, ['log:phpunit 0/0/0/0']],
  ['PHPUnit, its version', PHPUNIT, []],
  ['PHP, a program that is no test', 'PHP Fatal error:  Uncaught Error', []],
  [
    'RSpec, interrupted',
    '.\nRSpec is shutting down and will print the summary report... Interrupt again to force quit.\n.\n2 examples, 0 failures',
    ['log:rspec 2/0/1/0'],
  ],
  ['Maven, code that does not compile', '[ERROR] COMPILATION ERROR : ', ['log:maven 0/0/1/0']],
  ['Maven, tests that are skipped', '[INFO] Tests are skipped.', ['log:maven 0/0/0/0']],
  [
    'Gradle, tests that do not compile',
    "Execution failed for task ':app:compileTestKotlin'.",
    ['log:gradle 0/0/1/0'],
  ],
  ['Gradle, a build that does not compile', "Execution failed for task ':app:compileKotlin'.", []],
])('%s', (_name, log, totals) => {
  expect(totalsOf(log)).toEqual(totals);
});

it('a run that was killed in a step is not ended by the totals of another step', () => {
  const log = `##[group]Run a\n##[endgroup]\n${SESSION}\n##[group]Run b\n##[endgroup]\n= 2 passed in 0.10s =`;
  expect(totalsOf(log)).toEqual(['log:pytest 0/0/1/0', 'log:pytest 2/0/0/0']);
});
