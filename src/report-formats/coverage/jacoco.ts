import type { ReadReport, ReportFormat } from '../base/format.ts';
import type { XmlAttributes } from '../xml/xml-reader.ts';
import { type XmlReportHandler, xmlReader, xmlRoot } from '../xml/xml-report.ts';
import { type CoverageFile, CoverageTally, coverageOutcome } from './coverage-tally.ts';

const NAME = 'jacoco';
/** JaCoCo writes it into every report; it declares no entities and is never loaded. */
const DOCTYPE =
  /^<!DOCTYPE report PUBLIC "-\/\/JACOCO\/\/DTD Report 1\.\d\/\/EN"\s+"(?:https?:\/\/www\.jacoco\.org\/[\w./-]*)?report\.dtd"\s*>$/;

class JacocoHandler implements XmlReportHandler {
  readonly #tally = new CoverageTally(NAME);
  /** The modules that are open, for a report on several. */
  readonly #groups: string[] = [];
  #package = '';
  #file: CoverageFile | undefined;

  open(name: string, attributes: XmlAttributes): void {
    if (name === 'line') this.#line(attributes);
    else if (name === 'sourcefile')
      this.#file = this.#tally.file(this.#path(attributes.get('name') ?? ''));
    else if (name === 'package') this.#package = attributes.get('name') ?? '';
    else if (name === 'group') this.#groups.push(attributes.get('name') ?? '');
  }

  close(name: string): void {
    if (name === 'sourcefile') {
      this.#file = undefined;
    } else if (name === 'group') {
      this.#groups.pop();
    }
  }

  finish(): ReadReport {
    return coverageOutcome(NAME, this.#tally);
  }

  /** `ci` and `cb` are covered instructions and branches, `mi` and `mb` missed ones. */
  #line(attributes: XmlAttributes): void {
    const line = Number(attributes.get('nr') ?? Number.NaN);
    const missed = Number(attributes.get('mb') ?? 0);
    const covered = Number(attributes.get('cb') ?? 0);
    this.#file?.line(line, Number(attributes.get('ci')) > 0);
    this.#file?.branchCount(line, covered, covered + missed);
  }

  #path(file: string): string {
    return [...this.#groups, this.#package, file].filter((part) => part !== '').join('/');
  }
}

/** JaCoCo XML (jacoco.org, report.dtd 1.1): lines and branches from `sourcefile`, not from counters. */
export const jacoco: ReportFormat = {
  name: NAME,
  kind: 'coverage',
  recognize: (head) =>
    xmlRoot(head)?.name === 'report' &&
    /<(?:sessioninfo|package|group|counter)[\s>]|JACOCO/.test(head),
  reader: () => xmlReader(NAME, new JacocoHandler(), DOCTYPE),
};
