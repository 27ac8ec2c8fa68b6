import * as z from 'zod';
import { COMMAND_ERROR, COMMAND_JSON } from '../../src/cli/command-json.ts';
import { configSchema } from '../../src/config/config-schema.ts';
import { auditSchema } from '../../src/model/audit.ts';
import { evidenceFileSchema } from '../../src/model/evidence-file.ts';
import { latestSchema } from '../../src/model/latest.ts';
import { rollupSchema } from '../../src/model/rollup.ts';

const FOLDER = 'https://raw.githubusercontent.com/milestone-audit/milestone-audit/main/schema';

/** What a format promises; editors show it. */
const PROMISES = {
  config: 'version 1 only gains keys; one that is not known is an error',
  audit: 'milestone-audit/1 only gains keys; none is renamed, dropped or given another meaning',
  evidence: 'milestone-evidence/1 only gains keys; every later version reads it',
  latest: 'milestone-latest/1 only gains keys',
  rollup: 'milestone-rollup/1 only gains keys',
} as const;

/** Returns the JSON Schema of the documents that the program writes and reads. */
function jsonSchema(name: keyof typeof PROMISES, schema: z.ZodType): object {
  return {
    $id: `${FOLDER}/${name}.schema.json`,
    title: `${name}, format 1`,
    description: `Compatibility: ${PROMISES[name]}.`,
    // Editors support draft 7 best (CONTRIBUTING.md of SchemaStore, "Best practices", read 2026-11-30).
    ...madeFrom(schema, name === 'config' ? 'draft-07' : 'draft-2020-12'),
  };
}

function madeFrom(
  schema: z.ZodType,
  target: 'draft-07' | 'draft-2020-12' = 'draft-2020-12',
): z.core.JSONSchema.BaseSchema {
  return z.toJSONSchema(schema, {
    target,
    override: ({ zodSchema, jsonSchema: made }) => {
      // Noise for readers: no format has larger numbers, and every object may have further keys.
      if (made.maximum === Number.MAX_SAFE_INTEGER) delete made.maximum;
      if (made.minimum === Number.MIN_SAFE_INTEGER) delete made.minimum;
      const { def } = zodSchema._zod;
      if (def.type !== 'object') return;
      const { catchall } = def as z.core.$ZodObjectDef;
      if (catchall === undefined || isEmpty(made.additionalProperties))
        delete made.additionalProperties;
    },
  });
}

/** Formats that have a file of their own. */
const PUBLISHED = new Map<z.ZodType, keyof typeof PROMISES>([
  [auditSchema, 'audit'],
  [evidenceFileSchema, 'evidence'],
  [rollupSchema, 'rollup'],
]);

/** Returns the schema of what each command prints with `--json`, one definition per command. */
function commandsSchema(): object {
  const all: readonly (readonly [string, z.ZodType])[] = [
    ...Object.entries(COMMAND_JSON),
    ['error', COMMAND_ERROR],
  ];
  const own = all.filter(([, schema]) => !PUBLISHED.has(schema));
  const made = madeFrom(z.object(Object.fromEntries(own)));
  const definitions = all.map(([name, schema]) => {
    const file = PUBLISHED.get(schema);
    return [
      name,
      file === undefined ? made.properties?.[name] : { $ref: `${FOLDER}/${file}.schema.json` },
    ];
  });
  return {
    $id: `${FOLDER}/commands.schema.json`,
    title: 'what each command prints with --json',
    description:
      'One definition per command, and `error`. Compatibility: a definition only gains keys.',
    $schema: made.$schema,
    $defs: { ...made.$defs, ...Object.fromEntries(definitions) },
  };
}

function isEmpty(value: unknown): boolean {
  return typeof value === 'object' && value !== null && Object.keys(value).length === 0;
}

/** Returns every published JSON Schema, by the name of its file in `schema`. */
export function jsonSchemas() {
  return {
    config: jsonSchema('config', configSchema),
    audit: jsonSchema('audit', auditSchema),
    commands: commandsSchema(),
    latest: jsonSchema('latest', latestSchema),
    rollup: jsonSchema('rollup', rollupSchema),
    evidence: jsonSchema('evidence', evidenceFileSchema),
  };
}
