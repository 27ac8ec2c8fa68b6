import { parsedJson } from '../../lib/json.ts';
import {
  type JsonLimits,
  type ReadReport,
  type ReportReader,
  unreadableReport,
} from '../base/format.ts';
import { MAX_LINE_LENGTH, ReportLines, ReportText } from '../base/report-text.ts';
import { LongDocument, MAX_NESTING } from './long-document.ts';
import { type Json, type JsonObject, LongList, NotJson } from './long-list.ts';

export type { Json };

/** Maximum size of a JSON report in bytes; V8's longest string is twice as long. */
export const MAX_JSON_BYTES = 256 * 1024 * 1024;

/** Sizes of a JSON document in memory; tests lower them. */
const LIMITS: JsonLimits = {
  maxBytes: MAX_JSON_BYTES,
  wholeLength: 4 * 1024 * 1024,
  pieceLength: 64 * 1024,
};

/**
 * Returns a reader that parses a complete JSON document of up to `MAX_JSON_BYTES`. `read` may throw
 * `MalformedReport`.
 */
export function jsonReader(
  format: string,
  read: (document: Json) => ReadReport,
  { maxBytes, ...lengths } = LIMITS,
): ReportReader {
  const decoder = new ReportText();
  const document = new LongDocument(lengths);
  let bytes = 0;
  return {
    write(chunk) {
      bytes += chunk.length;
      if (bytes <= maxBytes) document.write(decoder.decode(chunk));
    },
    end() {
      if (bytes > maxBytes) return unreadableReport(format, tooLarge(maxBytes));
      document.write(decoder.end());
      if (document.isTooDeep) {
        const why = `The JSON nests more than ${MAX_NESTING} levels, which is more than is read.`;
        return unreadableReport(format, why);
      }
      return readDocument(format, document, read);
    },
  };
}

/** The document is JSON and lacks what its format requires. */
export class MalformedReport extends Error {}

function readDocument(
  format: string,
  document: LongDocument,
  read: (document: Json) => ReadReport,
): ReadReport {
  try {
    const result = resultOf(format, document.end(), read);
    document.check();
    return result;
  } catch (error) {
    if (!(error instanceof NotJson)) throw error;
    const why =
      'This is not a complete JSON document: it was cut off, or something else was written into it.';
    return unreadableReport(format, why);
  }
}

function resultOf(format: string, document: Json, read: (document: Json) => ReadReport) {
  try {
    return read(document);
  } catch (error) {
    if (error instanceof MalformedReport) return unreadableReport(format, error.message);
    throw error;
  }
}

function tooLarge(maxBytes: number): string {
  return `The JSON document is larger than the ${maxBytes / 1024 / 1024} MiB that are read; split it, or upload JUnit XML, which is read as a stream.`;
}

/** Returns the array or object itself; prefer `eachItem` and `eachEntry` where it can be long. */
function whole(value: Json | undefined): Exclude<Json, LongList> | undefined {
  return value instanceof LongList ? value.whole() : value;
}

function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Returns an own member; undefined for anything but an object with that key. */
export function field(value: Json | undefined, ...path: readonly string[]): Json | undefined {
  let at = value;
  for (const key of path) {
    at = whole(at);
    if (!isObject(at) || !Object.hasOwn(at, key)) return undefined;
    at = at[key];
  }
  return at;
}

export function isList(value: Json | undefined): boolean {
  return value instanceof LongList ? value.isArray : Array.isArray(value);
}

/** Returns the members of an array; none for anything else. */
export function items(value: Json | undefined): readonly Json[] {
  const list = whole(value);
  return Array.isArray(list) ? (list as readonly Json[]) : [];
}

/** Returns the members of an array to read once: those of a long one are not in memory together. */
export function eachItem(value: Json | undefined): Iterable<Json> {
  return value instanceof LongList && value.isArray ? value.elements() : items(value);
}

/** Returns own keys and values in order; none for anything but an object. */
export function entries(value: Json | undefined): readonly (readonly [string, Json])[] {
  const object = whole(value);
  return isObject(object) ? Object.entries(object) : [];
}

/** Returns own keys and values to read once: those of a long object are not in memory together. */
export function eachEntry(value: Json | undefined): Iterable<readonly [string, Json]> {
  return value instanceof LongList && !value.isArray ? value.members() : entries(value);
}

/** Returns a string member, or the empty string. */
export function text(value: Json | undefined, ...path: readonly string[]): string {
  const found = field(value, ...path);
  return typeof found === 'string' ? found : '';
}

/** Returns any value as a text; the empty string for one that has no text, as `{"toString":1}`. */
export function printed(value: Json): string {
  try {
    return String(whole(value));
  } catch {
    return '';
  }
}

/**
 * Returns a finite number that is not negative, else undefined; JSON's `1e999` parses to infinity.
 */
export function amount(value: Json | undefined, ...path: readonly string[]): number | undefined {
  const found = path.length === 0 ? value : field(value, ...path);
  return typeof found === 'number' && Number.isFinite(found) && found >= 0 ? found : undefined;
}

/** A format of one JSON object per line. */
export interface EventReader {
  take(event: Json): void;
  /** Takes a line that is not JSON, for tools that print information there. */
  other?(line: string): void;
  /** Takes an incomplete last line; a format without it is then unreadable. */
  cutOff?(): void;
  /** `otherLines` is the number of lines that were not JSON. */
  end(otherLines: number): ReadReport;
}

