import { type Counts, noCounts } from '../test-results/group-tally.ts';
import type { LogReading, LogRecognizer } from './log-reading.ts';
import { singleLine, testsReading } from './single-line.ts';

// Output of CTest 3.25, googletest 1.12, bats 1.8 and prove 3.44 (read 2026-11-30).

type Emit = (reading: LogReading) => void;

const CTEST_BEGIN = /^Test project \S/;
const CTEST_TEST = /^ *\d+\/\d+ Test +#\d+: .*\*\*\*(Skipped|Not Run \(Disabled\))/;
const CTEST_TOTALS = /^\d+% tests passed, (\d+) tests? failed out of (\d+)$/;

/** CTest counts a skipped test as passed, and does not count a disabled one. */
export const ctest: LogRecognizer = {
  format: 'log:ctest',
  scan(emit: Emit) {
    let seen = { skipped: 0, disabled: 0 };
    const reset = () => {
      seen = { skipped: 0, disabled: 0 };
    };
    return {
      line(text, number) {
        if (CTEST_BEGIN.test(text)) reset();
        const kind = CTEST_TEST.exec(text)?.[1];
        if (kind !== undefined) seen[kind === 'Skipped' ? 'skipped' : 'disabled'] += 1;
        const [, failed, total] = CTEST_TOTALS.exec(text) ?? [];
        if (failed === undefined) return;
        const passed = Math.max(0, Number(total) - Number(failed) - seen.skipped);
        const skipped = seen.skipped + seen.disabled;
        emit(testsReading('log:ctest', number, { passed, failed: Number(failed), skipped }));
        reset();
      },
      boundary: reset,
    };
  },
};

const GTEST_BEGIN = /^\[={10}\] Running \d+ tests? from \d+ test (?:suite|case)s?\.$/;
const GTEST_RAN = /^\[={10}\] (\d+) tests? from \d+ test (?:suite|case)s? ran\./;
const GTEST_COUNT = /^\[ {2}(PASSED|SKIPPED|FAILED) +\] (\d+) tests?(?:\.|, listed below:)$/;

/**
 * The totals of googletest come in up to three lines; a run without them was killed. CTest prints the
 * output of a test program that failed, which is one of its own tests.
 */
export const googletest: LogRecognizer = {
  format: 'log:googletest',
  scan(emit: Emit) {
    let begunAt = 0;
    let total = Number.POSITIVE_INFINITY;
    let counts = noCounts();
    let inCtest = false;
    const reset = () => {
      begunAt = 0;
      total = Number.POSITIVE_INFINITY;
      counts = noCounts();
    };
    const endKilled = () => {
      if (begunAt > 0) emit(testsReading('log:googletest', begunAt, { errored: 1 }));
      reset();
    };
    const count = (text: string, number: number) => {
      const [, kind, times] = GTEST_COUNT.exec(text) ?? [];
      if (kind === undefined) return;
      counts[kind.toLowerCase() as 'passed' | 'skipped' | 'failed'] = Number(times);
      if (counts.passed + counts.skipped + counts.failed < total) return;
      emit(testsReading('log:googletest', number, counts));
      reset();
    };
    return {
      line(text, number) {
        inCtest = CTEST_BEGIN.test(text) || (inCtest && !CTEST_TOTALS.test(text));
        if (inCtest) return;
        if (GTEST_BEGIN.test(text)) {
          endKilled();
          begunAt = number;
        }
        total = Number(GTEST_RAN.exec(text)?.[1] ?? total);
        count(text, number);
      },
      boundary() {
        endKilled();
        inCtest = false;
      },
    };
  },
};

const BATS_TOTALS = /^(\d+) tests?, (\d+) failures?(?:, (\d+) skipped)?(?:, (\d+) not run)?/;

