import { coverageOutcome } from './coverage-outcome.ts';
import { type CoverageFile, CoverageTally } from './coverage-tally.ts';
import type { ReadReport, ReportFormat } from './format.ts';
import { workspacePath } from './workspace-path.ts';
import type { XmlAttributes, XmlHandler } from './xml-handler.ts';
import { xmlReader, xmlRoot } from './xml-report.ts';

const NAME = 'cobertura';
/** Written by istanbul, PHPUnit and others; names no entities and is never loaded. */
const DOCTYPE =
  /^<!DOCTYPE coverage SYSTEM (["'])https?:\/\/cobertura\.(?:sourceforge\.net|github\.io)\/[\w/.-]*coverage-0\d\.dtd\1\s*>$/;
const LONGEST_SOURCE = 4000;

class CoberturaHandler implements XmlHandler {
  readonly #tally = new CoverageTally(NAME);
  readonly #sources: string[] = [];
  #source: string | undefined;
  #file: CoverageFile | undefined;

  open(name: string, attributes: XmlAttributes): void {
    if (name === 'line') {
      this.#line(attributes);
    } else if (name === 'class') {
      this.#file = this.#tally.file(this.#path(attributes.get('filename') ?? ''));
    } else if (name === 'source') {
      this.#source = '';
    }
  }

  close(name: string): void {
    if (name === 'source' && this.#source !== undefined) {
      this.#sources.push(this.#source.trim());
      this.#source = undefined;
    } else if (name === 'class') {
      this.#file = undefined;
    }
  }

  wantsText(): boolean {
    return this.#source !== undefined && this.#source.length < LONGEST_SOURCE;
  }

  text(text: string): void {
    this.#source += text;
  }

  finish(): ReadReport {
    return coverageOutcome(NAME, this.#tally);
  }

  /** A line stands under its method and under its class: named twice, it counts once. */
  #line(attributes: XmlAttributes): void {
    const line = Number(attributes.get('number') ?? Number.NaN);
    this.#file?.line(line, Number(attributes.get('hits')) > 0);
    // `condition-coverage="50% (1/2)"` is the only place where branches are counted, not rated.
    const branches = /\((\d+)\/(\d+)\)/.exec(attributes.get('condition-coverage') ?? '');
    if (branches !== null) {
      this.#file?.branchCount(line, Number(branches[1]), Number(branches[2]));
    }
  }

  /** Relative to the only source root, when that lies inside the repository. */
  #path(filename: string): string {
    const path = workspacePath(filename);
    const [root, ...others] = this.#sources.map((source) => workspacePath(`${source}/`));
    if (root === undefined || others.length > 0 || isAbsolute(root) || isAbsolute(path)) {
      return path;
    }
    const folder = root.replace(/\/+$/, '');
    return folder === '' || folder === '.' ? path : `${folder}/${path}`;
  }
}

function isAbsolute(path: string): boolean {
  return path.startsWith('/') || /^[A-Za-z]:/.test(path);
}

/**
 * Cobertura XML: coverage.py, istanbul, coverlet, PHPUnit, gcovr and others. Lines and branches are
 * counted from the `line` elements, never from the rates. Its well-known DOCTYPE is passed over;
 * nothing is ever loaded from it.
 */
export const cobertura: ReportFormat = {
  name: NAME,
  recognise(head) {
    const root = xmlRoot(head);
    return root?.name === 'coverage' && /\s(?:line-rate|lines-valid|branch-rate)=/.test(root.tag);
  },
  reader() {
    const handler = new CoberturaHandler();
    return xmlReader(NAME, handler, () => handler.finish(), DOCTYPE);
  },
};