/**
 * Returns a reader of JSON lines that keeps one line. A line that begins like an object and is not
 * one makes the report unreadable, because an event is lost; other text is output of tools.
 */
export function jsonLinesReader(format: string, events: EventReader): ReportReader {
  let broken = 0;
  let tooLong = false;
  let otherLines = 0;
  const takeBroken = (number: number, cut: boolean, open: boolean): void => {
    if (open && !cut && events.cutOff !== undefined) {
      events.cutOff();
    } else {
      broken = number;
      tooLong = cut;
    }
  };
  const lines = new ReportLines((line, number, cut, open) => {
    const start = line.trimStart();
    if (start === '' || broken > 0) return;
    if (!start.startsWith('{')) {
      otherLines++;
      events.other?.(start);
      return;
    }
    const event = cut ? undefined : parsedEvent(start);
    if (event === undefined) takeBroken(number, cut, open);
    else events.take(event);
  });
  return {
    write: (chunk) => lines.write(chunk),
    end() {
      lines.end();
      return broken > 0
        ? unreadableReport(format, brokenLine(broken, tooLong))
        : events.end(otherLines);
    },
  };
}

/** Returns the JSON objects in the first 50 lines of a head, which may end inside a line. */
export function firstEvents(head: string): readonly Json[] {
  return head
    .split('\n', 50)
    .filter((line) => line.startsWith('{'))
    .map(parsedEvent)
    .filter((event) => event !== undefined);
}

function parsedEvent(line: string): Json | undefined {
  return parsedJson(line) as Json | undefined;
}

function brokenLine(number: number, tooLong: boolean): string {
  return tooLong
    ? `Line ${number} is longer than ${MAX_LINE_LENGTH} characters, which is more than is read.`
    : `Line ${number} is no complete JSON object; the report was cut off, or two writers shared the file.`;
}

/** Maximum number of paths in an outline; signatures are at the top of a document. */
const MAX_PATHS = 4000;
/** Maximum depth of the paths in an outline. */
const MAX_DEPTH = 5;

/** The keys at the beginning of a JSON document, which may be incomplete. */
interface JsonOutline {
  readonly root: 'object' | 'array' | 'none';
  /**
   * Each path: keys joined by NUL, `[]` for a step into an array. `runs`, `[]`, `tool` is the path
   * of a SARIF tool.
   */
  readonly paths: ReadonlySet<string>;
}

/** Returns whether a path is in the outline of a document's head; `*` matches any one key. */
export function hasPath(head: string, ...path: readonly string[]): boolean {
  const { paths } = outlineOf(head);
  if (!path.includes('*')) return paths.has(path.join('\0'));
  for (const known of paths) {
    const keys = known.split('\0');
    if (
      keys.length === path.length &&
      path.every((step, at) => step === '*' || step === keys[at])
    ) {
      return true;
    }
  }
  return false;
}

let last: { head: string; outline: JsonOutline } | undefined;

/**
 * Returns the keys of a document's head without parsing it. Two dozen formats read the same head in
 * turn, so the latest outline is cached.
 */
export function outlineOf(head: string): JsonOutline {
  if (last?.head !== head) last = { head, outline: scan(head) };
  return last.outline;
}

const TOKEN = /"[^"\\]*(?:\\[\s\S][^"\\]*)*"|[{}[\]:,]|[^\s{}[\]:,"]+/y;

function scan(head: string): JsonOutline {
  const start = head.search(/\S/);
  const first = head[start];
  if (first !== '{' && first !== '[') return { root: 'none', paths: new Set() };
  const walk = new KeyWalk();
  TOKEN.lastIndex = start;
  for (;;) {
    const blank = skipBlank(head, TOKEN.lastIndex);
    TOKEN.lastIndex = blank;
    const token = TOKEN.exec(head)?.[0];
    if (token === undefined || !walk.take(token)) break;
  }
  return { root: first === '{' ? 'object' : 'array', paths: walk.paths };
}

function skipBlank(head: string, from: number): number {
  let at = from;
  while (at < head.length && head.charCodeAt(at) <= 32) at++;
  return at;
}

/** Tracks brackets and the key of every open object; deeper levels are only counted. */
class KeyWalk {
  readonly paths = new Set<string>();
  readonly #steps: string[] = [];
  #deeper = 0;
  #token = '';

  /** Returns false when the outline is complete. */
  take(token: string): boolean {
    if (token === '{' || token === '[') this.#open(token);
    else if (token === '}' || token === ']') return this.#close();
    else if (token === ':') this.#key();
    else this.#token = token;
    return this.paths.size < MAX_PATHS;
  }

  #open(token: string): void {
    if (this.#deeper > 0 || this.#steps.length > MAX_DEPTH) this.#deeper++;
    else this.#steps.push(token === '[' ? '[]' : '');
  }

  #close(): boolean {
    if (this.#deeper > 0) this.#deeper--;
    else this.#steps.pop();
    return this.#deeper > 0 || this.#steps.length > 0;
  }

  #key(): void {
    if (this.#deeper > 0 || this.#steps.length === 0) return;
    this.#steps[this.#steps.length - 1] = unquote(this.#token);
    this.paths.add(this.#steps.join('\0'));
  }
}

function unquote(token: string): string {
  if (!token.includes('\\')) return token.slice(1, -1);
  try {
    return String(JSON.parse(token));
  } catch {
    return token;
  }
}
