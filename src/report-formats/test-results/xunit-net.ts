import type { CaseOutcome } from '../../model/reports.ts';
import type { ReadReport, ReportFormat } from '../base/format.ts';
import type { XmlAttributes } from '../xml/xml-reader.ts';
import { type ElementEvents, ElementHandler, xmlReader, xmlRoot } from '../xml/xml-report.ts';
import { secondsToMs } from './junit-case.ts';
import { TestTally, testsOutcome } from './test-tally.ts';

const NAME = 'xunit-net';

/** `NotRun` is v3's word for an explicit test that was not selected. */
const RESULTS: ReadonlyMap<string, CaseOutcome> = new Map<string, CaseOutcome>([
  ['Pass', 'passed'],
  ['Fail', 'failed'],
  ['Skip', 'skipped'],
  ['NotRun', 'skipped'],
]);

interface OpenCase {
  readonly group: string;
  readonly name: string;
  readonly outcome: CaseOutcome;
  readonly durationMs: number;
  message: string;
}

class XunitEvents implements ElementEvents {
  readonly #tally = new TestTally(NAME);
  #assembly = '';
  #case: OpenCase | undefined;
  #claimed: number | undefined;
  /** Failures and errors that the assemblies claim. */
  #bad: number | undefined;

  begin(name: string, attributes: XmlAttributes): boolean {
    switch (name) {
      case 'assembly':
        this.#assembly = attributes.get('name') ?? '';
        this.#claim(attributes);
        return false;
      case 'test':
        this.#case = newCase(attributes);
        return false;
      case 'error':
        this.#case = this.#newError(attributes);
        return false;
      default:
        return this.#case !== undefined && (name === 'message' || name === 'reason');
    }
  }

  finish(name: string, text: string): void {
    if (this.#case === undefined) return;
    if (name === 'test' || name === 'error') {
      this.#tally.add({ ...this.#case, flaky: false });
      this.#case = undefined;
    } else if (this.#case.message === '') {
      this.#case.message = text;
    }
  }

  end(): ReadReport {
    return testsOutcome(NAME, this.#tally, { tests: this.#claimed, bad: this.#bad });
  }

  /**
   * An error outside of any test: a fixture or an assembly that could not be cleaned up, or a fatal
   * error of the runner. `type` says which.
   */
  #newError(attributes: XmlAttributes): OpenCase {
    const name = `(${attributes.get('type') ?? 'error'})`;
    const group = attributes.get('name') ?? this.#assembly;
    this.#claimed = this.#claimed === undefined ? undefined : this.#claimed + 1;
    return { group, name, outcome: 'errored', durationMs: 0, message: '' };
  }

  #claim(attributes: XmlAttributes): void {
    const total = Number.parseInt(attributes.get('total') ?? '', 10);
    if (!Number.isNaN(total)) this.#claimed = (this.#claimed ?? 0) + total;
    for (const kind of ['failed', 'errors']) {
      const bad = Number.parseInt(attributes.get(kind) ?? '', 10);
      if (!Number.isNaN(bad)) this.#bad = (this.#bad ?? 0) + bad;
    }
  }
}

function newCase(attributes: XmlAttributes): OpenCase {
  const full = attributes.get('name') ?? '';
  const group = attributes.get('type') ?? '';
  return {
    group,
    name: group !== '' && full.startsWith(`${group}.`) ? full.slice(group.length + 1) : full,
    // An unknown result is an error, never a pass.
    outcome: RESULTS.get(attributes.get('result') ?? '') ?? 'errored',
    durationMs: secondsToMs(attributes.get('time')),
    message: '',
  };
}

/** xUnit.net v2 and v3 XML (xunit.net, "Format: XML v2+", read 2025-07). */
export const xunitNet: ReportFormat = {
  name: NAME,
  kind: 'tests',
  recognize(head) {
    const root = xmlRoot(head)?.name;
    return root === 'assemblies' || root === 'assembly';
  },
  reader: () => xmlReader(NAME, new ElementHandler(new XunitEvents())),
};
