import type { ReadReport, ReportFormat } from '../base/format.ts';
import {
  eachItem,
  field,
  hasPath,
  items,
  type Json,
  jsonReader,
  text,
} from '../json/json-report.ts';
import { inventoryOutcome, type Package } from './inventory-outcome.ts';

const NAME = 'cyclonedx';

/** CycloneDX 1.2 to 1.6 as JSON. Nested components count; the root does not. */
export const cyclonedx: ReportFormat = {
  name: NAME,
  kind: 'sbom',
  recognize: (head) => hasPath(head, 'bomFormat') && /"bomFormat"\s*:\s*"CycloneDX"/.test(head),
  reader: (limits) => jsonReader(NAME, read, limits),
};

function read(document: Json): ReadReport {
  return inventoryOutcome(NAME, packagesIn(document));
}

function* packagesIn(document: Json): Generator<Package> {
  for (const component of eachItem(field(document, 'components'))) {
    const open = [component];
    for (let one = open.pop(); one !== undefined; one = open.pop()) {
      const group = text(one, 'group');
      const name = text(one, 'name');
      yield {
        name: group === '' ? name : `${group}/${name}`,
        version: text(one, 'version'),
        licensed: items(field(one, 'licenses')).length > 0,
      };
      for (const inner of items(field(one, 'components'))) open.push(inner);
    }
  }
}
