import { readFile } from 'node:fs/promises';
import * as z from 'zod';
import { configSchema } from '../../src/config/config-schema.ts';
import { auditSchema } from '../../src/document/audit-schema.ts';
import { type AuditSchema, auditJson } from './audit-json.ts';
import { commandLine } from './command-line.ts';
import { configurationPage, type Property } from './configuration.ts';
import { evidenceJson } from './evidence-json.ts';
import { inputsAndOutputs } from './inputs-and-outputs.ts';
import { profilesAndGates } from './profiles-and-gates.ts';
import { reportFormats } from './report-formats.ts';

const FOLDER = 'https://raw.githubusercontent.com/milestone-audit/milestone-audit/main/schema';

function jsonSchema(name: string, schema: z.ZodType): object {
  return {
    $id: `${FOLDER}/${name}.schema.json`,
    // The published shape is what a reader gets, so defaults and transforms do not matter.
    ...z.toJSONSchema(schema, { target: 'draft-2020-12' }),
  };
}

/**
 * Every file that is made from the source and committed, by its path: JSON Schemas and reference
 * pages. Reads `action.yml` in the working directory and nothing else.
 */
export async function generatedFiles(): Promise<Readonly<Record<string, string>>> {
  const config = jsonSchema('config', configSchema);
  const audit = jsonSchema('audit', auditSchema);
  const asText = (schema: object): string => `${JSON.stringify(schema, null, 2)}\n`;
  return {
    'schema/config.schema.json': asText(config),
    'schema/audit.schema.json': asText(audit),
    'docs/configuration.md': configurationPage(config as Property),
    'docs/reference/inputs-and-outputs.md': inputsAndOutputs(await readFile('action.yml', 'utf8')),
    'docs/reference/audit-json.md': auditJson(audit as AuditSchema),
    'docs/reference/evidence-json.md': evidenceJson(),
    'docs/reference/command-line.md': await commandLine(),
    'docs/reference/report-formats.md': reportFormats(),
    'docs/reference/profiles-and-gates.md': profilesAndGates(),
  };
}
