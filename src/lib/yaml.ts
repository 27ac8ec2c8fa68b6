import {
  Composer,
  type Document,
  isAlias,
  isMap,
  isNode,
  isScalar,
  isSeq,
  Lexer,
  LineCounter,
  type Node,
  Parser,
  parseDocument,
  type YAMLMap,
} from 'yaml';
import { memoize } from './memoize.ts';

/** A scalar as written (`3.10` stays `3.10`), and the value that YAML gives it. */
export interface YamlScalar {
  readonly kind: 'scalar';
  readonly line: number;
  readonly text: string;
  readonly value: unknown;
  readonly style: 'plain' | 'quoted' | 'literal' | 'folded';
  /** Where the scalar's text begins and ends in the file, header of a block scalar included. */
  readonly range: readonly [number, number];
  /** The comment after it on its last line, without `#`; empty when there is none. */
  readonly comment: string;
}

export interface YamlEntry {
  readonly key: string;
  readonly line: number;
  readonly value: YamlNode;
}

export interface YamlMap {
  readonly kind: 'map';
  readonly line: number;
  readonly entries: readonly YamlEntry[];
}

export interface YamlList {
  readonly kind: 'list';
  readonly line: number;
  readonly items: readonly YamlNode[];
}

export type YamlNode = YamlScalar | YamlMap | YamlList;

export type YamlTree =
  | { readonly state: 'read'; readonly root: YamlNode; readonly source: string }
  | { readonly state: 'broken'; readonly line: number; readonly why: string };

/** Characters. The longest known workflows have a tenth of it, and reading time grows with length. */
const MAX_LENGTH = 512 * 1024;
/** Nested collections; a deep workflow has about a dozen. */
const MAX_DEPTH = 100;
/** Values with every alias expanded: aliases of aliases could grow without end. */
const MAX_VALUES = 250_000;

class Broken extends Error {
  readonly offset: number;
  constructor(offset: number, why: string) {
    super(why);
    this.offset = offset;
  }
}

/**
 * Returns YAML as a plain tree with 1-based lines; aliases and merge keys are resolved. Anything wrong (syntax, a
 * second document, a repeated key, too long, too deep, too many aliases) is `broken` with its line; never throws.
 */
export function readYamlTree(text: string): YamlTree {
  const source = text.startsWith('\uFEFF') ? text.slice(1) : text;
  const lineOf = lineFinder(source);
  try {
    if (source.length > MAX_LENGTH) {
      throw new Broken(MAX_LENGTH, `the file is longer than ${MAX_LENGTH} characters`);
    }
    return { state: 'read', root: treeOf(source, lineOf), source };
  } catch (error) {
    if (error instanceof Broken) {
      // The parser reports what is never closed at the end of the file: the last line with text says more.
      const offset = Math.min(error.offset, source.trimEnd().length);
      return { state: 'broken', line: lineOf(offset), why: error.message };
    }
    // The library throws on some malformed input instead of recording an error.
    const why = error instanceof Error ? error.message : String(error);
    return { state: 'broken', line: 1, why: `the file is not YAML: ${why}` };
  }
}

function treeOf(source: string, lineOf: (offset: number) => number): YamlNode {
  const composer = new Composer({ uniqueKeys: false, stringKeys: false, merge: true });
  const [document, second] = [...composer.compose(tokensOf(source), true, source.length)];
  const problem = document?.errors[0];
  if (problem !== undefined) throw new Broken(problem.pos[0], problem.message.split('\n')[0] ?? '');
  if (second !== undefined) {
    throw new Broken(second.range[0], 'the file holds more than one YAML document');
  }
  const root = document?.contents;
  if (root === null || root === undefined) throw new Broken(0, 'the file is empty');
  return new Converter(source, lineOf).convert(root).node;
}

/** Yields tokens up to the maximum depth: the library's composer recurses and would overflow the stack. */
function* tokensOf(source: string) {
  const parser = new Parser();
  for (const lexeme of new Lexer().lex(source)) {
    for (const token of parser.next(lexeme)) yield token;
    if (parser.stack.length > MAX_DEPTH) {
      throw new Broken(parser.offset, `the file is nested deeper than ${MAX_DEPTH} levels`);
    }
  }
  for (const token of parser.end()) yield token;
}

