import { type AuditLocations, pathMilestone } from '../model/audit-paths.ts';
import type { TreeEntry } from '../model/forge.ts';
import { compareMilestones, sameSeries } from '../model/milestone-id.ts';

/** The JSON file of one milestone's audit, as a tree lists it. */
export interface AuditFile {
  readonly milestone: string;
  readonly entry: TreeEntry;
}

/** Returns every audit of the repository, oldest milestone first. */
export function auditFiles(
  entries: readonly TreeEntry[],
  places: AuditLocations,
): readonly AuditFile[] {
  return entries
    .flatMap((entry): readonly AuditFile[] => {
      const milestone = pathMilestone(entry.path, places);
      return milestone === undefined ? [] : [{ milestone, entry }];
    })
    .sort((a, b) => compareMilestones(a.milestone, b.milestone));
}

/** Groups the audits by series of milestones: `V15-M52` is not a predecessor of `M03`. */
export function bySeries(files: readonly AuditFile[]): readonly (readonly AuditFile[])[] {
  const series: AuditFile[][] = [];
  for (const file of files) {
    const own = series.find(([first]) => first && sameSeries(first.milestone, file.milestone));
    if (own === undefined) series.push([file]);
    else own.push(file);
  }
  return series;
}
