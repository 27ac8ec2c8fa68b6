import {
  type ReadReport,
  type ReportFormat,
  type ReportReader,
  unreadableReport,
} from '../base/format.ts';
import { workspacePath } from '../base/report-path.ts';
import { ReportLines } from '../base/report-text.ts';
import { type CoverageFile, CoverageTally, coverageOutcome } from './coverage-tally.ts';

const NAME = 'lcov';
/** Maximum number of branches of one source file. */
const MAX_BRANCHES = 1_000_000;

/** LCOV tracefiles (`man geninfo`, LCOV 2.0), also from c8, nyc, jest, vitest, and coverage.py. */
export const lcov: ReportFormat = {
  name: NAME,
  kind: 'coverage',
  recognize: (head) =>
    /^\s*(?:#[^\n]*\n\s*)*(?:TN:[^\n]*(?:\n|$)\s*|SF:)+/.test(head) && !/^\s*[{<[]/.test(head),
  reader: () => new LcovReader(),
};

interface Branch {
  readonly line: number;
  readonly block: string;
  readonly branch: string;
  readonly hit: boolean;
}

/** One source file between `SF` and `end_of_record`. */
interface SourceRecord {
  readonly path: string;
  readonly file: CoverageFile;
  readonly branches: Branch[];
  lines: number;
  claimed: number | undefined;
}

class LcovReader implements ReportReader {
  readonly #tally = new CoverageTally(NAME);
  readonly #lines = new ReportLines((line, number, cut) => this.#line(line.trim(), number, cut));
  #record: SourceRecord | undefined;
  #why = '';

  write(chunk: Uint8Array): void {
    this.#lines.write(chunk);
  }

  end(): ReadReport {
    this.#lines.end();
    if (this.#record !== undefined) {
      this.#refuse(
        `The record of ${this.#record.path} has no end_of_record: the file was cut off.`,
      );
    }
    return this.#why === ''
      ? coverageOutcome(NAME, this.#tally)
      : unreadableReport(NAME, this.#why);
  }

  #line(line: string, number: number, cut: boolean): void {
    if (this.#why !== '' || line === '' || line.startsWith('#')) return;
    if (line === 'end_of_record') this.#endRecord(number);
    else if (cut || !/^[A-Z]{2}[A-Z0-9_]*:/.test(line))
      this.#refuse(`Line ${number} is not an LCOV entry.`);
    else this.#entry(line, number);
  }

  #entry(line: string, number: number): void {
    const colon = line.indexOf(':');
    const value = line.slice(colon + 1);
    switch (line.slice(0, colon)) {
      case 'SF':
        this.#beginRecord(value, number);
        break;
      case 'DA':
        this.#hit(value, number);
        break;
      case 'BRDA':
        this.#branch(value, number);
        break;
      case 'LF':
        if (this.#record !== undefined) this.#record.claimed = Number(value);
        break;
    }
  }

  #beginRecord(value: string, number: number): void {
    if (this.#record !== undefined || value === '') {
      this.#refuse(`Line ${number} begins a source file inside of another, or names none.`);
      return;
    }
    const path = workspacePath(value);
    const file = this.#tally.file(path);
    this.#record = { path, file, branches: [], lines: 0, claimed: undefined };
  }

  /** Reads `DA:line,hits[,checksum]`. gcov may write negative hits, which count as none. */
  #hit(value: string, number: number): void {
    const match = /^(\d+),(-?\d+(?:\.\d+)?(?:[eE]\+?\d+)?)(?:,|$)/.exec(value);
    if (match === null || this.#record === undefined) {
      this.#refuse(`Line ${number} is not the coverage of a line (DA:line,hits) of a source file.`);
      return;
    }
    this.#record.lines++;
    this.#record.file.line(Number(match[1]), Number(match[2]) > 0);
  }

  /** Reads `BRDA:line,[e]block,branch,taken`; the branch may be an expression with commas. */
  #branch(value: string, number: number): void {
    const match = /^(\d+),([^,]*),(.*),(-|\d+)$/.exec(value);
    if (match === null || this.#record === undefined) {
      this.#refuse(
        `Line ${number} is not a branch (BRDA:line,block,branch,taken) of a source file.`,
      );
      return;
    }
    const [, line = '', block = '', branch = '', taken = ''] = match;
    const hit = taken !== '-' && Number(taken) > 0;
    this.#record.branches.push({ line: Number(line), block, branch, hit });
    if (this.#record.branches.length > MAX_BRANCHES) {
      this.#refuse(`${this.#record.path} has more than ${MAX_BRANCHES} branches.`);
    }
  }

  #endRecord(number: number): void {
    const record = this.#record;
    this.#record = undefined;
    if (record === undefined) {
      this.#refuse(`Line ${number} ends a record that never began.`);
      return;
    }
    addBranches(record);
    if (record.claimed !== undefined && record.claimed !== record.lines) {
      this.#tally.note(
        'LF says another number of lines than the entries of its file; the entries count.',
      );
    }
  }

  #refuse(why: string): void {
    if (this.#why === '') this.#why = why;
  }
}

/**
 * Numbers the branches of a line by rank, not by their order in the file, so that two reports on
 * one source agree.
 */
function addBranches({ file, branches }: SourceRecord): void {
  const sorted = branches
    .map((one) => ({ ...one, key: `${rankKey(one.block)}\0${rankKey(one.branch)}` }))
    .sort((a, b) => a.line - b.line || (a.key < b.key ? -1 : a.key > b.key ? 1 : 0));
  let index = 0;
  for (const [at, one] of sorted.entries()) {
    const before = sorted[at - 1];
    if (before?.line !== one.line) index = 0;
    else if (before.key !== one.key) index++;
    file.branch(one.line, index, one.hit);
  }
}

/** Pads numbers to one length, so that code-unit order is numeric order. */
function rankKey(part: string): string {
  return part.padStart(10, '0');
}
