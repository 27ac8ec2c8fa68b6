import { numbersByName, singleLine } from './single-line.ts';

const OK = /^OK \((\d+) tests?, \d+ assertions?\)$/;
const TOTALS = /^Tests: \d+, Assertions: \d+(?:, [A-Z][A-Za-z ]+: \d+)*\.$/;

/** PHPUnit 8 to 12 and Pest's `--compact`. Incomplete tests count as skipped. */
export const phpunit = singleLine('log:phpunit', (text) => {
  const ok = OK.exec(text)?.[1];
  if (ok !== undefined) return { passed: Number(ok) };
  if (!TOTALS.test(text)) return undefined;
  const numbers = numbersByName(text);
  const of = (name: string) => numbers.get(name) ?? 0;
  const failed = of('failures');
  const errored = of('errors');
  const skipped = of('skipped') + of('incomplete');
  return {
    passed: Math.max(0, of('tests') - failed - errored - skipped),
    failed,
    errored,
    skipped,
  };
});
