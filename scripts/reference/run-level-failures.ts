import { RUN_LINES } from '../../src/report-formats/logs/run-lines.ts';
import { inCode, markdownTable } from './markdown-table.ts';

/** What a format says about the run itself: the field, its meaning, and where that is specified. */
type Row = readonly [format: string, field: string, meaning: string, source: string];

const REPORTS: readonly Row[] = [
  [
    'trx',
    '`ResultSummary/@outcome` (`Aborted`, `Error`, `Timeout`, `Disconnected`), `RunInfo/@outcome="Error"` about the test host or the run',
    'The test host crashed, the run timed out, was cancelled, or was aborted.',
    'vstst.xsd; microsoft/vstest, TrxLogger.cs',
  ],
  [
    'trx',
    '`ResultSummary/@outcome="Failed"` without a failed test',
    'The run failed outside of its tests; Microsoft.Testing.Platform also writes it for zero tests.',
    'microsoft/vstest, TrxLogger.cs; learn.microsoft.com, “Microsoft.Testing.Platform exit codes”',
  ],
  [
    'trx',
    '`Counters` of failed, timed-out, aborted or running tests without such a result',
    'The failed results are not in the file.',
    'vstst.xsd, CountersType',
  ],
  [
    'nunit',
    '`test-suite/@site="TearDown"`, or `SetUp` without a failed case inside',
    'A one-time set-up or tear-down failed.',
    'docs.nunit.org, “Test Result XML Format”; nunit-console 3.10',
  ],
  [
    'nunit',
    '`test-suite/@label` (`Invalid`, `Cancelled`), `@runstate="NotRunnable"`',
    'An assembly or suite could not be loaded, or the run was cancelled.',
    'docs.nunit.org, “Test Result XML Format”',
  ],
  [
    'nunit',
    '`test-run/@result="Failed"` without a failed case',
    'The run failed outside of its tests.',
    'docs.nunit.org, “Test Result XML Format”',
  ],
  [
    'xunit-net',
    '`error` in `errors`; `assembly/@errors` without one',
    'A fixture could not be cleaned up, or the runner had a fatal error.',
    'xunit.net, “Format: XML v2+”',
  ],
  [
    'junit',
    '`failure` or `error` directly in a suite',
    'A suite failed outside of its cases.',
    'no specification; Surefire, JUnit, googletest',
  ],
  [
    'junit',
    '`testcase/@status`: `timeout`, `aborted`, `cancelled`, `interrupted`, `crashed`, `broken`',
    'The case did not end.',
    'no specification',
  ],
  [
    'junit',
    '`testcase` without `name` and without a failure',
    'pytest was interrupted in this test.',
    'output of pytest 9',
  ],
  [
    'junit',
    '`testcase/@status="notrun"` with a `skipped/@message` other than `SKIP_…`',
    'CTest could not run the test: no executable, a missing file, a failed fixture.',
    'output of CTest 3.25, which exits with 8',
  ],
  [
    'jest-json',
    '`success` that is false without a failed test, `snapshot.failure`, `numRuntimeErrorTestSuites`, `wasInterrupted`, `testExecError`',
    'A snapshot check, a coverage threshold or a reporter failed, a file could not run, or the run was interrupted.',
    'jestjs/jest, TestScheduler',
  ],
  [
    'playwright-json',
    '`errors`',
    'An error outside of any test: a file that does not load, a global set-up, the global time-out.',
    'playwright.dev, “JSON reporter”',
  ],
  ['mocha-json', 'a hook among `failures`', 'A set-up or tear-down failed.', 'mochajs.org, “JSON”'],
  [
    'pytest-json',
    '`exitcode` 1 without a failed test, 2, 3, 4, 6; `collectors` that failed',
    'A plugin failed the run, it was interrupted, pytest had an error, or a file could not be collected.',
    'docs.pytest.org, “Exit codes”',
  ],
  [
    'rspec-json',
    '`summary.errors_outside_of_examples_count`',
    'A file could not be loaded, or a suite hook failed.',
    'rspec-core, JSON formatter',
  ],
  [
    'go-test-json',
    'a package that fails without a failed test, `build-fail`, a test or package without an end',
    'A package did not build, panicked, or exited early, or the run was stopped; the finished tests count.',
    '`go doc test2json`',
  ],
  [
    'dart-json',
    '`done.success`: `false` without a failed test, or `null`; no `done` at all',
    'The run failed outside of its tests, was stopped, or was cut off; the finished tests count.',
    'dart-lang/test, json_reporter.md',
  ],
  [
    'tap',
    'a plan of fewer or more tests than reported, no plan, `Bail out!`',
    'The plan is bad, or the run was stopped; the finished tests count. Without a test the file is unreadable.',
    'testanything.org, “TAP version 14 specification”',
  ],
  [
    'any with a summary',
    'failures in the summary and none in a case',
    'The failure is not in the list of cases.',
    'this project’s rule: missing evidence is never a pass',
  ],
];

