import type { z } from 'zod';
import { closest } from '../lib/closest.ts';
import { type Position, parseYaml, type YamlDocument } from '../lib/yaml.ts';
import { type ConfigFile, configSchema, keysAt } from './config-schema.ts';
import { explainIssue, type Problem } from './problem.ts';

/** The valid part of a config file, and the problems of the rest. */
export interface ReadConfig {
  readonly file: ConfigFile;
  readonly problems: readonly Problem[];
  readonly at: (key: readonly PropertyKey[]) => Position;
  /** Returns the path in the text for a path in `file`, which lacks the invalid entries of lists. */
  readonly asWritten: (key: readonly PropertyKey[]) => readonly PropertyKey[];
}

/** Maximum size: configs are small, and a larger file is a mistake. */
const MAX_CHARACTERS = 256 * 1024;

/** Reads a config file and returns all problems of its schema, each with its position. An empty file is valid. */
export function readConfig(path: string, text: string): ReadConfig {
  const tooLong = text.length > MAX_CHARACTERS;
  const document = parseYaml(tooLong ? '' : text);
  const at = document.positionOf;
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
    const problems = document.errors.map(({ message, ...place }) =>
      broken(`not valid YAML: ${message}`, place),
    );
    return { file: {}, problems, at, asWritten };
  }
  const value = plainValue(document);
  if (!value.ok) return { file: {}, problems: [broken(value.why)], at, asWritten };
  const checked = checkShape(path, value.value ?? {}, at);
  // At the top, the schema reports it itself.
  const nested = protoKeys(value.value).filter((key) => key.length > 1);
  const unknown = nested.map((key): Problem => {
    const message = `there is no key or rule \`${PROTO}\``;
    return { where: path, ...at(key), key: key.map(String).join('.'), message };
  });
  return { ...checked, problems: [...checked.problems, ...unknown] };
}

const PROTO = '__proto__';

/** Returns the paths of keys that the schema check leaves out without a word. */
function protoKeys(value: unknown, path: Path = []): readonly Path[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, one]) => {
    const here = [...path, Array.isArray(value) ? Number(key) : key];
    return key === PROTO ? [here] : protoKeys(one, here);
  });
}

/** A valid file has all entries at their own paths. */
function asWritten(key: readonly PropertyKey[]): readonly PropertyKey[] {
  return key;
}

function checkShape(path: string, value: unknown, at: ReadConfig['at']): ReadConfig {
  const checked = configSchema.safeParse(value);
  if (checked.success) return { file: checked.data, problems: [], at, asWritten };
  const place: Location = { path, value, at };
  const found = checked.error.issues.flatMap((issue) => problemsOf(issue, [], place));
  // The valid rest of the file is still checked, so that one run reports all problems.
  const valid = validPart(
    value,
    found.map(({ path: key }) => key),
  );
  const rest = configSchema.safeParse(valid.value);
  return {
    file: rest.success ? rest.data : {},
    problems: found.map(({ problem }) => problem),
    at,
    asWritten: valid.asWritten,
  };
}

interface Location {
  readonly path: string;
  readonly value: unknown;
  readonly at: ReadConfig['at'];
}

/** A problem and the path of its key, whose parts may contain dots. */
interface Found {
  readonly path: readonly PropertyKey[];
  readonly problem: Problem;
}

function plainValue(
  document: YamlDocument,
): { ok: true; value: unknown } | { ok: false; why: string } {
  try {
    return { ok: true, value: document.toValue() };
  } catch (error) {
    return { ok: false, why: error instanceof Error ? error.message : String(error) };
  }
}

function problemsOf(
  issue: z.core.$ZodIssue,
  prefix: readonly PropertyKey[],
  place: Location,
): Found[] {
  const key = [...prefix, ...issue.path];
  const problem = (at: readonly PropertyKey[], message: string): Found => ({
    path: at,
    problem: { where: place.path, ...place.at(at), key: at.map(String).join('.'), message },
  });
  if (issue.code === 'unrecognized_keys') {
    const known = keysAt(key);
    return issue.keys.map((unknown) => {
      const suggestion = closest(unknown, known);
      return problem(
        [...key, unknown],
        `unknown key${suggestion === undefined ? allowed(known) : `; did you mean ${suggestion}?`}`,
      );
    });
  }
  if (issue.code === 'invalid_union') {
    // The branch of the union with the fewest problems is probably the intended one.
    const branches = issue.errors.filter((branch) => branch.length > 0);
    const nearest = [...branches].sort((a, b) => a.length - b.length)[0] ?? [];
    const mistyped = nearest.some(({ code }) => code === 'unrecognized_keys');
    // The key that a branch misses is probably the one that is not known.
    return nearest
      .filter((inner) => !mistyped || valueAt(place.value, [...key, ...inner.path]) !== undefined)
      .flatMap((inner) => problemsOf(inner, key, place));
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

type Path = readonly PropertyKey[];

/** A config without its invalid entries. */
interface ValidPart {
  readonly value: unknown;
  /** Returns the path in the text: entries of lists moved up where others were left out. */
  readonly asWritten: (path: Path) => Path;
}

/** Leaves out each entry of a top-level list or map that has a problem, and keeps the others. */
function validPart(value: unknown, invalid: readonly Path[]): ValidPart {
  const kept = new Map<string, readonly number[]>();
  const parts = Object.entries(value as object).flatMap(([key, one]): [string, unknown][] => {
    const wrong = invalid.filter(([first]) => first === key);
    if (wrong.length === 0) return [[key, one]];
    if (wrong.some((path) => path.length === 1)) return [];
    const entries = new Set(wrong.map(([, entry]) => String(entry)));
    const valid = Object.entries(one as object).filter(([entry]) => !entries.has(entry));
    if (!Array.isArray(one)) return [[key, Object.fromEntries(valid)]];
    kept.set(
      key,
      valid.map(([entry]) => Number(entry)),
    );
    return valid.length === 0 ? [] : [[key, valid.map(([, item]) => item)]];
  });
  return {
    value: Object.fromEntries(parts),
    asWritten([key, entry, ...rest]) {
      const moved = kept.get(String(key))?.[Number(entry)];
      return [key, entry, ...rest]
        .filter((part) => part !== undefined)
        .map((part, at) => (at === 1 ? (moved ?? part) : part));
    },
  };
}
