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

/** Outcomes of a run that was stopped. */
const BROKEN_RUNS: ReadonlySet<string> = new Set(['Aborted', 'Error', 'Timeout', 'Disconnected']);

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
        this.#summary(attributes.get('outcome') ?? '');
        return false;
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
    } else if (name === 'Message') {
      const result = this.#open.at(-1);
      if (result !== undefined && result.message === '') result.message = firstLine(text);
    } else if (name === 'UnitTestResult') {
      this.#closeResult(this.#open.pop());
    }
  }

  end(): ReadReport {
    for (const result of this.#pending) this.#add(result);
    return testsOutcome(NAME, this.#tally);
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

  #summary(outcome: string): void {
    if (BROKEN_RUNS.has(outcome)) {
      this.#tally.note(`The run ended as "${outcome}"; that is counted as one more case.`);
      this.#tally.add({
        group: '',
        name: '(run)',
        outcome: 'errored',
        message: `The test run ended as "${outcome}" before all tests had run.`,
      });
    }
  }
}

/** Returns the milliseconds of a .NET time span such as `00:01:02.5`; 0 when it is malformed. */
function clockToMs(clock: string): number {
  const match = /^(?:(\d+)\.)?(\d+):(\d+):(\d+(?:\.\d+)?)$/.exec(clock);
  if (match === null) return 0;
  const [, days = '0', hours = '0', minutes = '0', seconds = '0'] = match;
  const wholeMinutes = (Number(days) * 24 + Number(hours)) * 60 + Number(minutes);
  return (wholeMinutes * 60 + Number(seconds)) * 1000;
}

/** TRX from `dotnet test --logger trx` and Visual Studio (TeamTest 2010 schema). */
export const trx: ReportFormat = {
  name: NAME,
  kind: 'tests',
  recognize: (head) => xmlRoot(head)?.name === 'TestRun',
  reader: () => xmlReader(NAME, new ElementHandler(new TrxEvents())),
};
