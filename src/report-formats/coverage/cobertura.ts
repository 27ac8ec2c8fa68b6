import type { ReadReport, ReportFormat } from '../base/format.ts';
import { workspacePath } from '../base/report-path.ts';
import type { XmlAttributes } from '../xml/xml-reader.ts';
import { type XmlReportHandler, xmlReader, xmlRoot } from '../xml/xml-report.ts';
import { type CoverageFile, CoverageTally, coverageOutcome } from './coverage-tally.ts';

const NAME = 'cobertura';
/** Many tools write it, with one of several addresses; it declares no entities and is never loaded. */
const DOCTYPE =
  /^<!DOCTYPE coverage SYSTEM (["'])https?:\/\/[\w.-]+\/[\w/.-]*coverage-(?:0\d|loose)\.dtd\1\s*>$/;
const MAX_SOURCE = 4000;

interface Line {
  readonly line: number;
  readonly hit: boolean;
  readonly covered: number;
  readonly branches: number;
}

class CoberturaHandler implements XmlReportHandler {
  readonly #tally = new CoverageTally(NAME);
  readonly #sources: string[] = [];
  #source: string | undefined;
  #file: CoverageFile | undefined;
  /** Whether the open method is Istanbul's, whose line is its declaration. */
  #inDeclaration = false;
  /** Whether the class has lines that count. */
  #hasLines = false;
  readonly #declarations: Line[] = [];

  open(name: string, attributes: XmlAttributes): void {
    if (name === 'line') this.#line(lineOf(attributes));
    else if (name === 'method') this.#inDeclaration = attributes.get('hits') !== undefined;
    else if (name === 'class')
      this.#file = this.#tally.file(this.#path(attributes.get('filename') ?? ''));
    else if (name === 'source') this.#source = '';
  }

  close(name: string): void {
    if (name === 'method') this.#inDeclaration = false;
    else if (name === 'class') this.#closeClass();
    else if (name === 'source') {
      this.#sources.push((this.#source ?? '').trim());
      this.#source = undefined;
    }
  }

  wantsText(): boolean {
    return this.#source !== undefined && this.#source.length < MAX_SOURCE;
  }

  text(text: string): void {
    this.#source += text;
  }

  finish(): ReadReport {
    return coverageOutcome(NAME, this.#tally);
  }

  /**
   * Counts the lines of the class and of its methods as one set: Cobertura repeats a method's lines
   * under the class, grcov does not (mozilla/grcov, issue 759). Istanbul gives a method `hits`, which
   * the DTD does not know, and the line of its declaration, which is no statement and counts only
   * when the class has no other line.
   */
  #line(line: Line): void {
    if (this.#inDeclaration) {
      this.#declarations.push(line);
    } else {
      this.#hasLines = true;
      this.#count(line);
    }
  }

  #closeClass(): void {
    if (!this.#hasLines) for (const line of this.#declarations) this.#count(line);
    this.#declarations.length = 0;
    this.#hasLines = false;
    this.#file = undefined;
  }

  #count({ line, hit, covered, branches }: Line): void {
    this.#file?.line(line, hit);
    this.#file?.branchCount(line, covered, branches);
  }

  /** Returns a path relative to the only source root when that is inside the repository. */
  #path(filename: string): string {
    const path = workspacePath(filename);
    const [root, ...others] = this.#sources.map((source) => workspacePath(`${source}/`));
    if (root === undefined || others.length > 0 || isAbsolute(root) || isAbsolute(path)) {
      return path;
    }
    const folder = root.replace(/(?<!\/)\/+$/, '');
    return folder === '' || folder === '.' ? path : `${folder}/${path}`;
  }
}

/** Only `condition-coverage="50% (1/2)"` counts branches. */
function lineOf(attributes: XmlAttributes): Line {
  const branches = /\((\d+)\/(\d+)\)/.exec(attributes.get('condition-coverage') ?? '');
  return {
    line: Number(attributes.get('number') ?? Number.NaN),
    hit: Number(attributes.get('hits')) > 0,
    covered: Number(branches?.[1] ?? 0),
    branches: Number(branches?.[2] ?? 0),
  };
}

function isAbsolute(path: string): boolean {
  return path.startsWith('/') || /^[A-Za-z]:/.test(path);
}

/**
 * Cobertura XML: coverage.py, istanbul, coverlet, PHPUnit, gcovr, and others. Counts the `line`
 * elements, never the rates.
 */
export const cobertura: ReportFormat = {
  name: NAME,
  kind: 'coverage',
  recognize(head) {
    const root = xmlRoot(head);
    return root?.name === 'coverage' && /\s(?:line-rate|lines-valid|branch-rate)=/.test(root.tag);
  },
  reader: () => xmlReader(NAME, new CoberturaHandler(), DOCTYPE),
};
