import { byCodeUnit } from '../../lib/by-code-unit.ts';
import type { LineRange } from '../../model/change.ts';
import type { CoverageCount, CoverageReport, FileCoverage } from '../../model/coverage-report.ts';
import { type ReadReport, readOutcome, unreadableReport } from '../base/format.ts';
import { detached } from '../base/report-text.ts';

/** Bits per block: two halves of 24 bits fit a double exactly. */
const WIDTH = 24;
const HALF = 2 ** WIDTH;
/** Branches told apart on one line; a line with more counts only this many. */
const MAX_BRANCHES = 64 * WIDTH;

/**
 * Which of many numbered things exist and which of them were hit, 24 to a block: about two bytes a
 * line, where a Map entry a line would take forty.
 */
class HitBits {
  /** Block → present bits + hit bits × 2^24. */
  readonly #blocks = new Map<number, number>();

  get blocks(): number {
    return this.#blocks.size;
  }

  line(line: number, hit: boolean): void {
    this.#set(Math.floor(line / WIDTH), line % WIDTH, hit);
  }

  /** `index` is 0-based and below `MAX_BRANCHES`. */
  branch(line: number, index: number, hit: boolean): void {
    this.#set(line * 64 + Math.floor(index / WIDTH), index % WIDTH, hit);
  }

  /** Present if present in either, hit if hit in either. */
  merge(other: HitBits): void {
    for (const [block, bits] of other.#blocks) {
      this.#or(block, bits % HALF, Math.floor(bits / HALF));
    }
  }

  /** Whether the line was hit; `undefined` for one that cannot be. */
  at(line: number): boolean | undefined {
    const bits = this.#blocks.get(Math.floor(line / WIDTH)) ?? 0;
    const bit = 1 << (line % WIDTH);
    if (((bits % HALF) & bit) === 0) return undefined;
    return (Math.floor(bits / HALF) & bit) !== 0;
  }

  count(): CoverageCount {
    let covered = 0;
    let total = 0;
    for (const bits of this.#blocks.values()) {
      total += ones(bits % HALF);
      covered += ones(Math.floor(bits / HALF));
    }
    return { covered, total };
  }

  #set(block: number, bit: number, hit: boolean): void {
    this.#or(block, 1 << bit, hit ? 1 << bit : 0);
  }

  #or(block: number, present: number, hits: number): void {
    const bits = this.#blocks.get(block) ?? 0;
    const allPresent = (bits % HALF) | present;
    const allHits = Math.floor(bits / HALF) | hits;
    this.#blocks.set(block, allPresent + allHits * HALF);
  }
}

/** Population count of up to 32 bits, added up in pairs, nibbles and bytes. */
function ones(bits: number): number {
  const pairs = bits - ((bits >>> 1) & 0x55555555);
  const nibbles = (pairs & 0x33333333) + ((pairs >>> 2) & 0x33333333);
  return (((nibbles + (nibbles >>> 4)) & 0x0f0f0f0f) * 0x01010101) >>> 24;
}

/** Files listed in a report; the rest is in the totals and counted in `omitted`. */
export const MAX_FILES = 5000;
/** Files counted at all. */
const MAX_TRACKED = 200_000;
/** Blocks of 24 lines or branches counted at all: some 24 million lines, 50 MB. */
const MAX_BLOCKS = 1_000_000;
const MORE_BRANCHES = `Of the branches of one line only the first ${MAX_BRANCHES} are counted.`;
const LAST_LINE = 100_000_000;
const MAX_PATH = 1000;

const NONE: CoverageCount = { covered: 0, total: 0 };

function plus(a: CoverageCount, b: CoverageCount): CoverageCount {
  return { covered: a.covered + b.covered, total: a.total + b.total };
}

/** One source file while its coverage is gathered. Lines are 1-based. */
export class CoverageFile {
  readonly lines = new HitBits();
  readonly branches = new HitBits();
  /** Totals given without lines; they can't be merged by line and count once, the largest. */
  only: { readonly lines: CoverageCount; readonly branches: CoverageCount | null } | undefined;
  readonly #tally: CoverageTally;

  constructor(tally: CoverageTally) {
    this.#tally = tally;
  }