const LOGS: readonly Row[] = [
  [
    'log:dotnet-test',
    '`Test Run Aborted.`, `Test Run Canceled.`, `The active test run was aborted.`',
    'The totals leave out the tests that did not end.',
    'microsoft/vstest, ConsoleLogger.cs',
  ],
  [
    'log:dotnet-test',
    '`Test run summary:` other than `Passed!` without a failed test',
    'Aborted, zero tests, or fewer than the expected minimum.',
    'learn.microsoft.com, “Microsoft.Testing.Platform exit codes”',
  ],
  [
    'log:junit-console',
    '`containers failed`',
    'A class failed in `@BeforeAll` or `@AfterAll`.',
    'docs.junit.org, “Console Launcher”',
  ],
  [
    'log:jest',
    '`Test Suites: 3 passed, 3 of 9 total`',
    'The run ended before all test files had run.',
    'jestjs/jest, getSummary',
  ],
  [
    'log:cargo-test',
    '`2/9 tests run`',
    'nextest was cancelled before the others began.',
    'nexte.st, “Reporting test results”',
  ],
  [
    'log:playwright, log:vitest, log:node-test',
    '`1 error was not a part of any test`, `interrupted`; `Errors  1 error`; `cancelled 1`',
    'An error outside of any test, or a test that was stopped.',
    'output of the tools',
  ],
  ...RUN_LINES.map(({ format, says, meaning, source }): Row => {
    return [format, says.map(inCode).join(', '), meaning, source];
  }),
];

/** `result` and `label` of NUnit and the outcome that they count as. */
const NUNIT: readonly (readonly string[])[] = [
  ['passed', '`Passed`, `Warning`', '`Success`'],
  ['failed', '`Failed`', '`Failure`'],
  [
    'errored',
    '`Failed` with the label `Error`, `Invalid` or `Cancelled`',
    '`Error`, `NotRunnable`, `Invalid`, `Cancelled`',
  ],
  [
    'skipped',
    '`Skipped`, also with the label `Ignored` or `Explicit`; `Inconclusive`',
    '`Ignored`, `Skipped`, `Inconclusive`, not executed',
  ],
];

/** Returns the section about runs that broke and the outcomes of NUnit. */
export function runLevelFailures(): readonly string[] {
  const header = ['format', 'field', 'meaning', 'source'];
  return [
    '## Runs that broke',
    '',
    'A run can break although every test that it lists has passed: the test process dies, a tear-down fails, a file does not load. Such a run has one errored case more, named after the cause (“run: test host crashed”), or the file is unreadable. It is never a plain pass. [Broken runs](broken-runs.md) shows what real tools write.',
    '',
    ...markdownTable(header, REPORTS),
    '',
    'In logs, the totals then have one error more.',
    '',
    ...markdownTable(header, LOGS),
    '',
    'ctrf and cucumber-json have no field for the run itself. In ctrf only the summary can say more than the cases.',
    '',
    '## Outcomes of NUnit',
    '',
    'Any other result is an error.',
    '',
    ...markdownTable(['counts as', 'NUnit 3', 'NUnit 2'], NUNIT),
  ];
}
