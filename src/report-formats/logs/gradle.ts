import { singleLine } from './single-line.ts';

const TOTALS = /^(\d+) tests? completed(?:, (\d+) failed)?(?:, (\d+) skipped)?$/;

/** Gradle's test task, which prints totals only when a test failed. */
export const gradle = singleLine('log:gradle', (text) => {
  const [, completed, failed = 0, skipped = 0] = TOTALS.exec(text) ?? [];
  if (completed === undefined) return undefined;
  const passed = Math.max(0, Number(completed) - Number(failed) - Number(skipped));
  return { passed, failed: Number(failed), skipped: Number(skipped) };
});
