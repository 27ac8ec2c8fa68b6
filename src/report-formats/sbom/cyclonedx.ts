import type { ReadReport, ReportFormat } from '../base/format.ts';
import { field, hasPath, items, type Json, jsonReader, text } from '../json/json-report.ts';
import { inventoryOutcome } from './inventory-outcome.ts';

const NAME = 'cyclonedx';

/** CycloneDX 1.2 to 1.6 as JSON. Nested components count; the root does not. */
export const cyclonedx: ReportFormat = {
  name: NAME,
  kind: 'sbom',
  recognize: (head) => hasPath(head, 'bomFormat') && /"bomFormat"\s*:\s*"CycloneDX"/.test(head),
  reader: () => jsonReader(NAME, read),
};

function read(document: Json): ReadReport {
  const packages: { name: string; version: string; licensed: boolean }[] = [];
  const open = [...items(field(document, 'components'))];
  for (let one = open.pop(); one !== undefined; one = open.pop()) {
    const group = text(one, 'group');
    const name = text(one, 'name');
    packages.push({
      name: group === '' ? name : `${group}/${name}`,
      version: text(one, 'version'),
      licensed: items(field(one, 'licenses')).length > 0,
    });
    for (const inner of items(field(one, 'components'))) open.push(inner);
  }
  return inventoryOutcome(NAME, packages);
}
