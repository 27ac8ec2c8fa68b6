import type { TestCounts } from '../../model/test-report.ts';
import type { XmlAttributes } from '../xml/xml-reader.ts';

/** Totals that the outermost suites claim; only compared, never counted. */
export class JunitClaims {
  /** Of the suites whose claims are added up; no case is deeper while nothing was claimed. */
  #depth = Number.POSITIVE_INFINITY;
  #tests = 0;
  #bad: number | undefined;
  #cases = 0;
  #reruns = 0;

  /** A suite begins at this depth. */
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

  /** A case ended that stood at this depth. */
  case(depth: number): void {
    if (depth > this.#depth) this.#cases++;
  }

  /** An element inside of a case; surefire counts each further run as a test of its own. */
  verdict(element: string): void {
    if (/^(?:flaky|rerun)/.test(element)) this.#reruns++;
  }

  /** What the suites claim and the cases do not give. */
  notes({ failed, errored, flaky }: TestCounts): readonly string[] {
    const notes: string[] = [];
    const tests = this.#tests;
    if (tests !== this.#cases && tests !== this.#cases + this.#reruns) {
      notes.push(
        `The suites claim ${tests} tests, the report holds ${this.#cases}; the cases count.`,
      );
    }
    const counted = failed + errored;
    // A test that passed in the end is a failure to some tools and none to others.
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
