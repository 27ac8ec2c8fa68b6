import { readFile } from 'node:fs/promises';
import { type AuditSchema, auditJson } from './audit-json.ts';
import { brokenRunsPage } from './broken-runs.ts';
import { commandLine } from './command-line.ts';
import { configurationPage, type Property } from './configuration.ts';
import { type EvidenceSchema, evidenceJson } from './evidence-json.ts';
import { hostileInput } from './hostile-input.ts';
import { inputsAndOutputs } from './inputs-and-outputs.ts';
import { jsonSchemas } from './json-schemas.ts';
import { profilesAndGates } from './profiles-and-gates.ts';
import { reportFormats } from './report-formats.ts';
import { workflowReading } from './workflow-reading.ts';

/**
 * Returns every committed file that is generated from the source, by its path: JSON Schemas and
 * reference pages. Reads only `action.yml` in the working directory.
 */
export async function generatedFiles(): Promise<Readonly<Record<string, string>>> {
  const schemas = jsonSchemas();
  const { config, audit, evidence } = schemas;
  return {
    ...Object.fromEntries(
      Object.entries(schemas).map(([name, schema]) => [
        `schema/${name}.schema.json`,
        `${JSON.stringify(schema, null, 2)}\n`,
      ]),
    ),
    'docs/configuration.md': configurationPage(config as Property),
    'docs/reference/inputs-and-outputs.md': inputsAndOutputs(await readFile('action.yml', 'utf8')),
    'docs/reference/audit-json.md': auditJson(audit as AuditSchema),
    'docs/reference/evidence-json.md': evidenceJson(evidence as EvidenceSchema),
    'docs/reference/command-line.md': await commandLine(),
    'docs/reference/report-formats.md': reportFormats(),
    'docs/reference/broken-runs.md': brokenRunsPage(),
    'docs/reference/workflow-reading.md': workflowReading(),
    'docs/reference/hostile-input.md': await hostileInput(),
    'docs/reference/profiles-and-gates.md': profilesAndGates(),
  };
}
