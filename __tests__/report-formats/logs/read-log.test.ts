import { expect, it } from '@jest/globals';
import type { LogReading } from '../../../src/report-formats/logs/log-reading.ts';
import { readLog } from '../../../src/report-formats/logs/read-log.ts';
import { fixture } from '../reading.ts';

/** Each reading on one line: format, place, and `passed/failed/errored/skipped/flaky` or percentages. */
function told(lines: readonly string[]): readonly string[] {
  return readLog(lines).map(tell);
}

function tell(reading: LogReading): string {
  const start = `${reading.format}:${reading.line} ${reading.kind}`;
  switch (reading.kind) {
    case 'tests': {
      const { passed, failed, errored, skipped, flaky } = reading.counts;
      return `${start} ${[passed, failed, errored, skipped, flaky].join('/')}${reading.unit === 'tests' ? '' : ' packages'}`;
    }
    case 'coverage': {
      const counts = [reading.lines, reading.branches]
        .map((one) => (one ? ` ${one.covered}/${one.total}` : ''))
        .join('');
      return `${start} ${reading.measure} ${reading.percent}%${counts}`;
    }
    case 'threshold':
      return `${start} ${reading.measure} ${reading.measured}% of ${reading.required}% ${reading.met ? 'met' : 'missed'}`;
    default:
      reading satisfies never;
      return '';
  }
}

function ofFixture(name: string): readonly string[] {
  return told(fixture('logs', name).split('\n'));
}

it('reads the totals that the real tools printed', () => {
  const names = [
    'c8',
    'cargo-test',
    'coverage-py',
    'go-test',
    'go-test-verbose',
    'gradle',
    'jest',
    'junit-console',
    'maven',
    'mocha',
    'node-test',
    'nyc',
    'phpunit',
    'playwright',
    'pytest',
    'pytest-cov',
    'pytest-quiet-color',
    'rspec',
    'unittest',
    'vitest',
  ];
  const readings = Object.fromEntries(names.map((name) => [name, ofFixture(`${name}.txt`)]));
  expect(readings).toEqual({
    c8: ['log:istanbul:4 coverage lines 61.53%'],
    'cargo-test': ['log:cargo-test:51 tests 2/1/0/1/0'],
    'coverage-py': [
      'log:coverage-py:6 coverage combined 73% 7/9',
      'log:coverage-py:7 threshold combined 73% of 90% missed',
    ],
    'go-test': ['log:go-test:4 coverage statements 50%', 'log:go-test:24 tests 0/2/1/0/0 packages'],
    'go-test-verbose': ['log:go-test:14 tests 3/1/0/1/0'],
    gradle: ['log:gradle:27 tests 1/3/0/1/0'],
    jest: ['log:jest:34 tests 6/1/0/2/0'],
    'junit-console': ['log:junit-console:71 tests 1/3/0/1/0'],
    maven: ['log:maven:53 tests 2/1/1/1/1'],
    mocha: ['log:mocha:18 tests 2/2/0/2/0'],
    'node-test': ['log:node-test:50 tests 5/1/0/2/0'],
    nyc: ['log:istanbul:14 coverage lines 81.81% 9/11 3/4'],
    phpunit: ['log:phpunit:24 tests 1/1/1/1/0'],
    playwright: ['log:playwright:88 tests 4/2/0/2/1'],
    pytest: ['log:pytest:33 tests 3/1/1/2/0'],
    'pytest-cov': [
      'log:coverage-py:17 coverage combined 73% 7/9',
      'log:coverage-py:18 threshold combined 72.73% of 60% met',
      'log:pytest:19 tests 1/0/0/0/0',
    ],
    'pytest-quiet-color': ['log:pytest:26 tests 3/1/1/2/0'],
    rspec: ['log:rspec:25 tests 2/1/0/2/0'],
    unittest: ['log:unittest:26 tests 1/1/1/2/0'],
    vitest: ['log:vitest:14 tests 3/1/0/2/1'],
  });
});

it('reads a job log of GitHub, with timestamps, colors, and groups', () => {
  const stamp = '2025-07-04T14:32:14.3118933Z ';
  const log = [
    '##[group]Run pytest',
    '\u001b[36;1mpytest  # expects: ===== 99 passed in 1.00s =====\u001b[0m',
    '\u001b[36;1m===== 98 passed in 1.00s =====\u001b[0m',
    'shell: /usr/bin/bash -e {0}',
    '##[endgroup]',
    '===== 3 passed in 1.00s =====',
    '##[group]Run npm test',
    'Tests:       97 passed, 97 total',
    '##[endgroup]',
    '##[group]unit',
    'Tests:       2 passed, 2 total',
    '##[endgroup]',
  ].map((line, at) => `${at === 0 ? '\ufeff' : ''}${stamp}${line}\r`);
  expect(told(log)).toEqual(['log:pytest:6 tests 3/0/0/0/0', 'log:jest:11 tests 2/0/0/0/0']);
});

