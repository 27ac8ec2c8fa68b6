import type { ReadReport, ReportFormat } from '../base/format.ts';
import { workspacePath } from '../base/report-path.ts';
import type { XmlAttributes } from '../xml/xml-reader.ts';
import { type XmlReportHandler, xmlReader, xmlRoot } from '../xml/xml-report.ts';
import { type CoverageFile, CoverageTally, coverageOutcome } from './coverage-tally.ts';

const NAME = 'sonar-coverage';

class SonarHandler implements XmlReportHandler {
  readonly #tally = new CoverageTally(NAME);
  #file: CoverageFile | undefined;

  open(name: string, attributes: XmlAttributes): void {
    if (name === 'file') {
      this.#file = this.#tally.file(workspacePath(attributes.get('path') ?? ''));
    } else if (name === 'lineToCover') {
      const line = Number(attributes.get('lineNumber') ?? Number.NaN);
      const branches = Number(attributes.get('branchesToCover') ?? 0);
      this.#file?.line(line, attributes.get('covered') === 'true');
      this.#file?.branchCount(line, Number(attributes.get('coveredBranches') ?? 0), branches);
    }
  }

  close(name: string): void {
    if (name === 'file') this.#file = undefined;
  }

  finish(): ReadReport {
    return coverageOutcome(NAME, this.#tally);
  }
}

/** SonarQube's generic coverage (docs.sonarsource.com, "Generic test data", read 2025-07). */
export const sonarCoverage: ReportFormat = {
  name: NAME,
  kind: 'coverage',
  recognize(head) {
    const root = xmlRoot(head);
    return (
      root?.name === 'coverage' && /\sversion=["']1["']/.test(root.tag) && !/rate=/.test(root.tag)
    );
  },
  reader: () => xmlReader(NAME, new SonarHandler()),
};
