import type { CaseOutcome } from '../../model/reports.ts';
import type { ReadReport, ReportFormat } from '../base/format.ts';
import { detached, firstLine } from '../base/report-text.ts';
import type { XmlAttributes } from '../xml/xml-reader.ts';
import { type ElementEvents, ElementHandler, xmlReader, xmlRoot } from '../xml/xml-report.ts';
import { TestTally, testsOutcome } from './test-tally.ts';

const NAME = 'trx';
/** Maximum number of results kept until the definitions at the end name their classes. */
const MAX_PENDING = 100_000;

/** Outcomes of the TRX schema; anything without a verdict is an error or a skip. */
const OUTCOMES: ReadonlyMap<string, CaseOutcome> = new Map<string, CaseOutcome>([
  ['Passed', 'passed'],
  ['PassedButRunAborted', 'passed'],
  ['Completed', 'passed'],
  ['Warning', 'passed'],
  ['Failed', 'failed'],
  ['Error', 'errored'],
  ['Timeout', 'errored'],
  ['Aborted', 'errored'],
  ['Disconnected', 'errored'],
  ['NotRunnable', 'errored'],
  ['InProgress', 'errored'],
  ['NotExecuted', 'skipped'],
  ['Inconclusive', 'skipped'],
  ['Pending', 'skipped'],
]);

/** Outcomes of a run that was stopped, with the cause that names its errored case. */
const BROKEN_RUNS: ReadonlyMap<string, string> = new Map([
  ['Aborted', 'aborted'],
  ['PassedButRunAborted', 'aborted'],
  ['Error', 'error'],
  ['Timeout', 'timed out'],
  ['Disconnected', 'test host disconnected'],
  ['InProgress', 'never ended'],
  ['Pending', 'never ended'],
]);

/** Counters of tests that did not pass (vstst.xsd, CountersType). */
const COUNTED_BAD = [
  'failed',
  'error',
  'timeout',
  'aborted',
  'disconnected',
  'inProgress',
] as const;

/** A message about the run, unlike an adapter's about a test such as `Handles_timeout [FAIL]`. */
const ABOUT_RUN = /\b(?:test ?host|test (?:run|session)|data collector)\b/i;
/** Messages of vstest and Microsoft.Testing.Platform about a test host that died or was stopped. */
const ABORTS: readonly (readonly [RegExp, string])[] = [
  [/\b(?:crash(?:ed)?|stack overflow|test host process exited)\b/i, 'test host crashed'],
  [/\b(?:hang dump|inactivity|timed? ?out|timeout)\b/i, 'timed out'],
  [/\bcancell?ed\b/i, 'cancelled'],
  [/\babort(?:ed|ing)\b/i, 'aborted'],
];

interface Result {
  readonly testId: string;
  readonly name: string;
  readonly outcome: CaseOutcome;
  readonly durationMs: number;
  message: string;
  /** A data-driven test, whose rows are results of their own. */
  hasRows: boolean;
}

class TrxEvents implements ElementEvents {
  readonly #tally = new TestTally(NAME);
  readonly #pending: Result[] = [];
  readonly #open: Result[] = [];
  readonly #classes = new Map<string, string>();
  #definition = '';
  #inError = false;
  /** Whether a `RunInfo` is open whose message is an error. */
  #inRunError = false;
  #runError: string | undefined;
  #runOutcome = '';
  /** Tests that did not pass, by the summary's counters. */
  #bad = 0;

  begin(name: string, attributes: XmlAttributes): boolean {
    switch (name) {
      case 'UnitTestResult':
        this.#openResult(attributes);
        return false;
      case 'UnitTest':
        this.#definition = attributes.get('id') ?? '';
        return false;
      case 'TestMethod':
        this.#define(attributes.get('className') ?? '');
        return false;
      case 'ResultSummary':
        this.#runOutcome = attributes.get('outcome') ?? '';
        return false;
      case 'Counters':
        this.#bad = COUNTED_BAD.reduce((sum, kind) => sum + countIn(attributes, kind), 0);
        return false;
      case 'RunInfo':
        this.#inRunError = attributes.get('outcome') === 'Error';
        return false;
      case 'Text':
        return this.#inRunError;
      case 'ErrorInfo':
        this.#inError = true;
        return false;
      default:
        return name === 'Message' && this.#inError;
    }
  }

