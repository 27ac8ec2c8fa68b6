import {
  type ReadReport,
  type ReportFormat,
  type ReportReader,
  unreadableReport,
} from '../base/format.ts';
import { ReportLines } from '../base/report-text.ts';
import { caseKey } from '../test-results/case-identity.ts';
import { CaseTable } from '../test-results/case-table.ts';
import { CoverageTally, coverageOutcome } from './coverage-tally.ts';

const NAME = 'go-cover';
const MODE = /^mode: (?:set|count|atomic|regonly)$/;
const BLOCK = /^(.+):(\d+)\.\d+,(\d+)\.\d+ (\d+) (\d+)$/;
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
    const [, path, from, to, statements, count] = (cut ? null : BLOCK.exec(line)) ?? [];
    if (path === undefined) {
      this.#why = `Line ${number} is no block of a cover profile; the file was cut off or is another.`;
      return;
    }
    const hit = Number(count) > 0;
    this.#addBlock(line.slice(0, line.lastIndexOf(' ')), Number(statements), hit);
    this.#addLines(path, Number(from), Number(to), hit);
  }

  #addBlock(block: string, statements: number, hit: boolean): void {
    const key = caseKey(block);
    const before = this.#blocks.add(key, hit ? HIT : MISSED, NO_GROUP);
    if (before === undefined) this.#statements += statements;
    if (hit && before !== HIT) this.#hitStatements += statements;
    if (hit && before === MISSED) this.#blocks.set(key, HIT, NO_GROUP);
    if (this.#blocks.size > MAX_BLOCKS)
      this.#why = `The profile has more than ${MAX_BLOCKS} blocks.`;
  }

  #addLines(path: string, from: number, to: number, hit: boolean): void {
    if (to < from || to - from > MAX_BLOCK_LINES) {
      this.#why = `A block of ${path} reaches from line ${from} to line ${to}; no block does.`;
      return;
    }
    const file = this.#tally.file(path);
    for (let line = from; line <= to; line++) file.line(line, hit);
  }
}
