import { type DiskSource, diskSource } from '../local/disk.ts';
import type { NamedFile } from '../local/walk-files.ts';
import type { ReadReport } from '../report-formats/base/format.ts';
import { reportReader, UNKNOWN_FORMAT } from '../report-formats/read-report.ts';
import { openArchive } from '../report-formats/zip/read-zip.ts';

/** A report file, or a member of a zip as `archive.zip!/member`. */
export interface ReadFile {
  readonly path: string;
  readonly result: ReadReport;
  /** Number of bytes read. */
  readonly bytes: number;
  /** Whether it was named itself. A file in a folder or zip is not necessarily a report. */
  readonly named: boolean;
}

/**
 * Reads one file, or every member of one zip, as a stream, and yields each report as soon as it is
 * read, so that memory stays flat. Never throws for the content of a file.
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
    let bytes = 0;
    const end = await entry.read((chunk) => {
      bytes += chunk.length;
      reader.write(chunk);
    });
    const read = reader.end();
    const result = end.state === 'read' ? read : broken(end.why, read.format);
    yield { path: shown, result, bytes, named: (single && named) || end.state === 'broken' };
  }
}

function broken(why: string, format = UNKNOWN_FORMAT): ReadReport {
  return { state: 'unreadable', format, why };
}

function unreadable(path: string, why: string, named: boolean): ReadFile {
  return { path, result: broken(why), bytes: 0, named };
}