/** The totals of `bats --pretty`. Without a terminal, bats prints TAP. */
export const bats = singleLine('log:bats', (text) => {
  const [, total, failed, skipped = 0, unrun = 0] = BATS_TOTALS.exec(text) ?? [];
  if (total === undefined) return undefined;
  const passed = Math.max(0, Number(total) - Number(failed) - Number(skipped) - Number(unrun));
  const errored = Number(unrun) > 0 && Number(failed) === 0 ? 1 : 0;
  return { passed, failed: Number(failed), skipped: Number(skipped), errored };
});

const TAP_PLAN = /^1\.\.(\d{1,9})(?: *#.*)?$/;
const TAP_RESULT = /^(not )?ok (\d{1,9})\b(?:.*#\s*(skip|todo)\b)?/i;
/** Node's runner prints totals of its own, and prove does after the results of each program. */
const OTHER_TAP = /^TAP version \d|^\S+ \.\.+ ?$/;

type TapOutcome = 'passed' | 'failed' | 'skipped';

interface TapRun {
  readonly plan: number;
  readonly counts: Counts;
  readonly last: number;
  /** Line of the last result. */
  readonly line: number;
}

/** TAP whose plan comes first, as bats prints it: a run that ends before its plan has an error. */
export const tapLines: LogRecognizer = {
  format: 'log:tap',
  scan(emit: Emit) {
    let run: TapRun | undefined;
    let isOther = false;
    const end = () => {
      if (run !== undefined && run.last > 0) {
        const errored = run.last < run.plan ? 1 : 0;
        emit(testsReading('log:tap', run.line, { ...run.counts, errored }));
      }
      run = undefined;
    };
    return {
      line(text, number) {
        isOther ||= OTHER_TAP.test(text);
        if (isOther) return;
        const plan = TAP_PLAN.exec(text)?.[1];
        if (plan !== undefined) {
          end();
          run = { plan: Number(plan), counts: noCounts(), last: 0, line: number };
        }
        run = run && withResult(run, text, number);
        if (run !== undefined && run.last > 0 && run.last === run.plan) end();
      },
      boundary() {
        end();
        isOther = false;
      },
    };
  },
};

function withResult(run: TapRun, text: string, line: number): TapRun {
  const [, not, id, directive] = TAP_RESULT.exec(text) ?? [];
  if (Number(id) !== run.last + 1) return run;
  const ended: TapOutcome = not === undefined ? 'passed' : 'failed';
  run.counts[directive === undefined ? ended : 'skipped'] += 1;
  return { ...run, last: run.last + 1, line };
}

const PROVE_FILE = /^\S.{0,300} \(Wstat: (\d+)(?: \([^()]*\))? Tests: \d+ Failed: (\d+)\)$/;
const PROVE_TOTALS = /^Files=\d+, Tests=(\d+), /;
const PROVE_RESULT = /^Result: (PASS|FAIL|NOTESTS)$/;

/** Prove names each program that failed; one that died without a failed test is an error. */
export const prove: LogRecognizer = {
  format: 'log:prove',
  scan(emit: Emit) {
    let tests: number | undefined;
    let counts = noCounts();
    const reset = () => {
      tests = undefined;
      counts = noCounts();
    };
    return {
      line(text, number) {
        const [, status, failures] = PROVE_FILE.exec(text) ?? [];
        counts.failed += Number(failures ?? 0);
        if (Number(failures) === 0 && Number(status) > 0) counts.errored += 1;
        tests = toNumber(PROVE_TOTALS.exec(text)?.[1]) ?? tests;
        const result = PROVE_RESULT.exec(text)?.[1];
        if (result === undefined || tests === undefined) return;
        emit(testsReading('log:prove', number, proveCounts(result, tests, counts)));
        reset();
      },
      boundary: reset,
    };
  },
};

function toNumber(digits: string | undefined): number | undefined {
  return digits === undefined ? undefined : Number(digits);
}

/** A program may fail without a failed test: by its plan, or by its exit code. */
function proveCounts(result: string, tests: number, { failed, errored }: Counts): Partial<Counts> {
  const isUnexplained = result === 'FAIL' && failed + errored === 0;
  return { passed: Math.max(0, tests - failed), failed, errored: isUnexplained ? 1 : errored };
}
