import type { ReadReport, ReportFormat } from '../base/format.ts';
import { workspacePath } from '../base/report-path.ts';
import type { XmlAttributes } from '../xml/xml-reader.ts';
import { type XmlReportHandler, xmlReader, xmlRoot } from '../xml/xml-report.ts';
import { type CoverageFile, CoverageTally, coverageOutcome } from './coverage-tally.ts';

const NAME = 'opencover';
/** Maximum lines of one statement. */
const MAX_STATEMENT = 1000;

class OpencoverHandler implements XmlReportHandler {
  readonly #tally = new CoverageTally(NAME);
  /** Files of the current module by their id. */
  readonly #files = new Map<string, CoverageFile>();
  /** Branches so far by file and line of the current module. */
  readonly #branches = new Map<CoverageFile, Map<number, number>>();

  open(name: string, attributes: XmlAttributes): void {
    if (name === 'Module') {
      this.#files.clear();
      this.#branches.clear();
    } else if (name === 'File') {
      this.#files.set(
        attributes.get('uid') ?? '',
        this.#tally.file(workspacePath(attributes.get('fullPath') ?? '')),
      );
    } else if (name === 'SequencePoint') this.#statement(attributes);
    else if (name === 'BranchPoint') this.#branch(attributes);
  }

  finish(): ReadReport {
    return coverageOutcome(NAME, this.#tally);
  }

  /** `vc` is the visit count, `sl` and `el` first and last line. */
  #statement(attributes: XmlAttributes): void {
    const file = this.#files.get(attributes.get('fileid') ?? '');
    const first = Number(attributes.get('sl') ?? Number.NaN);
    const last = Number(attributes.get('el') ?? first);
    const hit = Number(attributes.get('vc')) > 0;
    file?.line(first, hit);
    for (let line = first + 1; line <= Math.min(last, first + MAX_STATEMENT); line++) {
      file?.line(line, hit);
    }
  }

  #branch(attributes: XmlAttributes): void {
    const file = this.#files.get(attributes.get('fileid') ?? '');
    if (file === undefined) return;
    const line = Number(attributes.get('sl') ?? Number.NaN);
    const lines = this.#branches.get(file) ?? new Map<number, number>();
    const index = lines.get(line) ?? 0;
    this.#branches.set(file, lines.set(line, index + 1));
    file.branch(line, index, Number(attributes.get('vc')) > 0);
  }
}

/** OpenCover XML, as OpenCover and coverlet write it. */
export const opencover: ReportFormat = {
  name: NAME,
  kind: 'coverage',
  recognize: (head) => xmlRoot(head)?.name === 'CoverageSession',
  reader: () => xmlReader(NAME, new OpencoverHandler()),
};
