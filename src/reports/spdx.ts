import type { ReadReport, ReportFormat } from './format.ts';
import { inventoryOutcome } from './inventory-outcome.ts';
import { hasPath, outlineOf } from './json-outline.ts';
import { jsonReader } from './json-report.ts';
import { field, items, type Json, text } from './json-value.ts';

const NAME = 'spdx';

/**
 * SPDX 2.2 and 2.3 as JSON, also inside the `sbom` of GitHub's dependency graph export
 * (docs.github.com, "REST API endpoints for software bill of materials", read 2025-07). The package
 * that the document describes is the product itself and does not count.
 */
export const spdx: ReportFormat = {
  name: NAME,
  kind: 'sbom',
  recognise(head) {
    const outline = outlineOf(head);
    return hasPath(outline, 'spdxVersion') || hasPath(outline, 'sbom', 'spdxVersion');
  },
  reader: () => jsonReader(NAME, read),
};

function read(document: Json): ReadReport {
  const bill = field(document, 'sbom') ?? document;
  const roots = new Set([
    ...items(field(bill, 'documentDescribes')).map(String),
    ...items(field(bill, 'relationships'))
      .filter((one) => text(one, 'relationshipType') === 'DESCRIBES')
      .map((one) => text(one, 'relatedSpdxElement')),
  ]);
  const packages = items(field(bill, 'packages'))
    .filter((one) => !roots.has(text(one, 'SPDXID')))
    .map((one) => ({ name: text(one, 'name'), version: text(one, 'versionInfo') }));
  return inventoryOutcome(NAME, packages);
}
