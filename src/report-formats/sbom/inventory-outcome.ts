import { byCodeUnit } from '../../lib/canonical-json.ts';
import { type ReadReport, readOutcome } from '../base/format.ts';
import { cut } from '../base/report-text.ts';

/** Maximum number of packages listed; `omitted` counts the others. */
export const MAX_PACKAGES = 20_000;
const MAX_NAME = 300;

export interface Package {
  readonly name: string;
  readonly version: string;
  /** Whether the bill states a license of it. */
  readonly licensed: boolean;
}

/** Returns the inventory. The same name and version twice is one package. */
export function inventoryOutcome(format: string, packages: Iterable<Package>): ReadReport {
  const licensed = new Map<string, boolean>();
  for (const { name, version, licensed: known } of packages) {
    const id = cut(version === '' ? name : `${name}@${version}`, MAX_NAME);
    licensed.set(id, known || licensed.get(id) === true);
  }
  const sorted = [...licensed.keys()].sort(byCodeUnit);
  const omitted = Math.max(0, sorted.length - MAX_PACKAGES);
  const report = {
    format,
    components: sorted.length,
    unlicensed: [...licensed.values()].filter((known) => !known).length,
    packages: sorted.slice(0, MAX_PACKAGES),
    omitted,
    notes: omitted > 0 ? [`${omitted} more packages are counted, not listed.`] : [],
  };
  return readOutcome(format, { kind: 'sbom', report });
}
