import type { CaseOutcome } from '../../model/reports.ts';
import type { ReadReport, ReportFormat } from '../base/format.ts';
import type { XmlAttributes } from '../xml/xml-reader.ts';
import { type ElementEvents, ElementHandler, xmlReader, xmlRoot } from '../xml/xml-report.ts';
import { secondsToMs } from './junit-case.ts';
import { TestTally, testsOutcome } from './test-tally.ts';

const NAME = 'nunit';

/**
 * `result` of NUnit 3 and 2. An inconclusive test proves nothing; a warning does not fail a run.
 */
const RESULTS: ReadonlyMap<string, CaseOutcome> = new Map<string, CaseOutcome>([
  ['Passed', 'passed'],
  ['Success', 'passed'],
  ['Warning', 'passed'],
  ['Failed', 'failed'],
  ['Failure', 'failed'],
  ['Error', 'errored'],
  ['Cancelled', 'errored'],
  ['Invalid', 'errored'],
  ['NotRunnable', 'errored'],
  ['Skipped', 'skipped'],
  ['Ignored', 'skipped'],
  ['Inconclusive', 'skipped'],
]);

/** NUnit 3 writes `Failed` and marks errors by the label. */
const ERROR_LABELS: ReadonlySet<string> = new Set(['Error', 'Invalid', 'Cancelled']);

interface OpenCase {
  readonly group: string;
  readonly name: string;
  readonly outcome: CaseOutcome;
  readonly durationMs: number;
  message: string;
}

class NunitEvents implements ElementEvents {
  readonly #tally = new TestTally(NAME);
  readonly #fixtures: string[] = [];
  #case: OpenCase | undefined;
  #inText = false;
  #claimed: number | undefined;

  begin(name: string, attributes: XmlAttributes): boolean {
    switch (name) {
      case 'test-run':
      case 'test-results':
        this.#claimed = Number.parseInt(attributes.get('total') ?? '', 10);
        return false;
      case 'test-suite':
        this.#fixtures.push(attributes.get('fullname') ?? attributes.get('name') ?? '');
        return false;
      case 'test-case':
        this.#case = this.#newCase(attributes);
        return false;
      case 'failure':
      case 'reason':
        this.#inText = this.#case !== undefined;
        return false;
      default:
        return name === 'message' && this.#inText;
    }
  }

  finish(name: string, text: string): void {
    switch (name) {
      case 'test-suite':
        this.#fixtures.pop();
        break;
      case 'failure':
      case 'reason':
        this.#inText = false;
        break;
      case 'message':
        if (this.#case !== undefined && this.#case.message === '') this.#case.message = text;
        break;
      case 'test-case':
        if (this.#case !== undefined) {
          this.#tally.add({ ...this.#case, flaky: false });
          this.#case = undefined;
        }
        break;
    }
  }

  end(): ReadReport {
    const tests = this.#claimed;
    return testsOutcome(NAME, this.#tally, Number.isNaN(tests) ? {} : { tests });
  }

  #newCase(attributes: XmlAttributes): OpenCase {
    const full = attributes.get('fullname') ?? attributes.get('name') ?? '';
    const group = attributes.get('classname') ?? classOf(full) ?? this.#fixtures.at(-1) ?? '';
    const name = full.startsWith(`${group}.`) ? full.slice(group.length + 1) : full;
    const durationMs = secondsToMs(attributes.get('duration') ?? attributes.get('time'));
    return { group, name, outcome: outcomeOf(attributes), durationMs, message: '' };
  }
}

/**
 * Returns `Shop.CartTests` of `Shop.CartTests.Adds("a.b")`; undefined without a dot before the
 * arguments.
 */
function classOf(fullName: string): string | undefined {
  const end = fullName.indexOf('(');
  const dot = fullName.lastIndexOf('.', end < 0 ? undefined : end);
  return dot > 0 ? fullName.slice(0, dot) : undefined;
}

/**
 * Returns the outcome; an unknown result is an error, never a pass. Early NUnit 2 wrote no
 * `result`.
 */
function outcomeOf(attributes: XmlAttributes): CaseOutcome {
  const result = attributes.get('result');
  if (result === undefined) {
    if (attributes.get('executed') === 'False') return 'skipped';
    return attributes.get('success') === 'True' ? 'passed' : 'failed';
  }
  const outcome = RESULTS.get(result) ?? 'errored';
  const label = attributes.get('label') ?? '';
  return outcome === 'failed' && ERROR_LABELS.has(label) ? 'errored' : outcome;
}

/**
 * NUnit 3 (`test-run`) and NUnit 2 (`test-results`) result files (docs.nunit.org, "Test Result XML
 * Format", read 2025-07).
 */
export const nunit: ReportFormat = {
  name: NAME,
  kind: 'tests',
  recognize(head) {
    const root = xmlRoot(head)?.name;
    return root === 'test-run' || root === 'test-results';
  },
  reader: () => xmlReader(NAME, new ElementHandler(new NunitEvents())),
};
