import { singleLine } from './single-line.ts';

const TOTALS =
  /^(\d+) examples?, (\d+) failures?(?:, (\d+) pending)?(?:, (\d+) errors? occurred outside of examples)?$/;

/** RSpec's last line; an error outside of examples is an error, because their file did not load. */
export const rspec = singleLine('log:rspec', (text) => {
  const [, examples, failed, skipped = 0, errored = 0] = TOTALS.exec(text) ?? [];
  if (examples === undefined) return undefined;
  return {
    passed: Math.max(0, Number(examples) - Number(failed) - Number(skipped)),
    failed: Number(failed),
    errored: Number(errored),
    skipped: Number(skipped),
  };
});