/** A node and its number of values with aliases expanded. */
interface Converted {
  readonly node: YamlNode;
  readonly values: number;
}

/** Converts each anchored node once and shares it, so the work is linear whatever the aliases do. */
class Converter {
  readonly #source: string;
  readonly #lineOf: (offset: number) => number;
  readonly #anchors = new Map<string, Converted>();

  constructor(source: string, lineOf: (offset: number) => number) {
    this.#source = source;
    this.#lineOf = lineOf;
  }

  convert(node: Node | null): Converted {
    const start = node?.range?.[0] ?? 0;
    const made = this.#make(node, start);
    if (made.values > MAX_VALUES) {
      throw new Broken(start, `the file holds more than ${MAX_VALUES} values, aliases written out`);
    }
    if (node !== null && !isAlias(node) && 'anchor' in node && typeof node.anchor === 'string') {
      this.#anchors.set(node.anchor, made);
    }
    return made;
  }

  #make(node: Node | null, start: number): Converted {
    if (isAlias(node)) {
      const found = this.#anchors.get(node.source);
      if (found === undefined) throw new Broken(start, `the alias *${node.source} has no anchor`);
      return found;
    }
    if (isMap(node)) return this.#map(node.items as Pair[], start);
    if (isSeq(node)) return this.#list(node.items as (Node | null)[], start);
    return { node: this.#scalar(node, start), values: 1 };
  }

  #map(pairs: readonly Pair[], start: number): Converted {
    const entries = new Map<string, YamlEntry>();
    const merged: YamlEntry[] = [];
    let values = 1;
    for (const pair of pairs) {
      const offset = pair.key?.range?.[0] ?? start;
      const key = keyOf(pair, offset);
      const value = this.convert(pair.value);
      values += 1 + value.values;
      const entry = {
        key,
        line: this.#lineOf(offset),
        value: this.#placed(pair.value, value.node, offset),
      };
      if (key === '<<') merged.push(...mergedEntries(value.node));
      else addOnce(entries, entry, offset);
    }
    for (const entry of merged) entries.set(entry.key, entries.get(entry.key) ?? entry);
    const node: YamlMap = {
      kind: 'map',
      line: this.#lineOf(start),
      entries: [...entries.values()],
    };
    return { node, values };
  }

  /** Gives an empty value, which has no position of its own, the line of its key. */
  #placed(raw: Node | null, node: YamlNode, keyOffset: number): YamlNode {
    const empty = node.kind === 'scalar' && node.range[0] === node.range[1];
    return empty && !isAlias(raw) ? { ...node, line: this.#lineOf(keyOffset) } : node;
  }

  #list(items: readonly (Node | null)[], start: number): Converted {
    const made = items.map((item) => this.convert(item));
    const values = made.reduce((sum, item) => sum + item.values, 1);
    return {
      node: { kind: 'list', line: this.#lineOf(start), items: made.map((m) => m.node) },
      values,
    };
  }

  #scalar(node: Node | null, start: number): YamlScalar {
    const end = node?.range?.[1] ?? start;
    const value = isScalar(node) ? node.value : null;
    const type = isScalar(node) ? node.type : undefined;
    const plain = type === 'PLAIN' && isScalar(node) && typeof node.source === 'string';
    return {
      kind: 'scalar',
      line: this.#lineOf(start),
      text: plain ? (node.source ?? '') : value === null ? '' : String(value),
      value,
      style: styles[type ?? 'PLAIN'] ?? 'plain',
      range: [start, end],
      comment: commentAfter(this.#source, end),
    };
  }
}

interface Pair {
  readonly key: Node | null;
  readonly value: Node | null;
}

function keyOf(pair: Pair, offset: number): string {
  if (!isScalar(pair.key)) throw new Broken(offset, 'a key is not plain text');
  return String(pair.key.source ?? pair.key.value);
}

function addOnce(entries: Map<string, YamlEntry>, entry: YamlEntry, offset: number): void {
  if (entries.has(entry.key)) {
    throw new Broken(offset, `the key "${entry.key.slice(0, 80)}" is repeated`);
  }
  entries.set(entry.key, entry);
}

