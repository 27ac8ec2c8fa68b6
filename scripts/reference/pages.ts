import { readFile } from 'node:fs/promises';
import * as z from 'zod';
import { configSchema } from '../../src/config/config-schema.ts';
import { auditSchema } from '../../src/model/audit.ts';
import { evidenceFileSchema } from '../../src/model/evidence-file.ts';
import { latestSchema } from '../../src/model/latest.ts';
import { rehearsalSchema } from '../../src/model/rehearsal.ts';
import { rollupSchema } from '../../src/model/rollup.ts';
import { type AuditSchema, auditJson } from './audit-json.ts';
import { brokenRunsPage } from './broken-runs.ts';
import { commandLine } from './command-line.ts';
import { configurationPage, type Property } from './configuration.ts';
import { type EvidenceSchema, evidenceJson } from './evidence-json.ts';
import { hostileInput } from './hostile-input.ts';
import { inputsAndOutputs } from './inputs-and-outputs.ts';
import { profilesAndGates } from './profiles-and-gates.ts';
import { reportFormats } from './report-formats.ts';
import { workflowReading } from './workflow-reading.ts';

const FOLDER = 'https://raw.githubusercontent.com/milestone-audit/milestone-audit/main/schema';

/** What a format promises; editors show it. */
const PROMISES = {
  config: 'version 1 only gains keys; one that is not known is an error',
  audit: 'milestone-audit/1 only gains keys; none is renamed, dropped or given another meaning',
  evidence: 'milestone-evidence/1 only gains keys; every later version reads it',
  latest: 'milestone-latest/1 only gains keys',
  rollup: 'milestone-rollup/1 only gains keys',
  rehearsal: 'milestone-rehearsal/1 only gains keys',
} as const;

/** Returns the JSON Schema of the documents that the program writes and reads. */
function jsonSchema(name: keyof typeof PROMISES, schema: z.ZodType): object {
  return {
    $id: `${FOLDER}/${name}.schema.json`,
    title: `${name}, format 1`,
    description: `Compatibility: ${PROMISES[name]}.`,
    ...z.toJSONSchema(schema, {
      target: 'draft-2020-12',
      override: ({ zodSchema, jsonSchema: made }) => {
        // Noise for readers: no format has larger numbers, and every object may have further keys.
        if (made.maximum === Number.MAX_SAFE_INTEGER) delete made.maximum;
        if (made.minimum === Number.MIN_SAFE_INTEGER) delete made.minimum;
        const { type } = zodSchema._zod.def;
        if (type === 'object' && isEmpty(made.additionalProperties))
          delete made.additionalProperties;
      },
    }),
  };
}

function isEmpty(value: unknown): boolean {
  return typeof value === 'object' && value !== null && Object.keys(value).length === 0;
}

/**
 * Returns every committed file that is generated from the source, by its path: JSON Schemas and
 * reference pages. Reads only `action.yml` in the working directory.
 */
export async function generatedFiles(): Promise<Readonly<Record<string, string>>> {
  const config = jsonSchema('config', configSchema);
  const audit = jsonSchema('audit', auditSchema);
  const evidence = jsonSchema('evidence', evidenceFileSchema);
  const latest = jsonSchema('latest', latestSchema);
  const rollup = jsonSchema('rollup', rollupSchema);
  const rehearsal = jsonSchema('rehearsal', rehearsalSchema);
  const asText = (schema: object): string => `${JSON.stringify(schema, null, 2)}\n`;
  return {
    'schema/config.schema.json': asText(config),
    'schema/audit.schema.json': asText(audit),
    'schema/latest.schema.json': asText(latest),
    'schema/rollup.schema.json': asText(rollup),
    'schema/rehearsal.schema.json': asText(rehearsal),
    'schema/evidence.schema.json': asText(evidence),
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
