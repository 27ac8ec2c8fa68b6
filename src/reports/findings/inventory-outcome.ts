import { byCodeUnit } from '../../model/by-code-unit.ts';
import type { ReadReport } from '../reading/format.ts';
import { cut } from '../reading/plain-text.ts';
import { readOutcome } from '../reading/read-outcome.ts';

/** Packages listed of a bill of materials; the rest is counted in `omitted`. */
export const MOST_PACKAGES = 20_000;
const LONGEST_NAME = 300;

/** Ends a bill of materials. The same name and version twice is one package. */
export function inventoryOutcome(
  format: string,
  packages: readonly { readonly name: string; readonly version: string }[],
  notes: readonly string[] = [],
): ReadReport {
  const names = new Set(
    packages.map(({ name, version }) =>
      cut(version === '' ? name : `${name}@${version}`, LONGEST_NAME),
    ),
  );
  const sorted = [...names].sort(byCodeUnit);
  const omitted = Math.max(0, sorted.length - MOST_PACKAGES);
  const report = {
    format,
    components: sorted.length,
    packages: sorted.slice(0, MOST_PACKAGES),
    omitted,
    notes: omitted > 0 ? [...notes, `${omitted} more packages are counted, not listed.`] : notes,
  };
  return readOutcome(format, { kind: 'sbom', report });
}
