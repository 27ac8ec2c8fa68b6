import type { ReadReport, ReportFormat } from '../base/format.ts';
import { workspacePath } from '../base/report-path.ts';
import type { XmlAttributes } from '../xml/xml-reader.ts';
import { type XmlReportHandler, xmlReader, xmlRoot } from '../xml/xml-report.ts';
import { type CoverageFile, CoverageTally, coverageOutcome } from './coverage-tally.ts';

const NAME = 'clover';

class CloverHandler implements XmlReportHandler {
  readonly #tally = new CoverageTally(NAME);
  #file: CoverageFile | undefined;

  open(name: string, attributes: XmlAttributes): void {
    if (name === 'line') {
      this.#line(attributes);
    } else if (name === 'file') {
      // istanbul and OpenClover write the path next to the base name; PHPUnit writes it as the
      // name.
      const path = attributes.get('path') ?? attributes.get('name') ?? '';
      this.#file = this.#tally.file(workspacePath(path));
    }
  }

  close(name: string): void {
    if (name === 'file') this.#file = undefined;
  }

  finish(): ReadReport {
    return coverageOutcome(NAME, this.#tally);
  }

  /** A `method` line declares a function and does not run. */
  #line(attributes: XmlAttributes): void {
    const type = attributes.get('type');
    if (type === 'method') return;
    const line = Number(attributes.get('num') ?? Number.NaN);
    const whenTrue = Number(attributes.get('truecount') ?? 0);
    const whenFalse = Number(attributes.get('falsecount') ?? 0);
    const count = attributes.get('count');
    this.#file?.line(line, Number(count ?? whenTrue + whenFalse) > 0);
    if (type !== 'cond') return;
    if (count === undefined) {
      // OpenClover: how often the condition was true, and false.
      this.#file?.branch(line, 0, whenTrue > 0);
      this.#file?.branch(line, 1, whenFalse > 0);
    } else {
      // istanbul: how many branches of the line were taken, and how many were not.
      this.#file?.branchCount(line, whenTrue, whenTrue + whenFalse);
    }
  }
}

/** Clover XML: PHPUnit, istanbul, OpenClover. */
export const clover: ReportFormat = {
  name: NAME,
  kind: 'coverage',
  recognize(head) {
    const root = xmlRoot(head);
    return root?.name === 'coverage' && /\s(?:generated|clover)=/.test(root.tag);
  },
  reader: () => xmlReader(NAME, new CloverHandler()),
};
