import type { SourceKind } from '../../model/source-manifest.ts';
import { kindOfName } from '../../report-formats/base/report-path.ts';
import { REPORT_FORMATS } from '../../report-formats/registry.ts';
import type { ReportFile } from './report-files.ts';

/** What a file is evidence of: by its content, else by its format, else by its name. */
export function kindOfFile({ path, result }: ReportFile): SourceKind | 'unknown' {
  if (result.state !== 'unreadable') return result.content.kind;
  const format = REPORT_FORMATS.find(({ name }) => name === result.format);
  return format?.kind ?? kindOfName(path) ?? 'unknown';
}

/**
 * Whether a file that could not be read may be what is missing of a kind. One whose kind nobody
 * knows may be of any, unless there was nothing in it at all.
 */
export function mayLack(kind: SourceKind, file: ReportFile): boolean {
  if (file.result.state !== 'unreadable') return false;
  const own = kindOfFile(file);
  return own === kind || (own === 'unknown' && file.bytes > 0);
}
