import { byCodeUnit } from '../../lib/canonical-json.ts';
import type { CoverageCount, CoverageReport, FileCoverage } from '../../model/reports.ts';
import type { LineRange } from '../../model/repository.ts';
import { type ReadReport, readOutcome, unreadableReport } from '../base/format.ts';
import { detached } from '../base/report-text.ts';

/** Bits per block: two halves of 24 bits fit a double exactly. */
const WIDTH = 24;
const HALF = 2 ** WIDTH;
/** Maximum number of branches counted on one line. */
const MAX_BRANCHES = 64 * WIDTH;
/** Maximum number of files listed in a report; `omitted` counts the others. */
export const MAX_FILES = 5000;
/** Maximum number of files counted. */
const MAX_TRACKED = 200_000;
/** Maximum number of blocks of 24 lines or branches: 24 million lines, 50 MB. */
const MAX_BLOCKS = 1_000_000;
const MORE_BRANCHES = `Of the branches of one line only the first ${MAX_BRANCHES} are counted.`;
const LAST_LINE = 100_000_000;
const MAX_PATH = 1000;
const NONE: CoverageCount = { covered: 0, total: 0 };

function plus(a: CoverageCount, b: CoverageCount): CoverageCount {
  return { covered: a.covered + b.covered, total: a.total + b.total };
}

/** The coverage of one source file. Lines are 1-based. */
export class CoverageFile {
  readonly lines = new HitBits();
  readonly branches = new HitBits();
  /** Totals without lines cannot be merged by line; the largest counts. */
  only: { readonly lines: CoverageCount; readonly branches: CoverageCount | null } | undefined;
  readonly #tally: CoverageTally;

  constructor(tally: CoverageTally) {
    this.#tally = tally;
  }

  /** Adds a line that can be covered; one hit covers it. */
  line(line: number, hit: boolean): void {
    if (this.#tally.takes(line)) this.lines.line(line, hit);
  }

  /** Adds one branch of a line; `index` is 0-based. */
  branch(line: number, index: number, hit: boolean): void {
    if (!this.#tally.takes(line)) return;
    if (index < MAX_BRANCHES) {
      this.branches.branch(line, index, hit);
    } else {
      this.#tally.note(MORE_BRANCHES);
    }
  }

  /**
   * Adds the branches of a line for formats that only count them: `condition-coverage="50% (1/2)"`.
   */
  branchCount(line: number, covered: number, total: number): void {
    // One more than the maximum, so that the omission is noted.
    for (let index = 0; index < Math.min(total, MAX_BRANCHES + 1); index++) {
      this.branch(line, index, index < covered);
    }
  }

  /** Adds totals for formats that list no lines. */
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

/** Gathers hits by file and line, so that entries and reports of one matrix job merge. */
export class CoverageTally {
  readonly #format: string;
  readonly #origin: 'report' | 'log';
  readonly #files = new Map<string, CoverageFile>();
  readonly #notes = new Set<string>();
  #taken = 0;
  #problem: string | undefined;

  constructor(format: string, origin: 'report' | 'log' = 'report') {
    this.#format = format;
    this.#origin = origin;
  }

  /** Returns the file of that path, always the same one. */
  file(path: string): CoverageFile {
    const name = path.slice(0, MAX_PATH);
    let file = this.#files.get(name);
    if (file === undefined) {
      file = new CoverageFile(this);
      if (this.#files.size < MAX_TRACKED) {
        this.#files.set(detached(name), file);
      } else {
        this.#problem = `The report names more than ${MAX_TRACKED} files, more than are read.`;
      }
    }
    return file;
  }

  /** Adds a sentence about a limit or an oddity, once. */
  note(text: string): void {
    this.#notes.add(text);
  }

  /**
   * Why the numbers are unreliable, which makes the report unreadable; undefined when they are not.
   */
  get problem(): string | undefined {
    return this.#problem;
  }

  /** Returns whether the line can be kept, and notes why not. */
  takes(line: number): boolean {
    if (!Number.isInteger(line) || line < 0 || line > LAST_LINE) {
      this.#problem = `The report covers a line numbered ${line}; no source file has one.`;
      return false;
    }
    // Counting the blocks of every file at every line would be quadratic.
    this.#taken++;
    if (this.#taken % MAX_BLOCKS === 0 && this.#blocks() > MAX_BLOCKS) {
      this.#problem = 'The report covers more lines than are read (about 24 million).';
    }
    return this.#problem === undefined;
  }

  /** Adds another report of the same matrix job, line by line. */
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
 * Returns the coverage of some lines of one file of a report gathered in this process; undefined
 * when it has none of them.
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
 * Merges at least one coverage report of one matrix job by line. A report from saved evidence
 * merges by the totals of its files; the larger one wins.
 */
export function mergeCoverageReports(reports: readonly CoverageReport[]): CoverageReport {
  const formats = [...new Set(reports.map(({ format }) => format))].sort(byCodeUnit).join('+');
  const fromLogs = reports.every(({ origin }) => origin === 'log');
  const tally = new CoverageTally(formats, fromLogs ? 'log' : 'report');
  for (const report of reports) tally.merge(report);
  return tally.report();
}

/** Returns the report: unreadable when the numbers are unreliable, empty when it has no lines. */
export function coverageOutcome(format: string, tally: CoverageTally): ReadReport {
  return tally.problem === undefined
    ? readOutcome(format, { kind: 'coverage', report: tally.report() })
    : unreadableReport(format, tally.problem);
}

/**
 * Stores which lines or branches exist and which were hit, 24 to a block: about two bytes per line,
 * where a Map entry takes forty.
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

  /** Combines both: present or hit in either is present or hit. */
  merge(other: HitBits): void {
    for (const [block, bits] of other.#blocks) {
      this.#or(block, bits % HALF, Math.floor(bits / HALF));
    }
  }

  /** Returns whether the line was hit; undefined for a line that cannot be. */
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

function ones(bits: number): number {
  const pairs = bits - ((bits >>> 1) & 0x55555555);
  const nibbles = (pairs & 0x33333333) + ((pairs >>> 2) & 0x33333333);
  return (((nibbles + (nibbles >>> 4)) & 0x0f0f0f0f) * 0x01010101) >>> 24;
}
