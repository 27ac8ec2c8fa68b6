import { SaxesParser } from 'saxes';
import { ReportText } from './report-text.ts';
import type { XmlHandler } from './xml-handler.ts';

/** Streaming XML. */
export class XmlReader {
  readonly #parser = new SaxesParser();
  readonly #decoder = new ReportText();
  #trouble: string | undefined;

  constructor(handler: XmlHandler) {
    const local = (name: string): string => name.slice(name.indexOf(':') + 1);
    this.#parser.on('opentag', (tag) => {
      handler.open(local(tag.name), { get: (name) => tag.attributes[name] });
    });
    this.#parser.on('closetag', (tag) => handler.close(local(tag.name)));
    const text = (piece: string): void => {
      if (handler.wantsText()) {
        handler.text(piece);
      }
    };
    this.#parser.on('text', text);
    this.#parser.on('cdata', text);
    this.#parser.on('doctype', () => {
      this.#trouble ??=
        'The XML has a DOCTYPE, which is refused: it can make a reader load files or grow without end.';
    });
    this.#parser.on('error', (error) => {
      this.#trouble ??= `The XML is not well-formed: ${error.message}`;
    });
  }

  write(chunk: Uint8Array): void {
    if (this.#trouble === undefined) {
      this.#parser.write(this.#decoder.decode(chunk));
    }
  }

  /** Why the document can't be trusted; undefined when it was read to its end. */
  end(): string | undefined {
    this.write(new Uint8Array(0));
    if (this.#trouble === undefined) {
      this.#parser.write(this.#decoder.end());
      this.#parser.close();
    }
    return this.#trouble;
  }
}
