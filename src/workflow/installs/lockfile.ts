import { joinPath } from '../../lib/glob.ts';
import type { Lockfile } from '../../model/workflow.ts';
import rows from '../../tables/lockfiles.yaml';
import { baseName, folderOf, isLockfile } from '../parse/file-names.ts';
import { readJsonLock } from './json-lockfile.ts';
import { PinTally, requirementPin, type VersionPin } from './version-pin.ts';

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
