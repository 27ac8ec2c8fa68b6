import { joinPath } from '../../lib/paths.ts';
import type { Lockfile } from '../../model/workflow.ts';
import { baseName, folderOf } from '../files/lockfile-names.ts';
import { HoldTally } from './hold-tally.ts';
import { holdOfRequirement } from './requirement.ts';

/** A requirements or constraints file of pip; `-r` includes are named for the caller to follow. */
export function readRequirements(path: string, blob: string, text: string): Lockfile {
  const tally = new HoldTally();
  const includes: string[] = [];
  for (const { line, text: entry } of logicalLines(text)) {
    const include = /^(?:-r|--requirement|-c|--constraint)[ =]?\s*(\S+)/.exec(entry)?.[1];
    const editable = /^(?:-e|--editable)[ =]?\s*(.+)$/.exec(entry)?.[1];
    if (include !== undefined) includes.push(joinPath(folderOf(path), include));
    else if (!isLocal(editable ?? entry))
      tally.add(holdOfRequirement(editable ?? entry), line, entry);
  }
  const tool = baseName(path).startsWith('constraints') ? 'pip-constraints' : 'pip';
  return tally.lockfile(path, blob, tool, includes);
}

/** Options of the whole file, and packages that lie in the repository itself. */
function isLocal(entry: string): boolean {
  return (
    entry.startsWith('--') || /^-[if]\b/.test(entry) || /^(?:\.{1,2}(?:\/|\[|$)|file:)/.test(entry)
  );
}

function logicalLines(text: string): { line: number; text: string }[] {
  const lines: { line: number; text: string }[] = [];
  let open: { line: number; parts: string[] } | undefined;
  for (const [index, raw] of text.split('\n').entries()) {
    const bare = raw.replace(/(?:^|\s)#.*$/, '').trimEnd();
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
