/** Returns JSON that depends only on the value: keys in code-unit order, two spaces, LF, trailing newline. */
export function canonicalJson(value: unknown): string {
  return [...canonicalPieces(value)].join('');
}

/**
 * Key of an object's lists that are written in pieces. The value has a function for each list, which
 * takes the line break before the list's end and yields the JSON of the list.
 */
export const IN_PIECES = Symbol('lists in pieces');

export interface ListsInPieces {
  readonly [IN_PIECES]?: Readonly<Record<string, (newline: string) => Iterable<string>>>;
}

type Fields = Readonly<Record<string, unknown>>;

/** Yields `canonicalJson` in pieces, so that half a million texts of a list never exist at once. */
export function* canonicalPieces(value: unknown): Iterable<string> {
  const writer = new Writer();
  writer.write(value, '\n');
  yield* writer.pieces('\n');
}

/** Number of items of a longer list that are written at a time. */
const PIECE = 100;

function* longList(list: readonly unknown[], newline: string): Iterable<string> {
  const inner = `${newline}  `;
  for (let at = 0; at < list.length; at += PIECE) {
    const writer = new Writer();
    writer.items(list.slice(at, at + PIECE), inner, at === 0 ? '[' : ',');
    yield* writer.pieces();
  }
  yield `${newline}]`;
}

class Writer {
  readonly #parts: Iterable<string>[] = [];
  /** What was written after the last part. */
  #text = '';

  *pieces(end = ''): Iterable<string> {
    for (const part of this.#parts) yield* part;
    yield this.#text + end;
  }

  items(list: readonly unknown[], inner: string, first: string): void {
    let separator = first;
    for (const one of list) {
      this.#text += separator + inner;
      this.write(one, inner);
      separator = ',';
    }
  }

  write(value: unknown, newline: string): void {
    if (Array.isArray(value)) this.#list(value, newline);
    else if (typeof value === 'object' && value !== null)
      this.#object(value as ListsInPieces & Fields, newline);
    else this.#text += JSON.stringify(value) ?? 'null';
  }

  #list(list: readonly unknown[], newline: string): void {
    if (list.length === 0) {
      this.#text += '[]';
    } else if (list.length > PIECE) {
      this.#add(longList(list, newline));
    } else {
      this.items(list, `${newline}  `, '[');
      this.#text += `${newline}]`;
    }
  }

  #object(value: ListsInPieces & Fields, newline: string): void {
    const inner = `${newline}  `;
    let separator = '{';
    for (const key of sortedNames(value)) {
      const pieces = value[IN_PIECES]?.[key];
      const one = pieces === undefined ? value[key] : undefined;
      if (one === undefined && pieces === undefined) continue;
      this.#text += `${separator}${inner}${JSON.stringify(key)}: `;
      if (pieces === undefined) this.write(one, inner);
      else this.#add(pieces(inner));
      separator = ',';
    }
    this.#text += separator === '{' ? '{}' : `${newline}}`;
  }

  #add(pieces: Iterable<string>): void {
    this.#parts.push([this.#text], pieces);
    this.#text = '';
  }
}

/** An object's own order has numbers first, whatever order they are added in. */
function sortedNames(value: object): readonly string[] {
  const names = Object.keys(value).sort(byCodeUnit);
  return names.some((name) => /^\d/.test(name))
    ? Object.keys(Object.fromEntries(names.map((name) => [name, true])))
    : names;
}

/** Returns an object with its keys in code-unit order, one level deep; anything else unchanged. */
export function sortedKeys(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => byCodeUnit(a, b)));
}

/** Compares texts by code unit: the same order on every machine. */
export function byCodeUnit(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
