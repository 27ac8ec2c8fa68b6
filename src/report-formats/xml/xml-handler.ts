import type { RawValue } from './xml-raw-value.ts';

/** Attributes of one element; good only during the call. */
export interface XmlAttributes {
  /** The value with references and white space resolved; undefined when there is none. */
  get(name: string): string | undefined;
  /** Points `value` at the value, which outlives the call; at nothing, and false, when there is none. */
  hold(name: string, value: RawValue): boolean;
}

/**
 * What a format does with an XML document. Names are local, without a namespace prefix. Calls come
 * in document order and are balanced as long as the document is well-formed; a document that turns
 * out not to be is unreadable as a whole, so nothing is lost when a call came too early.
 */
export interface XmlHandler {
  open(name: string, attributes: XmlAttributes): void;
  close(name: string): void;
  /** A piece of text or CDATA, directly inside the innermost open element. */
  text(text: string): void;
  /** Whether text is wanted where the reader stands; unwanted text is not even decoded. */
  wantsText(): boolean;
}
