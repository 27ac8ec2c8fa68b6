import { inflateRawSync } from 'node:zlib';

/** Depth of the lists that may be cut; lists inside of their elements are parsed with the element. */
export const MAX_DEPTH = 4;
/** A value of `JSON.parse`, typed so that every field must be checked. */
export type Json = null | boolean | number | string | readonly Json[] | JsonObject | LongList;

/** Read it with `field`: plain indexing would find `toString`. */
export interface JsonObject {
  readonly [key: string]: Json;
}

/** A text is not JSON. */
export class NotJson extends Error {}

export function parse(text: string): Json {
  try {
    return JSON.parse(text) as Json;
  } catch {
    // The parser's message differs between versions of Node, and audits must not.
    throw new NotJson();
  }
}

/** The pieces of an array or object. Each is a JSON text of that kind, compressed when it is not huge. */
export interface Cut {
  readonly isArray: boolean;
  readonly pieces: Piece[];
}

/** The cut lists of a document. */
export interface Lists {
  /** Begins a string in place of each. A report can't contain what it can't predict. */
  readonly mark: string;
  readonly cuts: Cut[];
}

interface Piece {
  readonly json: string | Uint8Array;
  isChecked: boolean;
}

/** Replaces marks by the lists whose place they take. */
export function linked(value: Json, depth: number, lists: Lists): Json {
  const { mark, cuts } = lists;
  if (typeof value === 'string' && value.startsWith(mark)) {
    const list = cuts[Number(value.slice(mark.length))];
    return list === undefined ? value : new LongList(list, lists);
  }
  if (depth === 0 || cuts.length === 0 || value === null || typeof value !== 'object') return value;
  const members = value as Record<string, Json>;
  for (const key of Object.keys(members))
    members[key] = linked(members[key] ?? null, depth - 1, lists);
  return value;
}

type Plain = Exclude<Json, LongList>;

/** An array or object that is too long to be in memory at once. */
export class LongList {
  readonly #list: Cut;
  readonly #lists: Lists;
  #whole: Plain | undefined;

  constructor(list: Cut, lists: Lists) {
    this.#list = list;
    this.#lists = lists;
  }

  get isArray(): boolean {
    return this.#list.isArray;
  }

  /** Yields the elements of an array; some are in memory at a time. */
  *elements(): Generator<Json> {
    for (const piece of this.#list.pieces) {
      for (const element of this.#read(piece) as readonly Json[]) yield element;
    }
  }

  /** Yields the members of an object in the order of `JSON.parse`. */
  *members(): Generator<readonly [string, Json]> {
    if (!this.#isInOrder()) {
      yield* Object.entries(this.whole() as Record<string, Json>);
      return;
    }
    for (const piece of this.#list.pieces) {
      for (const member of Object.entries(this.#read(piece) as Record<string, Json>)) yield member;
    }
  }

  /** Whether no key is repeated, and none is a number, which comes before all others. */
  #isInOrder(): boolean {
    const keys = new Set<string>();
    for (const piece of this.#list.pieces) {
      for (const key of Object.keys(this.#read(piece) as Record<string, Json>)) {
        if (keys.has(key) || /^\d+$/.test(key)) return false;
        keys.add(key);
      }
    }
    return true;
  }

  /** Returns the array or object itself, for what needs more than one element at a time. */
  whole(): Plain {
    if (this.#whole === undefined) {
      const [open, close] = this.isArray ? '[]' : '{}';
      let json = '';
      for (const piece of this.#list.pieces) {
        json += (json === '' ? open : ',') + jsonOf(piece).slice(1, -1);
      }
      this.#whole = this.#parse(json + close) as Plain;
    }
    return this.#whole;
  }

  check(): void {
    for (const piece of this.#list.pieces) if (!piece.isChecked) this.#read(piece);
  }

  #read(piece: Piece): Json {
    const value = this.#parse(jsonOf(piece));
    if (!piece.isChecked) {
      const elements = Array.isArray(value) ? value : Object.keys(value ?? {});
      // A list of several pieces has a comma before each, which must be between two elements.
      if (elements.length === 0) throw new NotJson();
      piece.isChecked = true;
    }
    return value;
  }

  #parse(json: string): Json {
    const value = parse(json);
    return json.includes(this.#lists.mark) ? linked(value, MAX_DEPTH, this.#lists) : value;
  }
}

function jsonOf({ json }: Piece): string {
  return typeof json === 'string' ? json : inflateRawSync(json).toString();
}
