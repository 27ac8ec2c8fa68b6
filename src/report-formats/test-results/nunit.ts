import type { CaseOutcome } from '../../model/reports.ts';
import type { ReadReport, ReportFormat } from '../base/format.ts';
import { detached, firstLine } from '../base/report-text.ts';
import type { XmlAttributes } from '../xml/xml-reader.ts';
import { type ElementEvents, ElementHandler, xmlReader, xmlRoot } from '../xml/xml-report.ts';
import { secondsToMs } from './junit-case.ts';
import { TestTally, testsOutcome } from './test-tally.ts';

const NAME = 'nunit';

/**
 * `result` of NUnit 3 and 2. NUnit 3 has four results and puts `Error`, `Invalid`, `Cancelled`,
 * `Ignored`, and `Explicit` into the label (docs.nunit.org, "Test Result XML Format", read
 * 2026-11); NUnit 2 writes them as results. An inconclusive test proves nothing; a warning does not
 * fail a run.
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
  ['Explicit', 'skipped'],
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

/** An open suite or run; `root` is the document's root element. */
interface OpenSuite {
  readonly name: string;
  readonly type: string;
  readonly failed: boolean;
  readonly label: string;
  /** Where a suite failed: `SetUp`, `TearDown`, `Child`, `Parent`; empty for the suite itself. */
  readonly site: string;
  /** Number of failed and errored cases before the suite. */
  readonly badBefore: number;
  message: string;
}

/** Sites of a failure that its cases report themselves. */
const ELSEWHERE: ReadonlySet<string> = new Set(['Child', 'Parent']);

class NunitEvents implements ElementEvents {
  readonly #tally = new TestTally(NAME);
  readonly #suites: OpenSuite[] = [];
  #case: OpenCase | undefined;
  #inText = false;
  #claimed: number | undefined;

  begin(name: string, attributes: XmlAttributes): boolean {
    switch (name) {
      case 'test-run':
      case 'test-results':
        this.#claimed = Number.parseInt(attributes.get('total') ?? '', 10);
        this.#suites.push(this.#newSuite(attributes, ''));
        return false;
      case 'test-suite':
        this.#suites.push(
          this.#newSuite(attributes, attributes.get('fullname') ?? attributes.get('name') ?? ''),
        );
        return false;
      case 'test-case':
        this.#case = this.#newCase(attributes);
        return false;
      case 'failure':
      case 'reason':
        this.#inText = true;
        return false;
      default:
        return name === 'message' && this.#inText;
    }
  }

  finish(name: string, text: string): void {
    switch (name) {
      case 'test-run':
      case 'test-results':
      case 'test-suite':
        this.#closeSuite(this.#suites.pop());
        break;
      case 'failure':
      case 'reason':
        this.#inText = false;
        break;
      case 'message':
        this.#takeMessage(text);
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

  #newSuite(attributes: XmlAttributes, name: string): OpenSuite {
    const { failed, errored } = this.#tally.counts;
    return {
      name: detached(name),
      type: detached(attributes.get('type') ?? ''),
      failed: isFailed(attributes),
      label: detached(attributes.get('label') ?? ''),
      site: detached(attributes.get('site') ?? ''),
      badBefore: failed + errored,
      message: '',
    };
  }

  #takeMessage(text: string): void {
    const open = this.#case ?? this.#suites.at(-1);
    if (open !== undefined && open.message === '') open.message = firstLine(text);
  }

  /**
   * Adds an errored case for a suite that failed outside of its cases. A failed tear-down is always
   * one (nunit-console counts it since 3.10); any other failure only when no case inside failed,
   * because NUnit marks every case of a fixture whose set-up failed.
   */
  #closeSuite(suite: OpenSuite | undefined): void {
    if (suite?.failed !== true) return;
    const { failed, errored } = this.#tally.counts;
    const quiet = failed + errored === suite.badBefore;
    const own = suite.site === 'TearDown' || (quiet && !ELSEWHERE.has(suite.site));
    const isRoot = this.#suites.length === 0;
    if (own || (quiet && isRoot)) {
      this.#tally.runFailed(causeOf(suite), suite.message, suite.name);
    }
  }

  #newCase(attributes: XmlAttributes): OpenCase {
    const full = attributes.get('fullname') ?? attributes.get('name') ?? '';
    const group = attributes.get('classname') ?? classOf(full) ?? this.#suites.at(-1)?.name ?? '';
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

/** Returns the outcome; an unknown result is an error, never a pass. */
function outcomeOf(attributes: XmlAttributes): CaseOutcome {
  const result = attributes.get('result');
  if (result === undefined) return outcomeBefore25(attributes);
  const outcome = RESULTS.get(result) ?? 'errored';
  const label = attributes.get('label') ?? '';
  return outcome === 'failed' && ERROR_LABELS.has(label) ? 'errored' : outcome;
}

/** Returns the outcome of NUnit before 2.5, which wrote no `result`. */
function outcomeBefore25(attributes: XmlAttributes): CaseOutcome {
  if (attributes.get('executed') === 'False') return 'skipped';
  return attributes.get('success') === 'True' ? 'passed' : 'failed';
}

/** Returns whether a suite or run failed; the root of NUnit 2 states no outcome. */
function isFailed(attributes: XmlAttributes): boolean {
  const stated = ['result', 'executed', 'success'].some(
    (name) => attributes.get(name) !== undefined,
  );
  return stated && ['failed', 'errored'].includes(outcomeOf(attributes));
}

/** Returns the cause of a suite's own failure, by its site, label, and type. */
function causeOf({ site, label, type }: OpenSuite): string {
  if (site === 'TearDown') return 'tear-down failed';
  if (site === 'SetUp') return 'set-up failed';
  if (label === 'Cancelled') return 'cancelled';
  if (label === 'Invalid' || label === 'NotRunnable') {
    return type === 'Assembly' ? 'assembly could not be loaded' : 'suite could not run';
  }
  return type === '' ? 'failed outside of its tests' : 'suite failed outside of its tests';
}

/**
 * NUnit 3 (`test-run`, or a `test-suite` that an adapter or the framework wrote alone) and NUnit 2
 * (`test-results`) result files (docs.nunit.org, "Test Result XML Format", read 2026-11).
 */
export const nunit: ReportFormat = {
  name: NAME,
  kind: 'tests',
  recognize(head) {
    const root = xmlRoot(head)?.name;
    return root === 'test-run' || root === 'test-results' || root === 'test-suite';
  },
  reader: () => xmlReader(NAME, new ElementHandler(new NunitEvents())),
};
