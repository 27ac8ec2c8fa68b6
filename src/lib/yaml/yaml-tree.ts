import { Composer, isAlias, isMap, isScalar, isSeq, Lexer, type Node, Parser } from 'yaml';
import { lineFinder } from './line-finder.ts';

/** A scalar with its text as written (`3.10` stays `3.10`) beside what YAML makes of it. */
export interface YamlScalar {
  readonly kind: 'scalar';
  readonly line: number;
  readonly text: string;
  readonly value: unknown;
  readonly style: 'plain' | 'quoted' | 'literal' | 'folded';
  /** Where the scalar's text begins and ends in the file, header of a block scalar included. */
  readonly range: readonly [number, number];
  /** The comment behind it on its last line, without `#`; empty when there is none. */
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

/** Characters; the longest workflows met have a tenth of it, and reading time grows with length. */
const maxLength = 512 * 1024;
/** Nested collections; a deep workflow has about a dozen. */
const maxDepth = 100;
/** Values counted with every alias written out, so that aliases of aliases cannot explode. */
const maxValues = 250_000;

class Broken extends Error {
  readonly offset: number;
  constructor(offset: number, why: string) {
    super(why);
    this.offset = offset;
  }
}

/**
 * YAML as a plain tree with 1-based lines; aliases and merge keys are resolved. One document only. Whatever is
 * wrong (syntax, a repeated key, too long, too deep, aliases that explode) is `broken` with its line; never throws.
 */
export function readYamlTree(text: string): YamlTree {
  const source = text.startsWith('\uFEFF') ? text.slice(1) : text;
  const lineOf = lineFinder(source);
  try {
    if (source.length > maxLength) {
      throw new Broken(maxLength, `the file is longer than ${maxLength} characters`);
    }
    return { state: 'read', root: treeOf(source, lineOf), source };
  } catch (error) {
    if (error instanceof Broken) {
      // What is never closed is noticed at the end: the last line with anything on it says more than the one after.
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

/** The depth is bounded on tokens, because the library's composer recurses and would overflow the stack. */
function* tokensOf(source: string) {
  const parser = new Parser();
  for (const lexeme of new Lexer().lex(source)) {
    for (const token of parser.next(lexeme)) yield token;
    if (parser.stack.length > maxDepth) {
      throw new Broken(parser.offset, `the file is nested deeper than ${maxDepth} levels`);
    }
  }
  for (const token of parser.end()) yield token;
}

/** A node and how many values it stands for with its aliases written out. */
interface Converted {
  readonly node: YamlNode;
  readonly values: number;
}

/** Anchored nodes are converted once and shared, so the work stays linear whatever the aliases do. */
class Converter {
  private readonly source: string;
  private readonly lineOf: (offset: number) => number;
  private readonly anchors = new Map<string, Converted>();

  constructor(source: string, lineOf: (offset: number) => number) {
    this.source = source;
    this.lineOf = lineOf;
  }

  convert(node: Node | null): Converted {
    const start = node?.range?.[0] ?? 0;
    const made = this.make(node, start);
    if (made.values > maxValues) {
      throw new Broken(start, `the file holds more than ${maxValues} values, aliases written out`);
    }
    if (node !== null && !isAlias(node) && 'anchor' in node && typeof node.anchor === 'string') {
      this.anchors.set(node.anchor, made);
    }
    return made;
  }

  private make(node: Node | null, start: number): Converted {
    if (isAlias(node)) {
      const found = this.anchors.get(node.source);
      if (found === undefined) throw new Broken(start, `the alias *${node.source} has no anchor`);
      return found;
    }
    if (isMap(node)) return this.map(node.items as Pair[], start);
    if (isSeq(node)) return this.list(node.items as (Node | null)[], start);
    return { node: this.scalar(node, start), values: 1 };
  }

  private map(pairs: readonly Pair[], start: number): Converted {
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
        line: this.lineOf(offset),
        value: this.placed(pair.value, value.node, offset),
      };
      if (key === '<<') merged.push(...mergedEntries(value.node));
      else addOnce(entries, entry, offset);
    }
    for (const entry of merged) entries.set(entry.key, entries.get(entry.key) ?? entry);
    const node: YamlMap = {
      kind: 'map',
      line: this.lineOf(start),
      entries: [...entries.values()],
    };
    return { node, values };
  }

  /** An empty value has no place of its own: it stands on its key's line. */
  private placed(raw: Node | null, node: YamlNode, keyOffset: number): YamlNode {
    const empty = node.kind === 'scalar' && node.range[0] === node.range[1];
    return empty && !isAlias(raw) ? { ...node, line: this.lineOf(keyOffset) } : node;
  }

  private list(items: readonly (Node | null)[], start: number): Converted {
    const made = items.map((item) => this.convert(item));
    const values = made.reduce((sum, item) => sum + item.values, 1);
    return {
      node: { kind: 'list', line: this.lineOf(start), items: made.map((m) => m.node) },
      values,
    };
  }

  private scalar(node: Node | null, start: number): YamlScalar {
    const end = node?.range?.[1] ?? start;
    const value = isScalar(node) ? node.value : null;
    const type = isScalar(node) ? node.type : undefined;
    const plain = type === 'PLAIN' && isScalar(node) && typeof node.source === 'string';
    return {
      kind: 'scalar',
      line: this.lineOf(start),
      text: plain ? (node.source ?? '') : value === null ? '' : String(value),
      value,
      style: styles[type ?? 'PLAIN'] ?? 'plain',
      range: [start, end],
      comment: commentAfter(this.source, end),
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

function commentAfter(source: string, end: number): string {
  const newline = source.indexOf('\n', end);
  const rest = source.slice(end, newline === -1 ? source.length : newline);
  return /^[ \t,\]}]*[ \t]#[ \t]*(.*?)[ \t\r]*$/.exec(rest)?.[1] ?? '';
}
