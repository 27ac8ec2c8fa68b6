/** A line of a log that says more about a run than its totals. */
export interface RunLine {
  readonly format: string;
  /**
   * `broken`: the run is one error. `empty`: it ran no test, by a line in place of totals. `begun`: it
   * began, so that totals must follow; without them it was killed.
   */
  readonly means: 'broken' | 'empty' | 'begun';
  readonly line: RegExp;
  /** A line before it in the same step, without which it does not count. */
  readonly after?: RegExp;
  /** The lines as the reference shows them. */
  readonly says: readonly string[];
  readonly meaning: string;
  readonly source: string;
}

const KILLED = 'Without totals: the process ended before it printed them.';
const NO_TESTS = 'No test ran, which proves nothing.';
const PHPUNIT_HEADER = /^PHPUnit \d[\d.]* by Sebastian Bergmann/;

/** Every such line, by format. Lines of Debian 12's and npm's releases of the tools were read 2026-11. */
export const RUN_LINES: readonly RunLine[] = [
  {
    format: 'log:pytest',
    means: 'broken',
    line: /^INTERNALERROR> |^!+ (?:Interrupted: .*|KeyboardInterrupt|_pytest\.outcomes\.Exit: .*|xdist\.dsession\.Interrupted: .*) !+$/,
    says: [
      'INTERNALERROR>',
      '!!! Interrupted: … !!!',
      '!!! KeyboardInterrupt !!!',
      '!!! _pytest.outcomes.Exit: … !!!',
    ],
    meaning: 'pytest had an error, was interrupted, or was ended by a test or a plugin.',
    source: 'pytest-dev/pytest, terminal.py',
  },
  {
    format: 'log:pytest',
    means: 'broken',
    line: /^ERROR: (?:usage: |file or directory not found: |not found: )|^ImportError while loading conftest /,
    says: [
      'ERROR: usage: …',
      'ERROR: file or directory not found: …',
      'ImportError while loading conftest …',
    ],
    meaning: 'pytest did not begin.',
    source: 'pytest-dev/pytest, main.py; docs.pytest.org, “Exit codes”, 4',
  },
  {
    format: 'log:pytest',
    means: 'begun',
    line: /^=+ test session starts =+$/,
    says: ['=== test session starts ==='],
    meaning: KILLED,
    source: 'pytest-dev/pytest, terminal.py',
  },
  {
    format: 'log:pytest',
    means: 'empty',
    line: /^=+ (?:no tests|\d+(?:\/\d+)? tests?) collected\b/,
    says: ['=== 3 tests collected ==='],
    meaning: '`--collect-only` lists tests and runs none.',
    source: 'pytest-dev/pytest, terminal.py',
  },
  {
    format: 'log:jest',
    means: 'broken',
    line: /^(?:Error: )?Jest: Got error running global(?:Setup|Teardown) - /,
    says: ['Jest: Got error running globalTeardown'],
    meaning: 'The set-up or tear-down of the run failed, which is no test.',
    source: 'jestjs/jest, runGlobalHook.ts',
  },
  {
    format: 'log:jest',
    means: 'broken',
    line: /^ *● +process\.exit called with "/,
    says: ['● … called with "1"'],
    meaning: 'A test ended the process by its exit function.',
    source: 'jestjs/jest, jest-runner',
  },
  {
    format: 'log:jest',
    means: 'empty',
    line: /^No tests found, exiting with code [01]$/,
    says: ['No tests found, exiting with code 1'],
    meaning: NO_TESTS,
    source: 'jestjs/jest, runJest.ts',
  },
  {
    format: 'log:vitest',
    means: 'begun',
    line: /^ *RUN {2}v\d/,
    says: ['RUN  v3.2.4'],
    meaning: KILLED,
    source: 'vitest-dev/vitest, reporters/base.ts',
  },
  {
    format: 'log:vitest',
    means: 'empty',
    line: /^No test files found, exiting with code [01]$|^ *BENCH {2}Summary/,
    says: ['No test files found, exiting with code 1'],
    meaning: NO_TESTS,
    source: 'vitest-dev/vitest, reporters/base.ts',
  },
  {
    format: 'log:playwright',
    means: 'broken',
    line: /^Timed out waiting [\d.]+m?s for the (?:test suite|entire test run)/,
    says: ['Timed out waiting 60s for the test suite to run'],
    meaning: 'The global time-out ended the run; its other tests did not run.',
    source: 'playwright.dev, “Global timeout”',
  },
  {
    format: 'log:playwright',
    means: 'begun',
    line: /^Running \d+ tests? using \d+ workers?(?:, shard \d+ of \d+)?$/,
    says: ['Running 9 tests using 2 workers'],
    meaning: KILLED,
    source: 'microsoft/playwright, reporters/base.ts',
  },
  {
    format: 'log:playwright',
    means: 'empty',
    line: /^Error: No tests found$/,
    says: ['Error: No tests found'],
    meaning: NO_TESTS,
    source: 'microsoft/playwright, runner',
  },
  {
    format: 'log:mocha',
    means: 'empty',
    line: /^Error: No test files found\b/,
    says: ['Error: No test files found'],
    meaning: NO_TESTS,
    source: 'mochajs/mocha, collect-files.js',
  },
  {
    format: 'log:phpunit',
    means: 'broken',
    line: /(?:^|^[.FEWRISDN]+)(?:PHP )?Fatal error: /,
    after: PHPUNIT_HEADER,
    says: ['PHP Fatal error: …'],
    meaning: 'After the header of PHPUnit: PHP ended the process.',
    source: 'php.net, “Predefined constants”, E_ERROR',
  },
  {
    format: 'log:phpunit',
    means: 'begun',
    line: /^[.FEWRISDN]+(?: +\d+ \/ \d+ \( *\d+%\))?$/,
    after: PHPUNIT_HEADER,
    says: ['..F.. 5 / 9 ( 55%)'],
    meaning: 'Without totals: a test ended the process, perhaps with exit code 0.',
    source: 'docs.phpunit.de, “The Command-Line Test Runner”',
  },
  {
    format: 'log:phpunit',
    means: 'empty',
    line: /^No tests executed!$/,
    says: ['No tests executed!'],
    meaning: NO_TESTS,
    source: 'sebastianbergmann/phpunit, ResultPrinter',
  },
  {
    format: 'log:rspec',
    means: 'broken',
    line: /^RSpec is shutting down and will print the summary report/,
    says: ['RSpec is shutting down and will print the summary report'],
    meaning: 'The run was interrupted; the examples after it did not run.',
    source: 'rspec/rspec-core, runner.rb',
  },
  {
    format: 'log:cargo-test',
    means: 'broken',
    line: /^error: (?:test failed, to rerun pass |\d+ targets? failed:)/,
    says: ['error: test failed, to rerun pass …', 'error: 1 target failed:'],
    meaning: 'Without a failed test: a test program died before it printed its totals.',
    source: 'rust-lang/cargo, ops/cargo_test.rs',
  },
  {
    format: 'log:cargo-test',
    means: 'broken',
    line: /^error: could not compile `[^`]+` \([^)]*\btest\b/,
    says: ['error: could not compile … (lib test)'],
    meaning: 'A test program does not compile.',
    source: 'rust-lang/cargo, compiler/job_queue',
  },
  {
    format: 'log:maven',
    means: 'broken',
    line: /^\[ERROR\] (?:.*: )?(?:The forked VM terminated without (?:properly saying|saying properly) goodbye|There was a timeout(?: or other error)? in the fork|There was an error in the forked process|Error occurred in starting fork)/,
    says: [
      'The forked VM terminated without properly saying goodbye',
      'There was a timeout or other error in the fork',
      'There was an error in the forked process',
      'Error occurred in starting fork',
    ],
    meaning: 'A test process died, hung, or did not start.',
    source: 'apache/maven-surefire, ForkStarter and SurefireHelper',
  },
  {
    format: 'log:maven',
    means: 'broken',
    line: /^\[ERROR\] COMPILATION ERROR :/,
    says: ['[ERROR] COMPILATION ERROR :'],
    meaning: 'The tests of a module do not compile, or what they test does not.',
    source: 'apache/maven-compiler-plugin',
  },
  {
    format: 'log:maven',
    means: 'empty',
    line: /^\[INFO\] (?:No tests to run|Tests are skipped)\.$/,
    says: ['No tests to run.', 'Tests are skipped.'],
    meaning: NO_TESTS,
    source: 'apache/maven-surefire, AbstractSurefireMojo',
  },
  {
    format: 'log:gradle',
    means: 'broken',
    line: /^> (?:Process 'Gradle Test Executor \d+' finished with non-zero exit value \d+|Could not complete execution for Gradle Test Executor \d+\.|Timeout has been exceeded)$/,
    says: [
      "Process 'Gradle Test Executor 1' finished with non-zero exit value 134",
      'Could not complete execution for Gradle Test Executor 1.',
      'Timeout has been exceeded',
    ],
    meaning: 'A test process died or hung.',
    source: 'gradle/gradle, the test task',
  },
  {
    format: 'log:gradle',
    means: 'broken',
    line: /^Execution failed for task ':(?:[\w-]+:)*compile(?=\w{0,80}Test)\w{1,80}'\.$/,
    says: ["Execution failed for task ':compileTestJava'."],
    meaning: 'The tests do not compile.',
    source: 'gradle/gradle, the compile tasks',
  },
  {
    format: 'log:dotnet-test',
    means: 'empty',
    line: /^No test (?:is available in|matches the given testcase filter) /,
    says: ['No test is available in …', 'No test matches the given testcase filter …'],
    meaning: NO_TESTS,
    source: 'microsoft/vstest, Resources.resx',
  },
  {
    format: 'log:ctest',
    means: 'begun',
    line: /^Test project \S/,
    says: ['Test project …'],
    meaning: KILLED,
    source: 'output of CTest 3.25',
  },
  {
    format: 'log:ctest',
    means: 'empty',
    line: /^No tests were found!!!$|^Total Tests: \d+$/,
    says: ['No tests were found!!!', 'Total Tests: 2'],
    meaning: 'No test ran: there is none, or `ctest -N` lists them.',
    source: 'output of CTest 3.25',
  },
  {
    format: 'log:googletest',
    means: 'broken',
    line: /^\[ {2}FAILED {2}\] .*: SetUpTestSuite or TearDownTestSuite$/,
    says: ['[  FAILED  ] …: SetUpTestSuite or TearDownTestSuite'],
    meaning: 'The set-up or tear-down of a test suite failed, which is no test.',
    source: 'output of googletest 1.12',
  },
];
