import {
  type ReadReport,
  type ReportFormat,
  type ReportReader,
  unreadableReport,
} from '../base/format.ts';
import { detached, ReportLines } from '../base/report-text.ts';
import { CaseHash } from '../test-results/case-identity.ts';
import { CaseTable } from '../test-results/case-table.ts';
import { type CoverageFile, CoverageTally, coverageOutcome } from './coverage-tally.ts';

const NAME = 'go-cover';
const MODE = /^mode: (?:set|count|atomic|regonly)$/;
/** What follows each number of a block but the last: `cart/order.go:4.2,9.16 3 1`. */
const SEPARATORS = Array.from('.,.  ', (one) => one.charCodeAt(0));
const ZERO = '0'.charCodeAt(0);
/** Maximum lines of a block; a longer one is malformed. */
const MAX_BLOCK_LINES = 100_000;
const MISSED = 0;
const HIT = 1;
const NO_GROUP = Number.POSITIVE_INFINITY;
/** Maximum number of blocks; `-coverpkg` repeats each one for every package. */
const MAX_BLOCKS = 2_000_000;

/**
 * Go's cover profile (`go test -coverprofile`, `go doc cmd/cover`). It counts statements in blocks.
 * A line counts when a block includes it, and is covered when one of them ran.
 */
export const goCover: ReportFormat = {
  name: NAME,
  kind: 'coverage',
  recognize: (head) => MODE.test(head.split('\n', 1)[0]?.trim() ?? ''),
  reader: () => new GoCoverReader(),
};

class GoCoverReader implements ReportReader {
  readonly #tally = new CoverageTally(NAME);
  readonly #lines = new ReportLines((line, number, cut) => this.#line(line.trim(), number, cut));
  /** Whether a run reached the block, by its key: two million texts would keep the whole file. */
  readonly #blocks = new CaseTable();
  readonly #numbers: number[] = [];
  #path = '';
  #file: CoverageFile | undefined;
  #prefix = new CaseHash();
  readonly #hash = new CaseHash();
  #statements = 0;
  #hitStatements = 0;
  #why = '';

  write(chunk: Uint8Array): void {
    this.#lines.write(chunk);
  }

  end(): ReadReport {
    this.#lines.end();
    if (this.#why !== '') return unreadableReport(NAME, this.#why);
    const statements = `${this.#hitStatements} of ${this.#statements} are covered`;
    this.#tally.note(`Go itself counts statements: ${statements}.`);
    return coverageOutcome(NAME, this.#tally);
  }

  #line(line: string, number: number, cut: boolean): void {
    if (this.#why !== '' || line === '' || MODE.test(line)) return;
    const colon = line.lastIndexOf(':');
    if (cut || colon < 1 || !readNumbers(line, colon + 1, this.#numbers)) {
      this.#why = `Line ${number} is no block of a cover profile; the file was cut off or is another.`;
      return;
    }
    this.#moveTo(line, colon);
    const [from = 0, , to = 0, , statements = 0, count = 0] = this.#numbers;
    this.#addBlock(line.slice(colon, line.lastIndexOf(' ')), statements, count > 0);
    this.#addLines(from, to, count > 0);
  }

  /** Blocks of one file follow each other. */
  #moveTo(line: string, colon: number): void {
    if (this.#path.length === colon && line.startsWith(this.#path)) return;
    this.#path = detached(line.slice(0, colon));
    this.#file = this.#tally.file(this.#path);
    this.#prefix = new CaseHash();
    this.#prefix.add(this.#path);
  }

  #addBlock(block: string, statements: number, hit: boolean): void {
    this.#hash.follow(this.#prefix);
    this.#hash.add(block);
    const key = this.#hash.key();
    const before = this.#blocks.add(key, hit ? HIT : MISSED, NO_GROUP);
    if (before === undefined) this.#statements += statements;
    if (hit && before !== HIT) this.#hitStatements += statements;
    if (hit && before === MISSED) this.#blocks.set(key, HIT, NO_GROUP);
    if (this.#blocks.size > MAX_BLOCKS)
      this.#why = `The profile has more than ${MAX_BLOCKS} blocks.`;
  }

  #addLines(from: number, to: number, hit: boolean): void {
    if (to < from || to - from > MAX_BLOCK_LINES) {
      this.#why = `A block of ${this.#path} reaches from line ${from} to line ${to}; no block does.`;
      return;
    }
    for (let line = from; line <= to; line++) this.#file?.line(line, hit);
  }
}

/**
 * Reads the six numbers of a block; returns false when anything else is there. A regular expression
 * makes an object and seven texts for each of a million lines.
 */
function readNumbers(line: string, start: number, numbers: number[]): boolean {
  let at = start;
  for (let index = 0; index <= SEPARATORS.length; index++) {
    const first = at;
    let value = 0;
    for (let digit = digitAt(line, at); digit >= 0 && digit <= 9; digit = digitAt(line, at)) {
      value = value * 10 + digit;
      at++;
    }
    if (at === first) return false;
    numbers[index] = value;
    if (index < SEPARATORS.length && line.charCodeAt(at) !== SEPARATORS[index]) return false;
    at++;
  }
  return at === line.length + 1;
}

/** Returns 0 to 9 for a digit, NaN at the end. */
function digitAt(line: string, at: number): number {
  return line.charCodeAt(at) - ZERO;
}
