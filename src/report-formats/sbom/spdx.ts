import type { ReadReport, ReportFormat } from '../base/format.ts';
import {
  eachItem,
  field,
  hasPath,
  items,
  type Json,
  jsonReader,
  printed,
  text,
} from '../json/json-report.ts';
import { inventoryOutcome, type Package } from './inventory-outcome.ts';

const NAME = 'spdx';

/**
 * SPDX 2.2 and 2.3 as JSON and 3.0 as JSON-LD (spdx.github.io/spdx-spec/v3.0.1, "Serialization",
 * read 2026-11), also inside the `sbom` of GitHub's dependency graph export (docs.github.com, "REST
 * API endpoints for software bill of materials", read 2025-07). The package that the document
 * describes is the product and does not count.
 */
export const spdx: ReportFormat = {
  name: NAME,
  kind: 'sbom',
  recognize(head) {
    if (hasPath(head, 'spdxVersion') || hasPath(head, 'sbom', 'spdxVersion')) return true;
    return isVersion3(head) && hasPath(head, '@graph');
  },
  reader: (limits) => jsonReader(NAME, read, limits),
};

/** The context is a fixed address, alone or in a list. */
function isVersion3(head: string): boolean {
  return /"@context"\s*:\s*(?:\[\s*)?"https:\/\/spdx\.org\/rdf\/3\.[\w.]+\/spdx-context\.jsonld"/.test(
    head,
  );
}

function read(document: Json): ReadReport {
  const graph = field(document, '@graph');
  return graph === undefined ? readVersion2(document) : readVersion3(graph);
}

/** Reads one list of elements of all kinds; a document or bill of materials names its roots. */
function readVersion3(graph: Json): ReadReport {
  const roots = new Set<string>();
  const licensed = new Set<string>();
  for (const one of eachItem(graph)) {
    if (/^(?:SpdxDocument|software_Sbom|Bom)$/.test(typeOf(one))) {
      for (const root of items(field(one, 'rootElement'))) roots.add(printed(root));
    }
    const isOfLicense = /^has(?:Declared|Concluded)License$/.test(text(one, 'relationshipType'));
    if (isOfLicense && items(field(one, 'to')).some((license) => isLicense(printed(license)))) {
      licensed.add(text(one, 'from'));
    }
  }
  const packageOf = (one: Json): Part | undefined =>
    typeOf(one) === 'software_Package'
      ? {
          name: text(one, 'name'),
          version: text(one, 'software_packageVersion'),
          licensed: licensed.has(idOf(one)),
          isRoot: roots.has(idOf(one)),
        }
      : undefined;
  return inventoryOutcome(NAME, withoutProduct(graph, packageOf));
}

/** Both versions have words for a license that is not known, and for none (SPDX 2.3, 7.13; 3.0.1, Licensing). */
function isLicense(license: string): boolean {
  return !/^$|^NOASSERTION$|^NONE$|No(?:Assertion|ne)(?:License)?$/.test(license);
}

function typeOf(element: Json): string {
  return text(element, 'type') || text(element, '@type');
}

function idOf(element: Json): string {
  return text(element, 'spdxId') || text(element, '@id');
}

function readVersion2(document: Json): ReadReport {
  const bill = field(document, 'sbom') ?? document;
  const roots = new Set(items(field(bill, 'documentDescribes')).map(printed));
  for (const one of eachItem(field(bill, 'relationships'))) {
    if (text(one, 'relationshipType') === 'DESCRIBES') roots.add(text(one, 'relatedSpdxElement'));
  }
  const packageOf = (one: Json): Part => ({
    name: text(one, 'name'),
    version: text(one, 'versionInfo'),
    licensed: ['licenseDeclared', 'licenseConcluded'].some((key) => isLicense(text(one, key))),
    isRoot: roots.has(text(one, 'SPDXID')),
  });
  return inventoryOutcome(NAME, withoutProduct(field(bill, 'packages'), packageOf));
}

interface Part extends Package {
  readonly isRoot: boolean;
}

/** Yields the packages without the product, unless the document describes all of its packages. */
function* withoutProduct(
  list: Json | undefined,
  packageOf: (one: Json) => Part | undefined,
): Generator<Package> {
  const product: Part[] = [];
  let parts = 0;
  for (const one of eachItem(list)) {
    const found = packageOf(one);
    if (found?.isRoot) {
      product.push(found);
    } else if (found !== undefined) {
      parts++;
      yield found;
    }
  }
  if (parts === 0 && product.length > 1) yield* product;
}
