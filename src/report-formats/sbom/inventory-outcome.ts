import { byCodeUnit } from '../../lib/canonical-json.ts';
import { type ReadReport, readOutcome } from '../base/format.ts';
import { cut } from '../base/report-text.ts';

/** Maximum number of packages listed; `omitted` counts the others. */
export const MAX_PACKAGES = 20_000;
const MAX_NAME = 300;

/** Returns the inventory. The same name and version twice is one package. */
export function inventoryOutcome(
  format: string,
  packages: readonly { readonly name: string; readonly version: string }[],
): ReadReport {
  const names = new Set(
    packages.map(({ name, version }) =>
      cut(version === '' ? name : `${name}@${version}`, MAX_NAME),
    ),
  );
  const sorted = [...names].sort(byCodeUnit);
  const omitted = Math.max(0, sorted.length - MAX_PACKAGES);
  const report = {
    format,
    components: sorted.length,
    packages: sorted.slice(0, MAX_PACKAGES),
    omitted,
    notes: omitted > 0 ? [`${omitted} more packages are counted, not listed.`] : [],
  };
  return readOutcome(format, { kind: 'sbom', report });
}
