import type { LogRecognizer } from './log-reading.ts';
import { singleLine, testsReading } from './single-line.ts';

/** The totals of a module; a class has `Time elapsed` after the same numbers. */
const MAVEN_TOTALS =
  /^(?:\[(?:INFO|WARNING|ERROR)\] )?Tests run: (\d+), Failures: (\d+), Errors: (\d+), Skipped: (\d+)(?:, Flakes: (\d+))?$/;

/** Maven's surefire and failsafe: one reading for each module and plugin. */
export const maven = singleLine('log:maven', (text) => {
  const found = MAVEN_TOTALS.exec(text);
  if (found === null) return undefined;
  const [, run, failed, errored, skipped, flaky] = found.map((part) => Number(part ?? 0));
  const bad = (failed ?? 0) + (errored ?? 0);
  const passed = Math.max(0, (run ?? 0) - bad - (skipped ?? 0));
  return {
    passed,
    failed: failed ?? 0,
    errored: errored ?? 0,
    skipped: skipped ?? 0,
    flaky: Math.min(passed, flaky ?? 0),
  };
});

const JUNIT_CONSOLE = 'log:junit-console';
const JUNIT_CONSOLE_LINE =
  /^\[ +(\d+) ((?:tests|containers) (?:found|skipped|started|aborted|successful|failed)) +\]$/;

/**
 * JUnit's console launcher: a framed line for each number; `failed` is last. A failed container is a
 * class whose `@BeforeAll` or `@AfterAll` failed, which is no test (docs.junit.org, "Console
 * Launcher").
 */
export const junitConsole: LogRecognizer = {
  format: JUNIT_CONSOLE,
  scan(emit) {
    let numbers = new Map<string, number>();
    const of = (words: string) => numbers.get(words) ?? 0;
    return {
      line(text, number) {
        const [, count, words = ''] = JUNIT_CONSOLE_LINE.exec(text) ?? [];
        if (count === undefined) return;
        if (words === 'containers found') numbers = new Map();
        numbers.set(words, Number(count));
        if (words !== 'tests failed') return;
        emit(
          testsReading(JUNIT_CONSOLE, number, {
            passed: of('tests successful'),
            failed: of('tests failed'),
            errored: of('containers failed'),
            // A failed assumption aborts a test, which JUnit's XML calls skipped.
            skipped: of('tests skipped') + of('tests aborted'),
          }),
        );
        numbers = new Map();
      },
      boundary() {
        numbers = new Map();
      },
    };
  },
};

const GRADLE_TOTALS = /^(\d+) tests? completed(?:, (\d+) failed)?(?:, (\d+) skipped)?$/;
/** Gradle's test task, which prints totals only when a test failed. */
export const gradle = singleLine('log:gradle', (text) => {
  const [, completed, failed = 0, skipped = 0] = GRADLE_TOTALS.exec(text) ?? [];
  if (completed === undefined) return undefined;
  const passed = Math.max(0, Number(completed) - Number(failed) - Number(skipped));
  return { passed, failed: Number(failed), skipped: Number(skipped) };
});
