import { joinPath } from '../../lib/glob.ts';
import type { Lockfile } from '../../model/workflow.ts';
import { baseName, folderOf, isLockfile } from '../parse/file-names.ts';
import { readJsonLock } from './json-lockfile.ts';
import { PinTally, requirementPin, type VersionPin } from './version-pin.ts';

/** Maximum number of characters read of a lockfile. */
const MAX_LENGTH = 32 * 1024 * 1024;

/** An entry begins at `starts`; it is hashed when `hash` matches before the next one begins. */
interface LineFormat {
  readonly tool: string;
  readonly starts: RegExp;
  readonly hash?: RegExp;
  /** Entries that are not dependencies: the project itself, a folder of the repository. */
  readonly own?: RegExp;
  readonly moving?: RegExp;
  readonly within?: (line: string, inside: boolean) => boolean;
}

const formats: readonly (readonly [RegExp, LineFormat])[] = [
  [
    /^yarn\.lock$/,
    {
      tool: 'yarn',
      starts: /^"?@?[^\s#"][^\n]*:\s*$/,
      hash: /^\s+(?:integrity|checksum:?) \S/,
      own: /@workspace:|^__metadata:/,
    },
  ],
  [
    /^pnpm-lock\.ya?ml$/,
    {
      tool: 'pnpm',
      starts: /^ {2}\S[^\n]*:\s*$/,
      hash: /integrity: *sha/,
      within: section(/^packages:/),
    },
  ],
  [
    /^bun\.lock$/,
    {
      tool: 'bun',
      starts: /^ {4}"[^"]+": \[/,
      hash: /sha512-/,
      within: section(/^ {2}"packages":/, /^ {2}\S/),
    },
  ],
  [
    /^uv\.lock$/,
    {
      tool: 'uv',
      starts: /^\[\[package\]\]/,
      hash: /hash = "sha256:|git\+?[^"]{0,2000}#[0-9a-f]{40}|\?rev=|git = /,
      own: /source = \{ (?:editable|virtual|directory) =/,
    },
  ],
  [/^pylock.*\.toml$/, { tool: 'uv', starts: /^\[\[packages\]\]/, hash: /sha256 ?=/ }],
  [
    /^(?:poetry|pdm)\.lock$/,
    {
      tool: 'poetry',
      starts: /^\[\[package\]\]/,
      hash: /hash ?= ?"sha256:|resolved_reference ?= ?"[0-9a-f]{40}"/,
    },
  ],
  [
    /^Cargo\.lock$/,
    {
      tool: 'cargo',
      starts: /^\[\[package\]\]/,
      hash: /^checksum = |^source = "git\+.*#[0-9a-f]{40}"/,
    },
  ],
  [/^go\.sum$/, { tool: 'go', starts: /^\S+ v\S+ h1:/, hash: /h1:/ }],
  [
    /^(?:Gemfile\.lock|gems\.locked)$/,
    { tool: 'bundler', starts: /^ {4}\S+ \([^<>=~]+\)$/, within: section(/^GEM/, /^\S/) },
  ],
  [
    /^mix\.lock$/,
    {
      tool: 'mix',
      starts: /^ {2}"[^"]+": \{/,
      hash: /"[0-9a-f]{64}"|:git, "[^"]+", "[0-9a-f]{40}"/,
    },
  ],
  [
    /^Podfile\.lock$/,
    {
      tool: 'cocoapods',
      starts: /^ {2}\S[^:\n]*: \S/,
      hash: /: [0-9a-f]{40}$/,
      within: section(/^SPEC CHECKSUMS:/),
    },
  ],
  [
    /^pubspec\.lock$/,
    {
      tool: 'pub',
      starts: /^ {2}\w+:\s*$/,
      hash: /^ +(?:sha256|resolved-ref): /,
      own: /^ +source: "?(?:path|sdk)/,
      within: section(/^packages:/),
    },
  ],
  [/gradle\.lockfile$/, { tool: 'gradle', starts: /^[^#\s=:]+:[^=\s]+=/ }],
];

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
  const format = formats.find(([pattern]) => pattern.test(name))?.[1];
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
  let inside = format.within === undefined;
  for (const [index, raw] of text.split('\n').entries()) {
    const line = raw.replace(/\r$/, '');
    inside = format.within?.(line, inside) ?? true;
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

/** Tracks whether a line is in the section from `opens` to the next `closes`. */
function section(
  opens: RegExp,
  closes: RegExp = /^\S/,
): (line: string, inside: boolean) => boolean {
  return (line, inside) => opens.test(line) || (inside && !closes.test(line));
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