  finish(name: string, text: string): void {
    if (name === 'ErrorInfo') {
      this.#inError = false;
    } else if (name === 'Text') {
      this.#takeRunError(firstLine(text));
    } else if (name === 'RunInfo') {
      if (this.#inRunError) this.#takeRunError('');
      this.#inRunError = false;
    } else if (name === 'Message') {
      const result = this.#open.at(-1);
      if (result !== undefined && result.message === '') result.message = firstLine(text);
    } else if (name === 'UnitTestResult') {
      this.#closeResult(this.#open.pop());
    }
  }

  end(): ReadReport {
    for (const result of this.#pending) this.#add(result);
    this.#addRun();
    // The counters also count the parent of data-driven rows, so they only matter without a failure.
    return testsOutcome(NAME, this.#tally, this.#tally.hasFailed ? {} : { bad: this.#bad });
  }

  #openResult(attributes: XmlAttributes): void {
    const outer = this.#open.at(-1);
    if (outer !== undefined) outer.hasRows = true;
    this.#open.push({
      testId: detached(attributes.get('testId') ?? outer?.testId ?? ''),
      name: detached(attributes.get('testName') ?? ''),
      // An unknown outcome is an error, never a pass.
      outcome: OUTCOMES.get(attributes.get('outcome') ?? '') ?? 'errored',
      durationMs: clockToMs(attributes.get('duration') ?? ''),
      message: '',
      hasRows: false,
    });
  }

  #closeResult(result: Result | undefined): void {
    if (result === undefined || result.hasRows) return;
    if (this.#pending.length < MAX_PENDING) {
      this.#pending.push(result);
    } else {
      this.#tally.note(`Only the first ${MAX_PENDING} results are grouped by class.`);
      this.#add(result);
    }
  }

  #add({ testId, name, outcome, durationMs, message }: Result): void {
    const group = this.#classes.get(testId) ?? '';
    const short =
      group !== '' && name.startsWith(`${group}.`) ? name.slice(group.length + 1) : name;
    this.#tally.add({
      group,
      name: short,
      outcome,
      message,
      durationMs,
    });
  }

  /** `className` may include the assembly after a comma. */
  #define(className: string): void {
    if (this.#classes.size < MAX_PENDING) {
      const [plain = ''] = className.split(',');
      this.#classes.set(detached(this.#definition), detached(plain.trim()));
    }
  }

  /** Keeps the first message; one about an abort replaces others. */
  #takeRunError(message: string): void {
    if (!this.#inRunError) return;
    if (this.#runError === undefined || this.#runError === '') this.#runError = message;
    else if (abortIn(this.#runError) === undefined && abortIn(message) !== undefined) {
      this.#runError = message;
    }
  }

  /**
   * Adds the failure of the run itself. Adapters such as xUnit.net's also write each failed test as
   * a run-level error, so one counts only when no case failed or when it is about an abort.
   */
  #addRun(): void {
    const message = this.#runError ?? '';
    const stopped = BROKEN_RUNS.get(this.#runOutcome) ?? abortIn(message);
    if (stopped !== undefined) {
      const cause = abortIn(message) ?? stopped;
      this.#tally.runFailed(cause, message || `The test run ended as "${this.#runOutcome}".`);
    } else if (!this.#tally.hasFailed && this.#runOutcome === 'Failed') {
      const shown = message || 'The run failed, but no test of it did.';
      this.#tally.runFailed('failed outside of its tests', shown);
    } else if (!this.#tally.hasFailed && this.#runError !== undefined) {
      this.#tally.note(`The run logged an error: ${message}`);
    }
  }
}

/** Returns the cause of an abort; undefined for another message. */
function abortIn(message: string): string | undefined {
  if (!ABOUT_RUN.test(message)) return undefined;
  return ABORTS.find(([pattern]) => pattern.test(message))?.[1];
}

function countIn(attributes: XmlAttributes, name: string): number {
  return Number.parseInt(attributes.get(name) ?? '', 10) || 0;
}

/** Returns the milliseconds of a .NET time span such as `00:01:02.5`; 0 when it is malformed. */
function clockToMs(clock: string): number {
  const match = /^(?:(\d+)\.)?(\d+):(\d+):(\d+(?:\.\d+)?)$/.exec(clock);
  if (match === null) return 0;
  const [, days = '0', hours = '0', minutes = '0', seconds = '0'] = match;
  const wholeMinutes = (Number(days) * 24 + Number(hours)) * 60 + Number(minutes);
  return (wholeMinutes * 60 + Number(seconds)) * 1000;
}

/**
 * TRX from `dotnet test --logger trx`, Microsoft.Testing.Platform's `--report-trx`, and Visual
 * Studio (TeamTest 2010 schema, vstst.xsd). Both loggers set `ResultSummary/@outcome` to `Failed`
 * and add a `RunInfo` of outcome `Error` when the run broke (microsoft/vstest, TrxLogger.cs, read
 * 2026-11).
 */
export const trx: ReportFormat = {
  name: NAME,
  kind: 'tests',
  recognize: (head) => xmlRoot(head)?.name === 'TestRun',
  reader: () => xmlReader(NAME, new ElementHandler(new TrxEvents())),
};
