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

/**
 * Reads one file, or every member of one zip, as a stream, and gives each as soon as it is read, so
 * that none has to be held until the last is. Never throws for what a file holds.
 */
export async function* readReportFile({ path, named }: NamedFile): AsyncGenerator<ReadFile> {
  const opened = open(path);
  if ('why' in opened) {
    yield unreadable(path, opened.why, named);
    return;
  }
  try {
    yield* readMembers(opened, path, named);
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

async function* readMembers(
  source: DiskSource,
  path: string,
  named: boolean,
): AsyncGenerator<ReadFile> {
  const archive = openArchive(source, path);
  if (archive.state === 'unreadable') {
    yield unreadable(path, archive.why, true);
    return;
  }
  for (const entry of archive.entries) {
    const single = entry.path === path;
    const shown = single ? path : `${path}!/${entry.path}`;
    if (entry.state === 'refused') {
      yield unreadable(shown, entry.why, true);
      continue;
    }
    const reader = reportReader(entry.path);
    const end = await entry.read((chunk) => reader.write(chunk));
    const result = end.state === 'read' ? reader.end() : broken(end.why);
    yield { path: shown, result, named: (single && named) || end.state === 'broken' };
  }
}

function broken(why: string): ReadReport {
  return { state: 'unreadable', format: UNKNOWN_FORMAT, why };
}

function unreadable(path: string, why: string, named: boolean): ReadFile {
  return { path, result: broken(why), named };
}
