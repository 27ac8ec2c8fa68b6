import type { ReadReport, ReportFormat } from '../base/format.ts';
import { field, hasPath, items, type Json, jsonReader, text } from '../json/json-report.ts';
import { inventoryOutcome } from './inventory-outcome.ts';

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
  reader: () => jsonReader(NAME, read),
};

/** The context is a fixed address, alone or in a list. */
function isVersion3(head: string): boolean {
  return /"@context"\s*:\s*(?:\[\s*)?"https:\/\/spdx\.org\/rdf\/3\.[\w.]+\/spdx-context\.jsonld"/.test(
    head,
  );
}

function read(document: Json): ReadReport {
  const graph = field(document, '@graph');
  return graph === undefined ? readVersion2(document) : readVersion3(items(graph));
}

/** Reads one list of elements of all kinds; a document or bill of materials names its roots. */
function readVersion3(graph: readonly Json[]): ReadReport {
  const roots = new Set(
    graph
      .filter((one) => /^(?:SpdxDocument|software_Sbom|Bom)$/.test(typeOf(one)))
      .flatMap((one) => items(field(one, 'rootElement')).map(String)),
  );
  const licensed = new Set(
    graph
      .filter((one) => /^has(?:Declared|Concluded)License$/.test(text(one, 'relationshipType')))
      .filter((one) => items(field(one, 'to')).some((license) => isLicense(String(license))))
      .map((one) => text(one, 'from')),
  );
  const packages = graph
    .filter((one) => typeOf(one) === 'software_Package')
    .map((one) => ({
      name: text(one, 'name'),
      version: text(one, 'software_packageVersion'),
      licensed: licensed.has(idOf(one)),
      isRoot: roots.has(idOf(one)),
    }));
  return inventoryOutcome(NAME, withoutProduct(packages));
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
  const roots = new Set([
    ...items(field(bill, 'documentDescribes')).map(String),
    ...items(field(bill, 'relationships'))
      .filter((one) => text(one, 'relationshipType') === 'DESCRIBES')
      .map((one) => text(one, 'relatedSpdxElement')),
  ]);
  const packages = items(field(bill, 'packages')).map((one) => ({
    name: text(one, 'name'),
    version: text(one, 'versionInfo'),
    licensed: ['licenseDeclared', 'licenseConcluded'].some((key) => isLicense(text(one, key))),
    isRoot: roots.has(text(one, 'SPDXID')),
  }));
  return inventoryOutcome(NAME, withoutProduct(packages));
}

/** Returns the packages without the product, unless the document describes all of its packages. */
function withoutProduct<T extends { readonly isRoot: boolean }>(
  packages: readonly T[],
): readonly T[] {
  const parts = packages.filter(({ isRoot }) => !isRoot);
  return parts.length === 0 && packages.length > 1 ? packages : parts;
}
