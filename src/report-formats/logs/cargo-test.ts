import { addCounts, noCounts } from '../test-results/group-tally.ts';
import type { LogRecognizer } from './log-reading.ts';
import { testsReading } from './single-line.ts';

const FORMAT = 'log:cargo-test';
const RESULT =
  /^test result: (?:ok|FAILED)\. (\d+) passed; (\d+) failed; (\d+) ignored; \d+ measured; \d+ filtered out(?:; finished in [\d.]+s)?$/;
/** `3/9 tests run` is a run that was cancelled before the others began. */
const NEXTEST =
  /^ *Summary \[ *[\d.]+s\] (?:(\d+)\/)?(\d+) tests? run: (\d+) passed(?: \([^)]*\))?(?:, (\d+) failed(?: \([^)]*\))?)?(?:, (\d+) exec failed)?(?:, (\d+) timed out)?(?:, (\d+) skipped)?$/;
const BEGIN = /^ *Finished [`']?(?:test|bench|dev|release)/;

/** `cargo test` (the binaries and doc tests of one run together) and cargo-nextest. */
export const cargoTest: LogRecognizer = {
  format: FORMAT,
  scan(emit) {
    let line = 0;
    let counts = noCounts();
    const close = () => {
      if (line > 0) emit(testsReading(FORMAT, line, counts));
      line = 0;
      counts = noCounts();
    };
    return {
      line(text, number) {
        if (BEGIN.test(text)) close();
        const result = RESULT.exec(text) ?? nextest(text);
        if (result === undefined) return;
        const [, passed, failed, skipped, errored = 0] = result;
        line = number;
        const part = { passed: Number(passed), failed: Number(failed), skipped: Number(skipped) };
        addCounts(counts, { ...noCounts(), ...part, errored: Number(errored) });
      },
      boundary: close,
    };
  },
};

function nextest(text: string): readonly (string | number)[] | undefined {
  const found = NEXTEST.exec(text);
  if (found === null) return undefined;
  const [, ran = found[2], planned, passed = 0, failed = 0, broken = 0, timedOut = 0, skipped = 0] =
    found;
  const bad = Number(failed) + Number(broken) + Number(timedOut);
  const cancelled = bad === 0 && Number(ran) < Number(planned) ? 1 : 0;
  return ['', passed, bad, skipped, cancelled];
}
