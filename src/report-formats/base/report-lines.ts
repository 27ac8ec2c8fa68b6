import { ReportText } from './report-text.ts';

/** Longest line kept, in UTF-16 units; the rest of a longer one is dropped and the line is `cut`. */
export const MAX_LINE_LENGTH = 8 * 1024 * 1024;

/**
 * `number` is 1-based; `cut` says that the end of the line was dropped, `open` that the file ends
 * without a line break behind it.
 */
export type LineTaker = (line: string, number: number, cut: boolean, open: boolean) => void;

/**
 * Splits a stream of bytes into lines at LF or CRLF, holding no more than one line. The last line
 * counts without its line break too.
 */
export class ReportLines {
  readonly #text = new ReportText();
  readonly #take: LineTaker;
  #held = '';
  #cut = false;
  #number = 0;

  constructor(take: LineTaker) {
    this.#take = take;
  }

  write(chunk: Uint8Array): void {
    this.#split(this.#text.decode(chunk));
  }

  end(): void {
    this.#split(this.#text.end());
    if (this.#held !== '') this.#give('', true);
  }

  #split(text: string): void {
    let from = 0;
    for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', from)) {
      this.#give(text.slice(from, at));
      from = at + 1;
    }
    this.#hold(text.slice(from));
  }

  #hold(piece: string): void {
    const room = MAX_LINE_LENGTH - this.#held.length;
    this.#held += piece.slice(0, room);
    this.#cut ||= piece.length > room;
  }

  #give(piece: string, open = false): void {
    this.#hold(piece);
    const line = this.#held.endsWith('\r') ? this.#held.slice(0, -1) : this.#held;
    const cut = this.#cut;
    this.#held = '';
    this.#cut = false;
    this.#number++;
    this.#take(line, this.#number, cut, open);
  }
}