  /** A line that can be covered; named again, it is covered when any naming says so. */
  line(line: number, hit: boolean): void {
    if (this.#tally.takes(line)) this.lines.line(line, hit);
  }

  /** One branch of a line; `index` is 0-based and tells the line's branches apart. */
  branch(line: number, index: number, hit: boolean): void {
    if (!this.#tally.takes(line)) return;
    if (index < MAX_BRANCHES) {
      this.branches.branch(line, index, hit);
    } else {
      this.#tally.note(MORE_BRANCHES);
    }
  }

  /** A line's branches where the format only counts them: `condition-coverage="50% (1/2)"`. */
  branchCount(line: number, covered: number, total: number): void {
    // One more than is kept, so that it is said.
    for (let index = 0; index < Math.min(total, MAX_BRANCHES + 1); index++) {
      this.branch(line, index, index < covered);
    }
  }

  /** For formats that give a file's totals without its lines. */
  totals(lines: CoverageCount, branches: CoverageCount | null): void {
    if (this.only === undefined || lines.total > this.only.lines.total) {
      this.only = { lines, branches };
    }
  }

  count(): { readonly lines: CoverageCount; readonly branches: CoverageCount } {
    const lines = this.lines.count();
    if (lines.total === 0 && this.only !== undefined) {
      return { lines: this.only.lines, branches: this.only.branches ?? NONE };
    }
    return { lines, branches: this.branches.count() };
  }
}

const gathered = new WeakMap<CoverageReport, CoverageTally>();

/** Gathers hits by file and line, so that twin entries and several reports of one leg merge. */
export class CoverageTally {
  readonly #format: string;
  readonly #origin: 'report' | 'log';
  readonly #files = new Map<string, CoverageFile>();
  readonly #notes = new Set<string>();
  #taken = 0;
  #trouble: string | undefined;

  constructor(format: string, origin: 'report' | 'log' = 'report') {
    this.#format = format;
    this.#origin = origin;
  }

  /** The file of that path, always the same one for the same path. */
  file(path: string): CoverageFile {
    const name = path.slice(0, MAX_PATH);
    let file = this.#files.get(name);
    if (file === undefined) {
      file = new CoverageFile(this);
      if (this.#files.size < MAX_TRACKED) {
        this.#files.set(detached(name), file);
      } else {
        this.#trouble = `The report names more than ${MAX_TRACKED} files, more than are read.`;
      }
    }
    return file;
  }

  /** A cap that was hit or an oddity met, as a sentence; said once. */
  note(text: string): void {
    this.#notes.add(text);
  }

  /** Why the gathered numbers can't be trusted; undefined when they can. A report with it is unreadable. */
  get trouble(): string | undefined {
    return this.#trouble;
  }

  /** For `CoverageFile`: whether the line can be kept; says why not. */
  takes(line: number): boolean {
    if (!Number.isInteger(line) || line < 0 || line > LAST_LINE) {
      this.#trouble = `The report covers a line numbered ${line}; no source file has one.`;
      return false;
    }
    // Blocks are counted now and then only: asking every file at every line would be quadratic.
    this.#taken++;
    if (this.#taken % MAX_BLOCKS === 0 && this.#blocks() > MAX_BLOCKS) {
      this.#trouble = 'The report covers more lines than are read (about 24 million).';
    }
    return this.#trouble === undefined;
  }

  /** Adds what another report of the same leg says, line by line. */
  merge(report: CoverageReport): void {
    const other = gathered.get(report);
    for (const note of report.notes) this.note(note);
    if (other === undefined) {
      for (const { path, lines, branches } of report.files) {
        this.file(path).totals(lines, branches);
      }
      return;
    }
    for (const [path, theirs] of other.#files) {
      const ours = this.file(path);
      ours.lines.merge(theirs.lines);
      ours.branches.merge(theirs.branches);
      if (theirs.only !== undefined) ours.totals(theirs.only.lines, theirs.only.branches);
    }
  }

  /** The file of that path, when the report knows it. */
  known(path: string): CoverageFile | undefined {
    return this.#files.get(path);
  }

  report(): CoverageReport {
    const paths = [...this.#files.keys()].sort(byCodeUnit);
    const counted = paths.map((path) => {
      const file = this.#files.get(path);
      return { path, ...(file?.count() ?? { lines: NONE, branches: NONE }) };
    });
    const branches = counted.reduce((sum, file) => plus(sum, file.branches), NONE);
    const hasBranches = branches.total > 0;
    const files: FileCoverage[] = counted
      .slice(0, MAX_FILES)
      .map((file) => ({ ...file, branches: hasBranches ? file.branches : null }));
    const omitted = counted.length - files.length;
    if (omitted > 0) {
      this.note(`Only ${MAX_FILES} files are listed; ${omitted} more are only in the totals.`);
    }
    const report: CoverageReport = {
      format: this.#format,
      origin: this.#origin,
      lines: counted.reduce((sum, file) => plus(sum, file.lines), NONE),
      branches: hasBranches ? branches : null,
      files,
      omitted,
      notes: [...this.#notes].sort(byCodeUnit),
    };
    gathered.set(report, this);
    return report;
  }

  #blocks(): number {
    let blocks = 0;
    for (const file of this.#files.values()) blocks += file.lines.blocks + file.branches.blocks;
    return blocks;
  }
}

/**
 * Coverage of some lines of one file of a report that was gathered in this process; `undefined` when it knows no
 * lines of that file.
 */
export function coverageOfLines(
  report: CoverageReport,
  path: string,
  ranges: readonly LineRange[],
): CoverageCount | undefined {
  const lines = gathered.get(report)?.known(path)?.lines;
  if (lines === undefined || lines.blocks === 0) return undefined;
  return ranges.map((range) => countIn(lines, range)).reduce(plus, NONE);
}

function countIn(lines: HitBits, [from, to]: LineRange): CoverageCount {
  let [covered, total] = [0, 0];
  for (let line = from; line <= to; line += 1) {
    const hit = lines.at(line);
    if (hit !== undefined) total += 1;
    if (hit === true) covered += 1;
  }
  return { covered, total };
}

/**
 * Several coverage reports of **one leg** as one, merged by line. At least one; a report that was
 * not gathered in this process (saved evidence) merges by its files' totals, the larger one wins.
 */
export function mergeCoverageReports(reports: readonly CoverageReport[]): CoverageReport {
  const formats = [...new Set(reports.map(({ format }) => format))].sort(byCodeUnit).join('+');
  const fromLogs = reports.every(({ origin }) => origin === 'log');
  const tally = new CoverageTally(formats, fromLogs ? 'log' : 'report');
  for (const report of reports) tally.merge(report);
  return tally.report();
}

/** Ends a coverage report: unreadable when the tally met trouble, empty when no line was in it. */
export function coverageOutcome(format: string, tally: CoverageTally): ReadReport {
  return tally.trouble === undefined
    ? readOutcome(format, { kind: 'coverage', report: tally.report() })
    : unreadableReport(format, tally.trouble);
}
