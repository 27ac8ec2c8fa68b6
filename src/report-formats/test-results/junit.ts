import type { TestCounts } from '../../model/reports.ts';
import { type ReadReport, type ReportFormat, readOutcome } from '../base/format.ts';
import type { XmlAttributes } from '../xml/xml-reader.ts';
import { type XmlReportHandler, xmlReader, xmlRoot } from '../xml/xml-report.ts';
import {
  isUninformative,
  JunitNames,
  type JunitStatus,
  type JunitSuite,
  type JunitVerdict,
  secondsToMs,
  settle,
  statusOutcome,
  verdictOf,
  withoutFrame,
} from './junit-case.ts';
import { withNotes } from './tallied-report.ts';
import { TestTally, UNNAMED_FAILURES } from './test-tally.ts';

const NAME = 'junit';
/** Maximum UTF-16 units kept of a failure's text. */
const MAX_TEXT = 4000;
const NO_SUITE: JunitSuite = { name: '', file: '', hostname: '' };

/** pytest writes a case without any name for the test that an interrupt ended (pytest 9). */
const UNFINISHED = {
  outcome: 'errored',
  flaky: false,
  message: 'The case has no name: the test never ended.',
} as const;

/** The open case: one object for half a million of them. */
interface OpenCase {
  /** 0 when no case is open. */
  depth: number;
  durationMs: number;
  /** The outcome of its `status`, used only without verdicts. */
  status: JunitStatus | undefined;
  /** Whether it has the attribute `name`, even an empty one. */
  isNamed: boolean;
  /** The first message of each kind; most cases have none. */
  verdicts: Map<JunitVerdict, string> | undefined;
}

/** An element with the verdict of a case or of a suite. */
interface OpenVerdict {
  readonly depth: number;
  readonly kind: JunitVerdict;
  readonly type: string;
  readonly message: string;
  /** Kept only when the message is empty. */
  text: string;
  readonly wantsText: boolean;
}

class JunitHandler implements XmlReportHandler {
  readonly #tally = new TestTally(NAME);
  readonly #names = new JunitNames();
  readonly #suites: JunitSuite[] = [];
  #depth = 0;
  readonly #case: OpenCase = {
    depth: 0,
    durationMs: 0,
    status: undefined,
    isNamed: true,
    verdicts: undefined,
  };
  #verdict: OpenVerdict | undefined;
  readonly #totals = new JunitTotals();
  #unnamed = 0;
  #todos = 0;

  open(name: string, attributes: XmlAttributes): void {
    this.#depth++;
    if (this.#verdict !== undefined) return;
    if (this.#case.depth > 0) {
      if (this.#depth === this.#case.depth + 1) this.#openVerdict(name, attributes);
      return;
    }
    this.#openOutside(name, attributes);
  }

  close(name: string): void {
    if (this.#verdict !== undefined) {
      if (this.#depth === this.#verdict.depth) this.#closeVerdict(this.#verdict);
    } else if (this.#case.depth > 0) {
      if (this.#depth === this.#case.depth) this.#closeCase(this.#case);
    } else if (name === 'testsuite') {
      this.#suites.pop();
    }
    this.#depth--;
  }

  wantsText(): boolean {
    const verdict = this.#verdict;
    return verdict?.wantsText === true && verdict.text.length < MAX_TEXT;
  }

  text(text: string): void {
    if (this.#verdict?.depth === this.#depth) this.#verdict.text += text.slice(0, MAX_TEXT);
  }

  finish(): ReadReport {
    const { counts } = this.#tally;
    const notes = this.#totals.notes(counts);
    // A failure of a known problem (node:test's todo) is in the totals and counts as skipped.
    if (this.#todos === 0 && this.#totals.failsWithout(counts)) {
      this.#tally.runFailed(UNNAMED_FAILURES, 'The suites claim failures; no case has one.');
    }
    const report = this.#tally.report();
    return readOutcome(NAME, { kind: 'tests', report: withNotes(report, notes) });
  }

  #openOutside(name: string, attributes: XmlAttributes): void {
    switch (name) {
      case 'testcase':
        this.#openCase(attributes);
        break;
      case 'testsuite':
        this.#totals.suite(attributes, this.#depth);
        this.#openSuite(attributes);
        break;
      case 'testsuites':
        this.#totals.suite(attributes, this.#depth);
        break;
      case 'failure':
      case 'error':
        this.#openVerdict(name, attributes);
        break;
    }
  }

  #openSuite(attributes: XmlAttributes): void {
    const outer = this.#suites.at(-1) ?? NO_SUITE;
    this.#suites.push({
      name: attributes.get('name') ?? outer.name,
      file: attributes.get('file') ?? outer.file,
      hostname: attributes.get('hostname') ?? outer.hostname,
    });
  }

  #openCase(attributes: XmlAttributes): void {
    this.#names.take(attributes, this.#suites.at(-1) ?? NO_SUITE);
    const open = this.#case;
    open.depth = this.#depth;
    open.durationMs = secondsToMs(attributes.get('time'));
    open.status =
      statusOutcome(attributes.get('status')) ?? statusOutcome(attributes.get('result'));
    open.isNamed = attributes.get('name') !== undefined;
    open.verdicts = undefined;
  }

  #openVerdict(name: string, attributes: XmlAttributes): void {
    const type = attributes.get('type') ?? '';
    const kind = verdictOf(name, type);
    if (kind !== undefined) {
      this.#totals.verdict(name);
      const message = attributes.get('message') ?? '';
      const wantsText = isUninformative(message);
      this.#verdict = { depth: this.#depth, kind, type, message, text: '', wantsText };
    }
  }

  #closeVerdict({ kind, message, text, type }: OpenVerdict): void {
    this.#verdict = undefined;
    const shown = withoutFrame([text, message, type].find((each) => each.trim() !== '') ?? '');
    if (kind === 'todo') this.#todos++;
    if (this.#case.depth === 0) {
      this.#addSuiteVerdict(kind, shown);
      return;
    }
    this.#case.verdicts ??= new Map();
    if (!this.#case.verdicts.has(kind)) this.#case.verdicts.set(kind, shown);
  }

  #closeCase(open: OpenCase): void {
    const { depth, durationMs, status, isNamed, verdicts } = open;
    open.depth = 0;
    this.#totals.case(depth);
    const settled = settle(verdicts, status);
    const { outcome, flaky, message } =
      settled.outcome === 'passed' && !isNamed ? UNFINISHED : settled;
    const scope = this.#suites.at(-1)?.hostname ?? '';
    const { group, className } = this.#names;
    const isNameless = this.#names.name === '';
    if (outcome === 'passed' && !flaky && !isNameless) {
      this.#tally.pass(this.#names.key(), group, durationMs, scope);
      return;
    }
    if (isNameless) this.#unnamed++;
    // Nameless cases are not one test and its retries.
    const name = isNameless ? `(unnamed ${this.#unnamed})` : this.#names.name;
    this.#tally.add({ group, className, name, outcome, flaky, message, durationMs, scope });
  }

  /** Adds the error of a suite that failed outside its cases (setup, a crash). */
  #addSuiteVerdict(kind: JunitVerdict, message: string): void {
    const { name, file } = this.#suites.at(-1) ?? NO_SUITE;
    this.#tally.note('A suite failed outside its cases; that is counted as one more case.');
    this.#tally.add({
      group: file || name,
      name: '(suite)',
      outcome: kind === 'failed' ? 'failed' : 'errored',
      message,
    });
  }
}

