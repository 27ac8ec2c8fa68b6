import { workspacePath } from '../base/report-path.ts';
import type { XmlAttributes } from '../xml/xml-reader.ts';
import { xmlRoot } from '../xml/xml-report.ts';
import { xmlCoverage } from './coverage-format.ts';
import type { CoverageFile } from './coverage-tally.ts';

const MAX_SOURCE = 4000;

/**
 * Cobertura XML: coverage.py, istanbul, coverlet, PHPUnit, gcovr, and others. Counts the `line`
 * elements, never the rates, and the lines of a class and of its methods as one set: Cobertura
 * repeats a method's lines under the class, grcov does not (mozilla/grcov, issue 759). Istanbul gives
 * a method `hits`, which the DTD does not know, and the line of its declaration, which is no
 * statement and counts only when the class has no other line.
 */
export const cobertura = xmlCoverage({
  name: 'cobertura',
  // Many tools write it, with one of several addresses; it declares no entities and is never loaded.
  doctype:
    /^<!DOCTYPE coverage SYSTEM (["'])https?:\/\/[\w.-]+\/[\w/.-]*coverage-(?:0\d|loose)\.dtd\1\s*>$/,
  recognize(head) {
    const root = xmlRoot(head);
    return root?.name === 'coverage' && /\s(?:line-rate|lines-valid|branch-rate)=/.test(root.tag);
  },
  elements(tally) {
    const sources: string[] = [];
    let source: string | undefined;
    let file: CoverageFile | undefined;
    let inDeclaration = false;
    let hasLines = false;
    let declarations: Line[] = [];
    return {
      open: {
        source() {
          source = '';
        },
        class(attributes) {
          file = tally.file(pathBelow(sources, attributes.get('filename') ?? ''));
        },
        method(attributes) {
          inDeclaration = attributes.get('hits') !== undefined;
        },
        line(attributes) {
          const line = lineOf(attributes);
          if (inDeclaration) declarations.push(line);
          else addLine(file, line);
          hasLines ||= !inDeclaration;
        },
      },
      close: {
        source() {
          sources.push((source ?? '').trim());
          source = undefined;
        },
        method() {
          inDeclaration = false;
        },
        class() {
          if (!hasLines) for (const line of declarations) addLine(file, line);
          declarations = [];
          hasLines = false;
          file = undefined;
        },
      },
      wantsText: () => source !== undefined && source.length < MAX_SOURCE,
      text(text) {
        source += text;
      },
    };
  },
});

interface Line {
  readonly line: number;
  readonly hit: boolean;
  readonly branches: readonly [covered: number, total: number];
}

/** Only `condition-coverage="50% (1/2)"` counts branches. */
function lineOf(attributes: XmlAttributes): Line {
  const branches = /\((\d+)\/(\d+)\)/.exec(attributes.get('condition-coverage') ?? '');
  return {
    line: Number(attributes.get('number') ?? Number.NaN),
    hit: Number(attributes.get('hits')) > 0,
    branches: [Number(branches?.[1] ?? 0), Number(branches?.[2] ?? 0)],
  };
}

function addLine(file: CoverageFile | undefined, { line, hit, branches }: Line): void {
  file?.line(line, hit);
  file?.branchCount(line, ...branches);
}

/** Returns a path relative to the only source root when that is inside the repository. */
function pathBelow(sources: readonly string[], filename: string): string {
  const path = workspacePath(filename);
  const [root, ...others] = sources.map((source) => workspacePath(`${source}/`));
  if (root === undefined || others.length > 0 || isAbsolute(root) || isAbsolute(path)) return path;
  const folder = root.replace(/(?<!\/)\/+$/, '');
  return folder === '' || folder === '.' ? path : `${folder}/${path}`;
}

function isAbsolute(path: string): boolean {
  return path.startsWith('/') || /^[A-Za-z]:/.test(path);
}