const styles: Readonly<Record<string, YamlScalar['style']>> = {
  PLAIN: 'plain',
  QUOTE_DOUBLE: 'quoted',
  QUOTE_SINGLE: 'quoted',
  BLOCK_LITERAL: 'literal',
  BLOCK_FOLDED: 'folded',
};

function mergedEntries(node: YamlNode): readonly YamlEntry[] {
  if (node.kind === 'map') return node.entries;
  return node.kind === 'list' ? node.items.flatMap(mergedEntries) : [];
}

/** Looks no further than the next word: a line may be as long as the file. */
function commentAfter(source: string, end: number): string {
  let at = end;
  while (/[ \t,\]}]/.test(source.charAt(at))) at += 1;
  const isComment = at > end && source[at] === '#' && /[ \t]/.test(source.charAt(at - 1));
  if (!isComment) return '';
  const newline = source.indexOf('\n', at);
  return source.slice(at + 1, newline === -1 ? source.length : newline).trim();
}

/** Returns a function from an offset to its 1-based line. */
function lineFinder(source: string): (offset: number) => number {
  const lines = new LineCounter();
  lines.addNewLine(0);
  for (let at = source.indexOf('\n'); at !== -1; at = source.indexOf('\n', at + 1)) {
    lines.addNewLine(at + 1);
  }
  return (offset) => lines.linePos(offset).line;
}

/** A position in a file, from 1. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

type Path = readonly PropertyKey[];

/** A small YAML file written by hand, with positions for messages about it. */
export interface YamlDocument {
  readonly errors: readonly (Position & { readonly message: string })[];
  /** Returns plain data. Throws when aliases expand to more than 100 values. */
  toValue(): unknown;
  /** Items of the list at the root, none for an empty file; `undefined` for any other root. Aliases have no value. */
  readonly items: readonly { readonly line: number; readonly value: unknown }[] | undefined;
  /** Returns the position of a key, of its nearest ancestor in the file, or the start of the file. */
  positionOf(path: Path): Position;
}

/** Parses YAML and reports all errors of syntax; never throws. */
export function parseYaml(text: string): YamlDocument {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const at = (offset: number): Position => {
    const { line, col } = lines.linePos(offset);
    return { line, column: col };
  };
  return {
    errors: document.errors.map(({ message, pos: [offset] }) => ({ message, ...at(offset) })),
    toValue: () => document.toJS({ maxAliasCount: 100 }),
    items: itemsOf(document, at),
    positionOf(path) {
      for (let length = path.length; length > 0; length -= 1) {
        const offset = offsetOf(document, path.slice(0, length));
        if (offset !== undefined) return at(offset);
      }
      return { line: 1, column: 1 };
    },
  };
}

function itemsOf(
  { contents: root }: Document.Parsed,
  at: (offset: number) => Position,
): YamlDocument['items'] {
  if (root === null) return [];
  if (!isSeq(root)) return undefined;
  return root.items.map((item) => ({
    line: isNode(item) && item.range ? at(item.range[0]).line : 1,
    value: withoutAliases(item),
  }));
}

/** Returns scalars, lists, and maps as plain data; following aliases could take forever. */
function withoutAliases(node: unknown): unknown {
  if (isSeq(node)) return node.items.map(withoutAliases);
  if (isMap(node)) {
    const pairs = node.items.map((pair) => [String(pair.key), withoutAliases(pair.value)]);
    return Object.fromEntries(pairs);
  }
  return isNode(node) && 'value' in node ? node.value : undefined;
}

/** Returns where a key, or an item of a list, begins. */
function offsetOf({ contents }: Document.Parsed, path: Path): number | undefined {
  let key: unknown;
  let node: unknown = contents;
  for (const part of path) {
    const pair = isMap(node) ? pairsOf(node).get(String(part)) : undefined;
    key = pair?.key;
    node = isSeq(node) ? node.items[Number(part)] : pair?.value;
  }
  const found = isNode(key) ? key : node;
  return isNode(found) ? found.range?.[0] : undefined;
}

const pairsOf = memoize(
  ({ items }: YAMLMap) => new Map(items.map((pair) => [String(pair.key), pair])),
);