/**
 * JUnit XML, which has no specification: pytest, surefire, gradle, jest-junit, vitest, mocha,
 * playwright, bazel, gotestsum, cargo-nextest, PHPUnit, Catch2, CTest, GoogleTest. Counts come from
 * the cases; the suites' totals are only compared.
 */
export const junit: ReportFormat = {
  name: NAME,
  kind: 'tests',
  recognize(head) {
    const root = xmlRoot(head)?.name;
    return root === 'testsuites' || root === 'testsuite';
  },
  reader: () => xmlReader(NAME, new JunitHandler()),
};

/** The totals of the outermost suites; only compared, never counted. */
class JunitTotals {
  /** Depth of the suites whose totals are added. */
  #depth = Number.POSITIVE_INFINITY;
  #tests = 0;
  #bad: number | undefined;
  #cases = 0;
  #reruns = 0;

  /** Adds the totals of a suite that begins at this depth. */
  suite(attributes: XmlAttributes, depth: number): void {
    const tests = numberIn(attributes, 'tests');
    if (tests === undefined || depth > this.#depth) return;
    this.#depth = depth;
    this.#tests += tests;
    for (const kind of ['failures', 'errors']) {
      const bad = numberIn(attributes, kind);
      if (bad !== undefined) this.#bad = (this.#bad ?? 0) + bad;
    }
  }

  /** Counts a case that ended at this depth. */
  case(depth: number): void {
    if (depth > this.#depth) this.#cases++;
  }

  /** Counts a rerun by its element; surefire's totals include each one. */
  verdict(element: string): void {
    if (/^(?:flaky|rerun)/.test(element)) this.#reruns++;
  }

  /** Returns whether the suites claim failures or errors and no case has one or had one first. */
  failsWithout({ failed, errored, flaky }: TestCounts): boolean {
    return (this.#bad ?? 0) > 0 && failed + errored + flaky === 0;
  }

  /** Returns notes on differences between the suites' totals and the cases. */
  notes({ failed, errored, flaky }: TestCounts): readonly string[] {
    const notes: string[] = [];
    const tests = this.#tests;
    if (tests !== this.#cases && tests !== this.#cases + this.#reruns) {
      notes.push(
        `The suites claim ${tests} tests, the report holds ${this.#cases}; the cases count.`,
      );
    }
    const counted = failed + errored;
    // Some tools count a test that passed in the end as a failure, others do not.
    const agrees = this.#bad === 0 ? counted === 0 : counted + flaky > 0;
    if (this.#bad !== undefined && !agrees) {
      notes.push(
        `The suites claim ${this.#bad} failures and errors, the cases say ${counted}; the cases count.`,
      );
    }
    return notes;
  }
}

function numberIn(attributes: XmlAttributes, name: string): number | undefined {
  const number = Number.parseInt(attributes.get(name) ?? '', 10);
  return Number.isNaN(number) ? undefined : number;
}
