import { joinPath } from '../../lib/glob.ts';
import { parsedJson, recordOf } from '../../lib/json.ts';
import type { Lockfile } from '../../model/workflow.ts';
import rows from '../../tables/lockfiles.yaml';
import { baseName, folderOf, isLockfile } from '../parse/file-names.ts';
import { PinTally, rangePin, requirementPin, type VersionPin } from './version-pin.ts';

/** Maximum number of characters read of a lockfile. */
const MAX_LENGTH = 32 * 1024 * 1024;

interface LineFormat {
  readonly file: RegExp;
  readonly tool: string;
  readonly starts: RegExp;
  readonly hash?: RegExp;
  readonly own?: RegExp;
  readonly within?: { readonly from: RegExp; readonly until: RegExp };
}

const formats = rows as readonly LineFormat[];

/**
 * Counts the entries of a lockfile or requirements file by how well they are pinned; undefined for an unknown
 * file name. Linear, reads at most 32 MiB of text, never throws: an unreadable file has no entries.
 */
export function readLockfile(path: string, blob: string, text: string): Lockfile | undefined {
  if (!isLockfile(path)) return undefined;
  const name = baseName(path);
  const bounded = text.replace(/^\uFEFF/, '').slice(0, MAX_LENGTH);
  if (name.endsWith('.json') || /^(?:Pipfile|composer)\.lock$|^Package\.resolved$/.test(name)) {
    return readJsonLock(path, blob, bounded);
  }
  const format = formats.find(({ file }) => file.test(name));
  if (format === undefined) return readRequirements(path, blob, text);
  const lock = readLines(path, blob, bounded, format);
  // Yarn Berry, unlike Yarn 1, uses a frozen lockfile in CI by default.
  return /^__metadata:/m.test(bounded) ? { ...lock, tool: 'yarn-berry' } : lock;
}

interface Entry {
  readonly line: number;
  readonly text: string;
  readonly lines: string[];
}

function readLines(path: string, blob: string, text: string, format: LineFormat): Lockfile {
  const tally = new PinTally();
  let entry: Entry | undefined;
  const { within } = format;
  let inside = within === undefined;
  for (const [index, raw] of text.split('\n').entries()) {
    const line = raw.replace(/\r$/, '');
    if (within !== undefined)
      inside = within.from.test(line) || (inside && !within.until.test(line));
    if (inside && format.starts.test(line)) {
      count(entry, format, tally);
      entry = { line: index + 1, text: line, lines: [] };
    }
    if (inside) entry?.lines.push(line);
  }
  count(entry, format, tally);
  return tally.lockfile(path, blob, format.tool);
}

function count(entry: Entry | undefined, format: LineFormat, tally: PinTally): void {
  if (entry === undefined) return;
  const own = format.own;
  if (own !== undefined && entry.lines.some((line) => own.test(line))) return;
  // A Cargo package without a source is a member of the workspace.
  if (format.tool === 'cargo' && !entry.lines.some((line) => line.startsWith('source = '))) return;
  const hashed = format.hash !== undefined && entry.lines.some((line) => format.hash?.test(line));
  const hold: VersionPin = hashed ? 'hashed' : 'exact';
  tally.add(hold, entry.line, nameLine(entry));
}

function nameLine({ text, lines }: Entry): string {
  return lines.find((line) => line.startsWith('name = ')) ?? text;
}

/** Reads a requirements or constraints file of pip; returns `-r` includes for the caller to follow. */
export function readRequirements(path: string, blob: string, whole: string): Lockfile {
  const text = whole.replace(/^\uFEFF/, '').slice(0, MAX_LENGTH);
  const tally = new PinTally();
  const includes: string[] = [];
  for (const { line, text: entry } of logicalLines(text)) {
    const include = /^(?:-r|--requirement|-c|--constraint)[ =]?\s*(\S+)/.exec(entry)?.[1];
    const editable = /^(?:-e|--editable)[ =]?\s*(.+)$/s.exec(entry)?.[1];
    if (include !== undefined) includes.push(joinPath(folderOf(path), include));
    else if (!isLocal(editable ?? entry)) tally.add(requirementPin(editable ?? entry), line, entry);
  }
  const tool = baseName(path).startsWith('constraints') ? 'pip-constraints' : 'pip';
  return tally.lockfile(path, blob, tool, includes);
}

