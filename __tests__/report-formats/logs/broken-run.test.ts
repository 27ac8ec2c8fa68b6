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

it.each([
  [
    'vstest, aborted',
    `The active test run was aborted. Reason: Test host process crashed\n${DOTNET}\nTest Run Aborted.`,
    ['log:dotnet-test 7/0/1/1'],
  ],
  ['vstest, aborted before any total', 'Test Run Aborted.', ['log:dotnet-test 0/0/1/0']],
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
])('%s', (_name, log, totals) => {
  expect(totalsOf(log)).toEqual(totals);
});