it('reads what `gh run view --log` prints', () => {
  const log = ['test\tRun pytest\t2025-07-04T14:32:14.3118933Z ===== 3 passed in 1.00s ====='];
  expect(told(log)).toEqual(['log:pytest:1 tests 3/0/0/0/0']);
});

it('does not count totals that a line only quotes', () => {
  const log = [
    '# 5 passed in 1.00s',
    'echo "5 passed in 1.00s"',
    '+ echo 5 passed in 1.00s',
    'we had 5 passed in 1.00s',
    '// Tests:       5 passed, 5 total',
    'TOTAL 10 0 100%',
    '# tests 5',
    '  3 passed (1.0s)',
    '  2 failing',
    '[INFO] Tests run: 3, Failures: 0, Errors: 0, Skipped: 0, Time elapsed: 0.1 s -- in AppTest',
    'OK',
  ];
  expect(told(log)).toEqual([]);
});

it('keeps several runs of one tool separate', () => {
  const log = [
    '= 1 passed in 1.00s =',
    '= 1 failed, 2 passed in 1.00s =',
    'Tests:       1 passed, 1 total',
    'Tests:       2 passed, 2 total',
    'Running 1 test using 1 worker',
    '  1 passed (1.0s)',
    'Running 2 tests using 1 worker',
    '  2 passed (1.0s)',
    'ok  \texample.org/a\t0.1s',
    'ok  \texample.org/a\t(cached)',
  ];
  expect(told(log)).toEqual([
    'log:pytest:1 tests 1/0/0/0/0',
    'log:pytest:2 tests 2/1/0/0/0',
    'log:jest:3 tests 1/0/0/0/0',
    'log:jest:4 tests 2/0/0/0/0',
    'log:playwright:6 tests 1/0/0/0/0',
    'log:playwright:8 tests 2/0/0/0/0',
    'log:go-test:9 tests 1/0/0/0/0 packages',
    'log:go-test:10 tests 1/0/0/0/0 packages',
  ]);
});

it('reads pytest without tests, with reruns and after an hour', () => {
  const log = [
    '============ no tests ran in 0.01s ============',
    '====== 4 passed, 2 rerun, 1 warning in 3723.10s (1:02:03) ======',
    '====== 1 failed, 4 passed, 2 rerun, 3 deselected, 1 xpassed, 2 errors in 1.10s ======',
  ];
  expect(told(log)).toEqual([
    'log:pytest:1 tests 0/0/0/0/0',
    'log:pytest:2 tests 4/0/0/0/2',
    'log:pytest:3 tests 5/1/2/0/0',
  ]);
});

it('counts test files that did not run as errors when no test failed', () => {
  const log = [
    'Test Suites: 1 failed, 2 passed, 3 total',
    'Tests:       4 passed, 4 total',
    ' Test Files  1 failed | 1 passed (2)',
    '      Tests  5 passed (5)',
    '     Errors  1 error',
  ];
  expect(told(log)).toEqual(['log:jest:2 tests 4/0/1/0/0', 'log:vitest:4 tests 5/0/2/0/0']);
});

it('adds up the binaries of one cargo run, and reads nextest', () => {
  const log = [
    '    Finished `test` profile [unoptimized] target(s) in 0.12s',
    'test result: ok. 1 passed; 0 failed; 0 ignored; 0 measured; 0 filtered out; finished in 0.00s',
    'test result: ok. 2 passed; 0 failed; 1 ignored; 0 measured; 0 filtered out',
    '    Finished test [unoptimized + debuginfo] target(s) in 0.12s',
    'test result: FAILED. 0 passed; 3 failed; 0 ignored; 0 measured; 0 filtered out; finished in 0.00s',
    '    Finished `test` profile [unoptimized] target(s) in 0.12s',
    '     Summary [   0.050s] 5 tests run: 4 passed (1 flaky), 1 failed, 2 skipped',
  ];
  expect(told(log)).toEqual([
    'log:cargo-test:3 tests 3/0/0/1/0',
    'log:cargo-test:5 tests 0/3/0/0/0',
    'log:cargo-test:7 tests 4/1/0/2/0',
  ]);
});

