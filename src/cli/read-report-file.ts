import { openArchive } from '../archive/open-archive.ts';
import { type DiskSource, diskSource } from '../local/disk-source.ts';
import type { NamedFile } from '../local/expand-paths.ts';
import type { ReadReport } from '../reports/format.ts';
import { reportReader, UNKNOWN_FORMAT } from '../reports/read-report.ts';

/** A report the command line read: a file, or a member of a zip as `archive.zip!/member`. */
export interface ReadFile {
  readonly path: string;
  readonly result: ReadReport;
  /** Whether it was named itself; a file met in a folder or zip may be no report at all. */
  readonly named: boolean;
}

/** Reads one file, or every member of one zip, as a stream. Never throws for what a file holds. */
export async function readReportFile({ path, named }: NamedFile): Promise<readonly ReadFile[]> {
  const opened = open(path);
  if ('why' in opened) return [unreadable(path, opened.why, named)];
  try {
    return await readMembers(opened, path, named);
  } finally {
    opened.close();
  }
}

function open(path: string): DiskSource | { readonly why: string } {
  try {
    return diskSource(path);
  } catch (error) {
    return { why: error instanceof Error ? error.message : String(error) };
  }
}

async function readMembers(
  source: DiskSource,
  path: string,
  named: boolean,
): Promise<readonly ReadFile[]> {
  const archive = openArchive(source, path);
  if (archive.state === 'unreadable') return [unreadable(path, archive.why, true)];
  const files: ReadFile[] = [];
  for (const entry of archive.entries) {
    const single = entry.path === path;
    const shown = single ? path : `${path}!/${entry.path}`;
    if (entry.state === 'refused') {
      files.push(unreadable(shown, entry.why, true));
      continue;
    }
    const reader = reportReader(entry.path);
    const end = await entry.read((chunk) => reader.write(chunk));
    const result = end.state === 'read' ? reader.end() : broken(end.why);
    files.push({ path: shown, result, named: (single && named) || end.state === 'broken' });
  }
  return files;
}

function broken(why: string): ReadReport {
  return { state: 'unreadable', format: UNKNOWN_FORMAT, why };
}

function unreadable(path: string, why: string, named: boolean): ReadFile {
  return { path, result: broken(why), named };
}