/** Options of the whole file, and packages in the repository itself. */
function isLocal(entry: string): boolean {
  return (
    entry.startsWith('--') || /^-[if]\b/.test(entry) || /^(?:\.{1,2}(?:\/|\[|$)|file:)/.test(entry)
  );
}

function logicalLines(text: string): { line: number; text: string }[] {
  const lines: { line: number; text: string }[] = [];
  let open: { line: number; parts: string[] } | undefined;
  for (const [index, raw] of text.split('\n').entries()) {
    const bare = raw.replace(/(?:^|\s)#.*$/s, '').trimEnd();
    const part = bare.replace(/\\$/, ' ');
    open ??= { line: index + 1, parts: [] };
    open.parts.push(part);
    if (bare.endsWith('\\')) continue;
    const joined = open.parts.join('').trim();
    if (joined !== '') lines.push({ line: open.line, text: joined });
    open = undefined;
  }
  const rest = open?.parts.join('').trim() ?? '';
  return rest === '' || open === undefined ? lines : [...lines, { line: open.line, text: rest }];
}

type Json = { readonly [key: string]: unknown };

/** Reads a JSON lockfile of npm, Pipenv, Composer, NuGet or Swift. An invalid one has no entries. */
function readJsonLock(path: string, blob: string, text: string): Lockfile {
  const tally = new PinTally();
  const root = recordOf(parsedJson(text));
  const name = baseName(path);
  const tool = toolOf(name);
  const lineOf = lineFinder(text);
  for (const [key, hold] of entriesOf(tool, root)) tally.add(hold, lineOf(key), key);
  return tally.lockfile(path, blob, tool);
}

function toolOf(name: string): string {
  if (name === 'Pipfile.lock') return 'pipenv';
  if (name === 'composer.lock') return 'composer';
  if (name === 'Package.resolved') return 'swift';
  return name === 'packages.lock.json' ? 'nuget' : 'npm';
}

function entriesOf(tool: string, root: Json): [string, VersionPin][] {
  if (tool === 'pipenv') return [...pipenv(root['default']), ...pipenv(root['develop'])];
  if (tool === 'composer')
    return [...composer(root['packages']), ...composer(root['packages-dev'])];
  if (tool === 'nuget') return Object.values(recordOf(root['dependencies'])).flatMap(nuget);
  if (tool === 'swift') return swift(root['pins'] ?? recordOf(root['object'])['pins']);
  const packages = recordOf(root['packages']);
  return Object.keys(packages).length > 0 ? npm(packages) : npmV1(recordOf(root['dependencies']));
}

function npm(packages: Json): [string, VersionPin][] {
  return Object.entries(packages).flatMap(([key, value]): [string, VersionPin][] => {
    const { link, integrity, resolved, inBundle } = recordOf(value);
    // The root, workspaces and links are the repository's own; bundled packages are covered by their bundle.
    if (!key.includes('node_modules/') || link === true || inBundle === true) return [];
    return [[key, npmHold(integrity, resolved)]];
  });
}

function npmV1(dependencies: Json): [string, VersionPin][] {
  return Object.entries(dependencies).map(([key, value]) => {
    const { integrity, version } = recordOf(value);
    return [key, npmHold(integrity, version)];
  });
}

function npmHold(integrity: unknown, resolved: unknown): VersionPin {
  if (typeof integrity === 'string' && integrity !== '') return 'hashed';
  if (typeof resolved === 'string' && /^git|github:/.test(resolved)) {
    return /#[0-9a-f]{40}$/.test(resolved) ? 'hashed' : 'moving';
  }
  return 'exact';
}

function pipenv(section: unknown): [string, VersionPin][] {
  return Object.entries(recordOf(section)).map(([key, value]) => [
    key,
    pipenvHold(recordOf(value)),
  ]);
}

function pipenvHold({ hashes, version, ref, git }: Json): VersionPin {
  if (Array.isArray(hashes) && hashes.length > 0) return 'hashed';
  if (git !== undefined) return /^[0-9a-f]{40}$/.test(String(ref)) ? 'hashed' : 'moving';
  return /^==/.test(String(version)) ? 'exact' : 'unversioned';
}

function composer(list: unknown): [string, VersionPin][] {
  const packages = Array.isArray(list) ? list : [];
  return packages.map((item): [string, VersionPin] => {
    const { name, dist, source } = recordOf(item);
    const reference = recordOf(source)['reference'] ?? recordOf(dist)['reference'];
    const hashed = /^[0-9a-f]{40}$/.test(String(reference)) || Boolean(recordOf(dist)['shasum']);
    return [String(name), hashed ? 'hashed' : 'exact'];
  });
}

/** A pin of the Swift package manager without a revision follows a branch. */
function swift(list: unknown): [string, VersionPin][] {
  const pins = Array.isArray(list) ? list : [];
  return pins.map((item): [string, VersionPin] => {
    const { identity, package: name, state } = recordOf(item);
    const hashed = /^[0-9a-f]{40}$/.test(String(recordOf(state)['revision']));
    return [String(identity ?? name), hashed ? 'hashed' : 'moving'];
  });
}

function nuget(framework: unknown): [string, VersionPin][] {
  return Object.entries(recordOf(framework)).flatMap(([key, value]): [string, VersionPin][] => {
    const { contentHash, resolved, type } = recordOf(value);
    if (type === 'Project') return [];
    return [[key, contentHash === undefined ? rangePin(String(resolved ?? '')) : 'hashed']];
  });
}

/** Finds the first line of a key; reads the text once, on the first call. */
function lineFinder(text: string): (key: string) => number {
  let lines: Map<string, number> | undefined;
  return (key) => {
    lines ??= keyLines(text);
    return lines.get(key) ?? 1;
  };
}

function keyLines(text: string): Map<string, number> {
  const lines = new Map<string, number>();
  for (const [index, line] of text.split('\n').entries()) {
    for (const [, key = ''] of line.slice(0, 400).matchAll(/"([^"\\]{1,200})"/g)) {
      if (!lines.has(key)) lines.set(key, index + 1);
    }
  }
  return lines;
}
