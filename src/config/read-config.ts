import { type Document, isCollection, isNode, isPair, LineCounter, parseDocument } from 'yaml';
import type { z } from 'zod';
import { closest } from '../lib/closest.ts';
import { type ConfigFile, configSchema } from './config-schema.ts';
import { explainIssue } from './explain-issue.ts';
import type { Problem } from './problem.ts';
import { keysAt } from './schema-keys.ts';
import { soundPart } from './sound-part.ts';

/** The file's valid top-level keys, and everything that is wrong with its shape. */
export interface ReadConfig {
  readonly file: ConfigFile;
  readonly problems: readonly Problem[];
  readonly at: (key: readonly PropertyKey[]) => Position;
  /** Where the file has what `file` has at this path: what is unsound was left out of `file`. */
  readonly asWritten: (key: readonly PropertyKey[]) => readonly PropertyKey[];
}

export interface Position {
  /** 1-based. */
  readonly line: number;
  readonly column: number;
}

/** Configs are small; a larger file is a mistake, and parsing it would only cost. */
const MAX_CHARACTERS = 256 * 1024;

/** Reads a config file and checks its shape whole: all problems at once, each with its place. An empty file is valid. */
export function readConfig(path: string, text: string): ReadConfig {
  const lines = new LineCounter();
  const tooLong = text.length > MAX_CHARACTERS;
  const document = parseDocument(tooLong ? '' : text, { lineCounter: lines, prettyErrors: false });
  const at = (key: readonly PropertyKey[]): Position => positionOf(document, lines, key);
  const broken = (message: string, place: Position = { line: 1, column: 1 }): Problem => ({
    where: path,
    ...place,
    key: '',
    message,
  });
  if (tooLong) {
    const message = `the config has ${text.length} characters; at most ${MAX_CHARACTERS} are read`;
    return { file: {}, problems: [broken(message)], at, asWritten };
  }
  if (document.errors.length > 0) {
    const problems = document.errors.map((error) => {
      const { line, col } = lines.linePos(error.pos[0]);
      return broken(`not valid YAML: ${error.message}`, { line, column: col });
    });
    return { file: {}, problems, at, asWritten };
  }
  const value = plainValue(document);
  if (!value.ok) return { file: {}, problems: [broken(value.why)], at, asWritten };
  return checkShape(path, value.value ?? {}, at);
}

/** Of a file that is sound nothing is left out. */
function asWritten(key: readonly PropertyKey[]): readonly PropertyKey[] {
  return key;
}

function checkShape(path: string, value: unknown, at: ReadConfig['at']): ReadConfig {
  const checked = configSchema.safeParse(value);
  if (checked.success) return { file: checked.data, problems: [], at, asWritten };
  const place: Place = { path, value, at };
  const found = checked.error.issues.flatMap((issue) => problemsOf(issue, [], place));
  // What is sound in the rest of the file is still checked further, so that all is said at once.
  const sound = soundPart(
    value,
    found.map(({ path: key }) => key),
  );
  const rest = configSchema.safeParse(sound.value);
  return {
    file: rest.success ? rest.data : {},
    problems: found.map(({ problem }) => problem),
    at,
    asWritten: sound.asWritten,
  };
}

interface Place {
  readonly path: string;
  readonly value: unknown;
  readonly at: ReadConfig['at'];
}

/** A problem and the path of its key, whose parts may hold dots. */
interface Found {
  readonly path: readonly PropertyKey[];
  readonly problem: Problem;
}

function plainValue(
  document: Document.Parsed,
): { ok: true; value: unknown } | { ok: false; why: string } {
  try {
    // Aliases are bounded so that a config cannot be made to expand without end.
    return { ok: true, value: document.toJS({ maxAliasCount: 100 }) };
  } catch (error) {
    return { ok: false, why: error instanceof Error ? error.message : String(error) };
  }
}

function problemsOf(
  issue: z.core.$ZodIssue,
  prefix: readonly PropertyKey[],
  place: Place,
): Found[] {
  const key = [...prefix, ...issue.path];
  const problem = (at: readonly PropertyKey[], message: string): Found => ({
    path: at,
    problem: { where: place.path, ...place.at(at), key: at.map(String).join('.'), message },
  });
  if (issue.code === 'unrecognized_keys') {
    const known = keysAt(key);
    return issue.keys.map((unknown) => {
      const meant = closest(unknown, known);
      return problem(
        [...key, unknown],
        `unknown key${meant === undefined ? allowed(known) : `; did you mean ${meant}?`}`,
      );
    });
  }
  if (issue.code === 'invalid_union') {
    // Of a union's branches, the one with the fewest problems is what the writer meant.
    const branches = issue.errors.filter((branch) => branch.length > 0);
    const nearest = [...branches].sort((a, b) => a.length - b.length)[0] ?? [];
    return nearest.flatMap((inner) => problemsOf(inner, key, place));
  }
  return [problem(key, explainIssue(issue, valueAt(place.value, key)))];
}

function valueAt(value: unknown, key: readonly PropertyKey[]): unknown {
  let current = value;
  for (const part of key) {
    current =
      typeof current === 'object' && current !== null ? Reflect.get(current, part) : undefined;
  }
  return current;
}

function allowed(keys: readonly string[]): string {
  return keys.length === 0
    ? ''
    : `; allowed are ${keys.filter((key) => key !== '$schema').join(', ')}`;
}

/** Place of a key, of its nearest ancestor that is in the file, or the file's first line. */
function positionOf(
  document: Document.Parsed,
  lines: LineCounter,
  key: readonly PropertyKey[],
): Position {
  for (let length = key.length; length > 0; length -= 1) {
    const offset = offsetOf(document, key.slice(0, length));
    if (offset !== undefined) {
      const { line, col } = lines.linePos(offset);
      return { line, column: col };
    }
  }
  return { line: 1, column: 1 };
}

function offsetOf(document: Document.Parsed, path: readonly PropertyKey[]): number | undefined {
  const parent = path.length === 1 ? document.contents : document.getIn(path.slice(0, -1), true);
  const last = path.at(-1);
  if (isCollection(parent)) {
    const pair = parent.items.find((item) => isPair(item) && String(item.key) === last);
    if (isPair(pair) && isNode(pair.key)) return pair.key.range?.[0];
  }
  const node = document.getIn(path, true);
  return isNode(node) ? node.range?.[0] : undefined;
}
