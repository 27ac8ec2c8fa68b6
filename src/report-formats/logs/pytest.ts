import { numbersByWord, singleLine } from './single-line.ts';

const PART = String.raw`\d+ (?:passed|failed|errors?|skipped|xfailed|xpassed|deselected|warnings?|rerun)`;
const TOTALS = new RegExp(
  String.raw`^(?:=+ )?(${PART}(?:, ${PART})*|no tests ran) in \d+(?:\.\d+)?s(?: \(\d+:\d\d:\d\d\))?(?: =+)?$`,
);

/**
 * pytest's last line, with its frame or as `-q` prints it. Expected failures count as skipped, as in
 * its JUnit file. `rerun` counts tries, which is the most that can have been flaky.
 */
export const pytest = singleLine('log:pytest', (text) => {
  const totals = TOTALS.exec(text)?.[1];
  if (totals === undefined) return undefined;
  const numbers = numbersByWord(totals);
  const of = (word: string) => numbers.get(word) ?? 0;
  const passed = of('passed') + of('xpassed');
  const errored = of('error') + of('errors');
  const allPassed = of('failed') + errored === 0;
  return {
    passed,
    failed: of('failed'),
    errored,
    skipped: of('skipped') + of('xfailed'),
    flaky: allPassed ? Math.min(passed, of('rerun')) : 0,
  };
});
