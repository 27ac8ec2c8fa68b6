import { isName } from './xml-names.ts';
import { decodeUtf8 } from './xml-text.ts';

const KNOWN_NAMES = 1000;

/**
 * An element name, and the attributes that its last occurrence had: reports repeat one shape half a
 * million times, so a name seen in the same place before needs no second look.
 */
export interface XmlShape {
  /** As written, read as Latin-1. */
  readonly raw: string;
  /** Decoded, without a prefix. */
  readonly local: string;
  /** Attribute names in order, each at most once. */
  attributes: readonly string[];
}

/** Slots of the quick look by length and first letter. */
const QUICK = 64;

/** The shapes of a document by name; forgotten when a hostile document has too many names. */
export class XmlShapes {
  readonly #shapes = new Map<string, XmlShape>();
  readonly #quick: (XmlShape | undefined)[] = new Array(QUICK).fill(undefined);

  /** The shape of the name between `from` and `to`; undefined when XML allows no such name. */
  of(text: string, from: number, to: number): XmlShape | undefined {
    const slot = (to - from + text.charCodeAt(from) * 5) % QUICK;
    const quick = this.#quick[slot];
    if (quick !== undefined && quick.raw.length === to - from && text.startsWith(quick.raw, from)) {
      return quick;
    }
    const shape = isName(text, from, to) ? this.#byName(text.slice(from, to)) : undefined;
    this.#quick[slot] = shape;
    return shape;
  }

  #byName(raw: string): XmlShape {
    const known = this.#shapes.get(raw);
    if (known !== undefined) {
      return known;
    }
    if (this.#shapes.size >= KNOWN_NAMES) {
      this.#shapes.clear();
    }
    const own = interned(raw);
    const local = interned(decodeUtf8(own.slice(own.indexOf(':') + 1)));
    const shape = { raw: own, local, attributes: [] };
    this.#shapes.set(own, shape);
    return shape;
  }
}

/**
 * The same text as V8 keeps property names and literals: without the chunk it was cut from, and
 * compared to a literal by its address.
 */
export function interned(text: string): string {
  return Object.keys({ [text]: true })[0] ?? text;
}
