import { singleLine } from './single-line.ts';

/** The totals of a module; a class has `Time elapsed` behind the same numbers. */
const TOTALS =
  /^(?:\[(?:INFO|WARNING|ERROR)\] )?Tests run: (\d+), Failures: (\d+), Errors: (\d+), Skipped: (\d+)(?:, Flakes: (\d+))?$/;

/** Maven's surefire and failsafe: one reading for each module and plugin. */
export const maven = singleLine('log:maven', (text) => {
  const found = TOTALS.exec(text);
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