it('reads .NET totals by assembly, by summary, and from vstest', () => {
  const log = [
    '  Determining projects to restore...',
    'Passed!  - Failed:     0, Passed:    12, Skipped:     1, Total:    13, Duration: 51 ms - A.dll (net8.0)',
    'Failed!  - Failed:     2, Passed:     3, Skipped:     0, Total:     5, Duration: 1 s - B.dll (net8.0)',
    '  Determining projects to restore...',
    'Test summary: total: 3; failed: 1; succeeded: 2; skipped: 0; duration: 1.2s',
    '  Determining projects to restore...',
    'Total tests: 4',
    '     Passed: 2',
    '     Failed: 1',
    '    Skipped: 1',
    ' Total time: 1.2 Seconds',
  ];
  expect(told(log)).toEqual([
    'log:dotnet-test:3 tests 15/2/0/1/0',
    'log:dotnet-test:5 tests 2/1/0/0/0',
    'log:dotnet-test:10 tests 2/1/0/1/0',
  ]);
});

it("reads JUnit's console, Maven's modules and Gradle", () => {
  const log = [
    '[         3 containers found      ]',
    '[         6 tests found           ]',
    '[         1 tests skipped         ]',
    '[         5 tests started         ]',
    '[         1 tests aborted         ]',
    '[         3 tests successful      ]',
    '[         1 tests failed          ]',
    '[INFO] Tests run: 3, Failures: 0, Errors: 0, Skipped: 0, Time elapsed: 0.1 s -- in AppTest',
    '[WARNING] Tests run: 6, Failures: 0, Errors: 0, Skipped: 1, Flakes: 1',
    '[ERROR] Tests run: 4, Failures: 1, Errors: 1, Skipped: 0',
    '6 tests completed, 1 failed, 2 skipped',
  ];
  expect(told(log)).toEqual([
    'log:junit-console:7 tests 3/1/0/2/0',
    'log:maven:9 tests 5/0/0/1/1',
    'log:maven:10 tests 2/1/1/0/0',
    'log:gradle:11 tests 3/1/0/2/0',
  ]);
});

it('reads PHPUnit and RSpec with passing tests and with a file that does not load', () => {
  const log = [
    'OK (4 tests, 5 assertions)',
    'Tests: 4, Assertions: 2, Skipped: 1, Incomplete: 1.',
    '0 examples, 0 failures, 1 error occurred outside of examples',
    '1 example, 0 failures',
  ];
  expect(told(log)).toEqual([
    'log:phpunit:1 tests 4/0/0/0/0',
    'log:phpunit:2 tests 2/0/0/2/0',
    'log:rspec:3 tests 0/0/1/0/0',
    'log:rspec:4 tests 1/0/0/0/0',
  ]);
});

it('reads unittest without failures and of a run without tests', () => {
  const log = [
    'Ran 2 tests in 0.001s',
    '',
    'OK (skipped=1)',
    'Ran 0 tests in 0.000s',
    '',
    'NO TESTS RAN',
    'OK',
  ];
  expect(told(log)).toEqual(['log:unittest:3 tests 1/0/0/1/0', 'log:unittest:6 tests 0/0/0/0/0']);
});

it('reads failed thresholds', () => {
  const log = [
    'FAIL Required test coverage of 90% not reached. Total coverage: 84.28%',
    'ERROR: Coverage for lines (81.81%) does not meet global threshold (90%)',
    'Jest: "global" coverage threshold for branches (80%) not met: 75%',
  ];
  expect(told(log)).toEqual([
    'log:coverage-py:1 threshold combined 84.28% of 90% missed',
    'log:istanbul:2 threshold lines 81.81% of 90% missed',
    'log:istanbul:3 threshold branches 75% of 80% missed',
  ]);
});

it('reads a Go package that does not build or panics as an error', () => {
  const log = [
    '=== RUN   TestA',
    '--- PASS: TestA (0.00s)',
    'ok  \texample.org/a\t0.1s',
    'FAIL\texample.org/b [build failed]',
    'panic: no database here',
    'FAIL\texample.org/c\t0.014s',
  ];
  expect(told(log)).toEqual(['log:go-test:6 tests 1/0/2/0/0']);
});

it('a log with too many totals says how many are dropped', () => {
  const said: string[] = [];
  const lines = Array.from({ length: 10_003 }, () => '===== 1 passed in 0.01s =====');
  expect(readLog(lines, (what) => said.push(what))).toHaveLength(10_000);
  expect(said).toEqual(['3 earlier totals are left out: of one log the last 10000 count']);
  readLog(lines.slice(0, 10_000), (what) => said.push(what));
  expect(said).toHaveLength(1);
});
