import { pathMatcher } from '../lib/glob.ts';
import type { AuditEvidence } from '../model/audit-evidence.ts';
import type { Config } from '../model/config.ts';
import type { Changes } from '../model/repository.ts';

/** Files named per risk zone; the rest is counted. */
const MAX_FILES = 20;

/** The delta map: how much changed, and which risk zones it touches. */
export function auditChanges(
  changes: Changes,
  zones: Config['zones'],
): NonNullable<AuditEvidence['changes']> {
  const sum = (pick: 'additions' | 'deletions'): number =>
    changes.files.reduce((total, file) => total + file[pick], 0);
  return {
    base: changes.base,
    head: changes.head,
    files: changes.files.length,
    additions: sum('additions'),
    deletions: sum('deletions'),
    truncated: changes.truncated,
    zones: zones.map(({ zone, globs }) => {
      const matches = pathMatcher(globs);
      const touched = changes.files
        .filter(
          (file) =>
            matches(file.path) || (file.previousPath !== undefined && matches(file.previousPath)),
        )
        .map((file) => file.path);
      return {
        zone,
        touched: touched.length > 0,
        files: touched.slice(0, MAX_FILES),
        omitted: Math.max(0, touched.length - MAX_FILES),
      };
    }),
  };
}
